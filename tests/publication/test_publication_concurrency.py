"""Two people at once on the same publication, in two real transactions."""

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase
from .common import PublicationSetup, make_pdf

REVIEWS = "(SELECT id FROM customer_review WHERE company_id = %(company)s)"


@tagged("standard", "post_install", "-at_install")
class TestPublicationConcurrency(PublicationSetup, ConcurrencyCase):
    login_prefix = "rpc"
    removal = (
        "DELETE FROM customer_publication_verdict WHERE company_id = %(company)s",
        "DELETE FROM customer_publication_placement WHERE company_id = %(company)s",
        "DELETE FROM customer_review_check WHERE company_id = %(company)s",
        f"DELETE FROM customer_review_line WHERE review_id IN {REVIEWS}",
        "UPDATE customer_publication SET review_id = NULL, previous_id = NULL,"
        " first_id = NULL WHERE company_id = %(company)s",
        "DELETE FROM customer_review WHERE company_id = %(company)s",
        "DELETE FROM customer_publication WHERE company_id = %(company)s",
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls.create_user("rpc_owner", "customer_review.group_user")
        cls.inspector = cls.create_user(
            "rpc_inspector", "customer_review.group_quality"
        )
        cls.cr.commit()

    def prepare(self, *codes):
        """A publication in review: judged, and decided by these departments."""
        publication = self.create_publication(claims=("Runs 20,000 hours",))
        self.submit(publication, self.owner)
        self.judge(publication)
        self.decide(publication, *codes)
        self.env.cr.commit()
        self.env.invalidate_all()
        return publication

    def assert_tried_again(self, method, *args):
        with mute_logger("odoo.sql_db"), self.assertRaises(SerializationFailure):
            method(*args)
            method.__self__.env.flush_all()
        return self.restart(method.__self__)

    def test_claim_is_not_rejected_while_it_is_accepted(self):
        publication = self.prepare()
        line = self.get_line(publication, "quality")
        verdict = self.begin(line.verdict_ids, self.inspector)
        line = self.begin(line, self.reviewers["quality"])
        line.action_accept()
        line.env.cr.commit()
        vals = {"verdict": "rejected", "note": "After all"}
        verdict = self.assert_tried_again(verdict.write, vals)
        with self.assertRaisesRegex(UserError, "already decided"):
            verdict.write(vals)

    def test_nothing_is_published_while_its_file_is_replaced(self):
        publication = self.prepare("quality", "technical", "general_manager")
        publishing = self.begin(publication, self.owner)
        publishing.mapped("state")
        file = self.begin(publication.file_ids, self.owner)
        file.raw = make_pdf("Another text")
        file.env.cr.commit()
        publishing = self.assert_tried_again(publishing._publish, "web")
        self.assertIn("differs from what was", publishing._get_publish_error())

    def test_file_replaced_while_it_is_published_takes_it_down(self):
        publication = self.prepare("quality", "technical", "general_manager")
        file = self.begin(publication.file_ids, self.owner)
        file.mapped("checksum")
        publishing = self.begin(publication, self.owner)
        publishing._publish("web")
        publishing.env.cr.commit()
        vals = {"raw": make_pdf("Another text")}
        file = self.assert_tried_again(file.write, vals)
        file.write(vals)
        file.env.cr.commit()
        self.refresh()
        self.assertEqual(
            publication.sudo().mapped(lambda one: (one.state, one.review_state)),
            [("draft", "outdated")],
        )

    def test_two_make_one_new_version(self):
        publication = self.prepare("quality", "technical", "general_manager")
        first, second = (self.begin(publication, self.owner) for _number in range(2))
        second.mapped("state")
        first.action_new_version()
        first.env.cr.commit()
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            second.action_new_version()
        self.refresh()
        self.assertEqual(len(publication._get_versions()), 2)

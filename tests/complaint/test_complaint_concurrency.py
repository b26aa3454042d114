"""Two people at once on complaints, in two real transactions."""

from functools import partial

from psycopg2.errors import SerializationFailure

from odoo import Command
from odoo.exceptions import ConcurrencyError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase

COMPLAINTS = "(SELECT id FROM customer_complaint WHERE company_id = %(company)s)"
# Complaints that were acknowledged are never deleted otherwise.
REMOVAL = (
    "DELETE FROM mail_activity WHERE res_model = 'customer.complaint'"
    " AND res_id IN {0}",
    "DELETE FROM mail_followers WHERE res_model = 'customer.complaint'"
    " AND res_id IN {0}",
    "DELETE FROM mail_message WHERE model = 'customer.complaint' AND res_id IN {0}",
    "DELETE FROM customer_complaint_opinion WHERE complaint_id IN {0}",
    "DELETE FROM customer_complaint WHERE company_id = %(company)s",
)


@tagged("standard", "post_install", "-at_install")
class TestComplaintConcurrency(ConcurrencyCase):
    login_prefix = "cc"
    removal = [statement.format(COMPLAINTS) for statement in REMOVAL]

    def begin(self, records, user):
        return super().begin(records, user, allowed_company_ids=self.company.ids)

    def assert_fails_by_concurrency(
        self, method, records, *args, error=SerializationFailure
    ):
        with mute_logger("odoo.sql_db"), self.assertRaises(error):
            method(records, *args)
            records.env.cr.flush()

    def create_assessed(self, *codes):
        """Return a committed complaint on which these departments were asked."""
        departments = [self.department(code).id for code in codes]
        complaint = (
            self.env["customer.complaint"]
            .with_user(self.salesman)
            .create(
                {
                    "subject": "Thread damaged",
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "validity": "valid",
                    "assessment_reason": "Seen",
                    "lead_department_id": departments[0],
                    "department_ids": [Command.set(departments)],
                }
            )
        )
        complaint.action_acknowledge()
        complaint.action_assess()
        self.env.cr.commit()
        self.env.invalidate_all()
        return complaint.with_env(self.env)

    def begin_answer(self, complaint, code):
        opinion = complaint.opinion_ids.filtered(
            lambda one: one.department_id.code == code
        )
        opinion = self.begin(opinion, self.reviewers[code])
        opinion.mapped("state")
        return opinion

    def answer(self, opinion, text="Worn"):
        opinion.comment = text
        opinion.action_answer()

    def test_two_departments_answer_at_once(self):
        complaint = self.create_assessed("quality", "technical")
        first, second = (
            self.begin_answer(complaint, code) for code in ("quality", "technical")
        )
        self.answer(first)
        first.env.cr.commit()
        self.assert_fails_by_concurrency(self.answer, second)
        self.answer(self.restart(second))
        second.env.cr.commit()
        self.refresh()
        self.assertEqual(complaint.state, "investigating")
        self.assertEqual(set(complaint.opinion_ids.mapped("state")), {"given"})
        self.assertFalse(complaint.activity_ids)

    def test_one_answer_given_by_two_people_is_given_once(self):
        colleague = self.create_user("cc_quality2", "customer_review.group_quality")
        complaint = self.create_assessed("quality")
        first = self.begin_answer(complaint, "quality")
        second = self.begin(complaint.opinion_ids, colleague)
        second.mapped("state")
        self.answer(first)
        first.env.cr.commit()
        self.assert_fails_by_concurrency(self.answer, second, "Mine")
        with self.assertRaisesRegex(UserError, "has been given"):
            self.answer(self.restart(second), "Mine")
        self.refresh()
        self.assertRecordValues(
            complaint.opinion_ids,
            [{"user_id": self.reviewers["quality"].id, "comment": "Worn"}],
        )

    def test_a_refusal_and_an_answer_do_not_both_stand(self):
        complaint = self.create_assessed("quality")
        refusing = self.begin(complaint, self.salesman)
        answering = self.begin_answer(complaint, "quality")
        refusing.write({"validity": "unfounded", "refusal_reason": "In tolerance"})
        refusing.action_refuse()
        refusing.env.cr.commit()
        self.assert_fails_by_concurrency(self.answer, answering)
        with self.assertRaisesRegex(UserError, "do not change|closed"):
            self.answer(self.restart(answering))
        self.refresh()
        self.assertEqual(complaint.state, "refused")
        self.assertEqual(complaint.opinion_ids.state, "pending")

    def prepare_post(self, **values):
        return {
            "subject": "Scratched",
            "description": "<p>All of them</p>",
            "channel": "portal",
            "partner_id": self.customer.id,
            "contact_name": "Ann",
            "email_from": "ann@example.test",
            "company_id": self.company.id,
            **values,
        }

    def post(self, complaints, key, sender=None, **values):
        return complaints.sudo()._receive(
            self.prepare_post(**values),
            sender=sender or f"address {key}",
            submission_key=key,
        )

    def count(self, key):
        return self.env["customer.complaint"].search_count(
            [("submission_key", "=", key)]
        )

    def test_a_double_post_while_the_first_runs_makes_one(self):
        public = self.env.ref("base.public_user")
        first, second = (
            self.begin(self.env["customer.complaint"], public) for _time in range(2)
        )
        made = self.post(first, "double-1")
        self.assert_fails_by_concurrency(
            self.post, second, "double-1", error=ConcurrencyError
        )
        first.env.cr.commit()
        again = self.post(self.restart(second), "double-1")
        self.assertEqual(again.id, made.id)
        second.env.cr.commit()
        self.refresh()
        self.assertEqual(self.count("double-1"), 1)

    def test_a_double_post_that_began_before_the_first_was_stored_makes_one(self):
        public = self.env.ref("base.public_user")
        first, second = (
            self.begin(self.env["customer.complaint"], public) for _time in range(2)
        )
        made = self.post(first, "double-2")
        first.env.cr.commit()
        self.assert_fails_by_concurrency(
            self.post, second, "double-2", error=ConcurrencyError
        )
        self.assertEqual(self.post(self.restart(second), "double-2").id, made.id)
        self.refresh()
        self.assertEqual(self.count("double-2"), 1)

    def set_hourly_limit(self, limit):
        self.company.complaint_hourly_limit = limit
        self.env.cr.commit()

    def test_two_posts_at_the_edge_of_the_limit_are_one(self):
        """Another form, and another address with the same e-mail, count alike."""
        public = self.env.ref("base.public_user")
        self.addCleanup(self.set_hourly_limit, self.company.complaint_hourly_limit)
        self.set_hourly_limit(2)
        for sender, other in (("same", "same"), ("one", "another")):
            with self.subTest(sender=sender, other=other):
                values = {"email_from": f"{sender}@example.test"}
                complaints = self.env["customer.complaint"]
                early = self.begin(complaints, public)
                self.post(early, f"{sender}-0", sender=sender, **values)
                early.env.cr.commit()
                first, second = (self.begin(complaints, public) for _time in range(2))
                self.post(first, f"{sender}-1", sender=sender, **values)
                first.env.cr.commit()
                again = {"sender": other, **values}
                post = partial(self.post, key=f"{sender}-2", **again)
                self.assert_fails_by_concurrency(post, second)
                with self.assertRaisesRegex(UserError, "several messages from you"):
                    post(self.restart(second))
                self.refresh()
                self.assertEqual(self.count(f"{sender}-2"), 0)

    def test_messages_sent_at_once_are_all_counted(self):
        complaint = self.create_assessed("quality")
        first, second = (
            self.begin(complaint, self.env.ref("base.public_user")).sudo()
            for _time in range(2)
        )
        self.write_message(first)
        first.env.cr.commit()
        self.assert_fails_by_concurrency(self.write_message, second)

    def write_message(self, complaint):
        complaint._receive_message("Hello", self.customer.with_env(complaint.env))

"""What people do with a publication in the browser, to its end."""

from odoo.tests import HttpCase, tagged

from .common import PublicationSetup, make_pdf


@tagged("standard", "post_install", "-at_install")
class TestPublicationTours(PublicationSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()
        cls.set_up_publication()

    def walk(self, tour, user, publication):
        self.env.flush_all()
        self.start_tour(f"/odoo/publications/{publication.id}", tour, login=user.login)
        self.env.invalidate_all()

    def test_rejected_corrected_published_replaced_outdated(self):
        publication = self.create_publication(
            channel="web", claims=("Runs 20,000 hours", "Round within 2 micrometres")
        )
        self.walk("publication_submit", self.owner, publication)
        self.walk("publication_reject_claim", self.reviewers["quality"], publication)
        self.assertEqual(publication.sudo().review_state, "refused")
        self.walk("publication_correct_and_resubmit", self.owner, publication)
        self.assertRecordValues(
            publication.sudo().review_id, [{"revision": 2, "state": "in_review"}]
        )
        self.walk("publication_accept_quality", self.reviewers["quality"], publication)
        self.walk(
            "publication_accept_technical", self.reviewers["technical"], publication
        )
        self.walk("publication_approve", self.general_manager, publication)
        self.walk("publication_publish", self.owner, publication)
        self.assertRecordValues(
            self.as_admin(publication).placement_ids,
            [{"place": "web", "user_id": self.owner.id}],
        )
        publication.sudo().file_ids.with_user(self.manager).write(
            {"raw": make_pdf("Another text")}
        )
        self.walk("publication_outdated", self.owner, publication)
        self.assertRecordValues(
            self.as_admin(publication),
            [{"state": "draft", "review_state": "outdated"}],
        )

"""The engine knows no document by name: one of a test-only addon is reviewed, too."""

from pathlib import Path

from ..common import ReviewCase

ADDON = Path(__file__).parents[1] / "addons/customer_review_test"


class TestOtherDocument(ReviewCase):
    def setUp(self):
        super().setUp()
        documents = self.env["customer.review.test.document"]
        self.document = documents.with_user(self.salesman).create(
            {"name": "Summer offer", "text": "Our desks are sturdy."}
        )

    def test_adopting_the_engine_takes_less_than_40_lines(self):
        model = ADDON / "models/customer_review_test_document.py"
        field = ADDON / "models/customer_review.py"
        lines = (model.read_text() + field.read_text()).splitlines()
        self.assertLess(len([line for line in lines if line.strip()]), 40)

    def test_engine_names_no_document(self):
        """Only the order's own files and the many2one on the review may do that."""
        self.assertEqual(
            set(self.env["customer.review"]._get_document_fields())
            & {"order_id", "test_document_id"},
            {"order_id", "test_document_id"},
        )

    def test_whole_review(self):
        review = self.approve(self.document)
        self.assertRecordValues(
            review,
            [
                {
                    "state": "approved",
                    "document_kind": "test_document",
                    "document_name": "Summer offer",
                    "order_id": False,
                    "company_id": self.company.id,
                    "fingerprint": self.document.content_fingerprint,
                }
            ],
        )
        self.assertEqual(
            review.line_ids.department_id.mapped("code"), ["quality", "general_manager"]
        )
        self.document.published = True
        self.assertTrue(self.as_admin(self.document).published)

    def test_nothing_is_committed_without_an_approval(self):
        for records in (self.document, self.document.sudo()):
            self.assert_refused(records.write, {"published": True})
        self.assert_refused(
            self.document.create, {"name": "Published at once", "published": True}
        )
        self.assert_refused(self.document.copy, {"published": True})
        self.assertFalse(self.as_admin(self.document).published)

    def test_committed_content_is_fixed(self):
        self.approve(self.document)
        self.document.published = True
        self.assert_refused(self.document.sudo().write, {"text": "The best desks!"})
        self.assertEqual(self.as_admin(self.document).text, "Our desks are sturdy.")

    def test_change_outdates_and_shows_in_the_chatter(self):
        review = self.submit(self.document)
        self.document.text = "The best desks!"
        self.env.cr.flush()
        document = self.as_admin(self.document)
        self.assertEqual(document.review_state, "outdated")
        self.assertEqual(review.state, "superseded")
        self.assertIn("The best desks!", document.message_ids[0].body)

    def test_engine_fields_are_guarded(self):
        for vals in (
            {"review_state": "approved"},
            {"approved_fingerprint": self.document.content_fingerprint},
            {"review_required": False},
        ):
            self.assert_refused(self.document.sudo().write, vals)
            self.assert_refused(self.document.create, {"name": "x", **vals})
        self.assertEqual(self.as_admin(self.document).review_state, "none")

    def test_order_and_leaflet_have_reviews_of_their_own(self):
        order = self.create_order()
        self.submit(order)
        self.submit(self.document)
        self.decide(self.document, "quality")
        self.assertEqual(order.review_state, "in_review")
        self.assertEqual(self.document.review_state, "to_approve")

    def test_several_kinds_are_decided_at_once(self):
        order = self.create_order()
        order.sudo().agreement_type = "contract"
        self.submit(order)
        self.submit(self.document)
        lines = self.get_line(order, "quality") + self.get_line(
            self.document, "quality"
        )
        lines.with_user(self.reviewers["quality"]).action_accept()
        self.assertEqual(lines.mapped("decision"), ["accepted"] * 2)
        self.assertEqual(self.document.review_state, "to_approve")

    def test_review_is_about_exactly_one_document(self):
        review = self.submit(self.document)
        order = self.create_order()
        self.assert_refused(review._as_engine().write, {"order_id": order.id})
        self.assert_refused(review._as_engine().write, {"test_document_id": False})
        self.assertEqual(self.as_admin(review).test_document_id, self.document.sudo())

    def test_document_with_a_review_is_not_deleted(self):
        self.submit(self.document)
        self.assert_refused(self.document.unlink, error=Exception)
        self.assertTrue(self.as_admin(self.document).exists())

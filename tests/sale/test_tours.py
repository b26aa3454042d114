"""What people do in the browser, from submission to the confirmed order."""

from odoo.tests import HttpCase, tagged

from ..common import DEPARTMENTS, ReviewSetup


@tagged("standard", "post_install", "-at_install")
class TestTours(ReviewSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()

    def walk(self, tour, user, order=None):
        path = "/odoo"
        if order:
            path += f"/action-sale.action_quotations_with_onboarding/{order.id}"
        self.env.flush_all()
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()

    def test_submit_six_people_decide_confirm_print(self):
        order = self.create_contract()
        self.walk("review_submit", self.salesman, order)
        for code in DEPARTMENTS:
            self.walk("review_approve", self.reviewers[code])
            self.assertEqual(
                self.get_line(order, code).user_id, self.reviewers[code], code
            )
        self.assertEqual(order.review_state, "approved")
        self.walk("review_confirm_and_print", self.salesman, order)
        self.assertEqual(self.as_admin(order).state, "sale")
        self.authenticate(self.salesman.login, self.salesman.login)
        review = order.sudo().review_id
        page = self.url_open(f"/report/html/customer_review.report_review/{review.id}")
        self.assertIn(review.name, page.text)

    def test_reject_correct_resubmit(self):
        order = self.create_order()
        self.walk("review_submit", self.salesman, order)
        self.walk("review_reject", self.reviewers["sales"])
        self.assertEqual(order.review_state, "refused")
        self.walk("review_correct_and_resubmit", self.salesman, order)
        self.assertRecordValues(
            order.sudo().review_id,
            [{"revision": 2, "state": "in_review"}],
        )
        self.walk("review_approve", self.reviewers["sales"])
        self.walk("review_approve", self.general_manager)
        self.assertEqual(order.review_state, "approved")

"""From the notification to the decision, as a reviewer does it on his phone."""

from odoo.tests import HttpCase, tagged

from ..common import ReviewSetup


class ToldTours(ReviewSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()
        cls.reviewer = cls.reviewers["sales"]
        cls.reviewer.notification_type = "inbox"

    def setUp(self):
        super().setUp()
        self.order = self.create_order()
        self.submit(self.order)
        self.env.cr.flush()

    def walk(self, path, tour, user):
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()


@tagged("standard", "post_install", "-at_install")
class TestOnThePhone(ToldTours):
    browser_size = "390x844"
    touch_enabled = True

    def test_two_clicks_from_the_notification_to_the_decision(self):
        inbox = "/odoo/action-mail.action_discuss?active_id=mail.box_inbox"
        self.walk(inbox, "review_told", self.reviewer)
        self.assertRecordValues(
            self.get_line(self.order, "sales"),
            [{"decision": "accepted", "user_id": self.reviewer.id}],
        )


@tagged("standard", "post_install", "-at_install")
class TestOnTheDesk(ToldTours):
    def test_mark_done_opens_the_decision(self):
        review = self.order.sudo().review_id
        path = f"/odoo/customer-reviews/{review.id}"
        self.walk(path, "review_mark_done", self.reviewer)
        self.assertEqual(self.get_line(self.order, "sales").decision, "pending")
        self.assertTrue(self.get_line(self.order, "sales").activity_id.active)

    def test_withdrawal_asks_why(self):
        path = f"/odoo/action-sale.action_quotations_with_onboarding/{self.order.id}"
        self.walk(path, "review_withdraw", self.salesman)
        self.assertEqual(
            self.order.sudo().review_id.closing_reason, "The customer has cancelled"
        )

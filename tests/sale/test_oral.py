"""An order given by word of mouth is written down, confirmed and confirmed back."""

from ..common import ReviewCase

RECORD = {
    "oral_caller": "Mr Deco",
    "oral_date": "2026-06-01 09:00:00",
    "oral_content": "three desks by Friday",
}


class TestOralOrder(ReviewCase):
    def create_oral(self, **vals):
        record = {**RECORD, "oral_taken_by_id": self.salesman.id}
        return self.create_order(**{"order_channel": "phone", **record, **vals})

    def send(self, order):
        order.action_send_oral_confirmation()
        return order

    def test_record_has_to_be_complete_before_submission(self):
        names = (*RECORD, "oral_taken_by_id")
        for name in names:
            order = self.create_oral(**{name: False})
            message = self.assert_refused(order.action_submit_review)
            self.assertIn(order._fields[name].string, message)
            self.assertEqual(self.as_admin(order).review_state, "none")

    def test_written_confirmation_has_to_be_sent_before_submission(self):
        for channel in ("oral", "phone"):
            order = self.create_oral(order_channel=channel)
            message = self.assert_refused(order.action_submit_review)
            self.assertIn("has not been sent", message)
            self.send(order)
            self.submit(order)
            self.assertEqual(order.review_state, "in_review")

    def test_written_orders_need_none_of_it(self):
        for channel in ("fax", "email", "electronic", "paper", "portal"):
            order = self.create_order(order_channel=channel)
            self.submit(order)
            self.assertEqual(order.review_state, "in_review")

    def test_sending_logs_when_and_to_whom(self):
        order = self.create_oral()
        self.send(order)
        self.assertEqual(order.oral_sent_to, "deco@example.com")
        self.assertTrue(order.oral_sent_on)
        message = self.as_admin(order).message_ids[0]
        self.assertIn(self.customer, message.partner_ids)
        self.assertIn("three desks by Friday", message.body)

    def test_incomplete_record_is_not_sent(self):
        order = self.create_oral(oral_content=False)
        message = self.assert_refused(order.action_send_oral_confirmation)
        self.assertIn("What Was Said", message)
        self.assertFalse(self.as_admin(order).oral_sent_on)

    def test_customer_without_an_address_is_named(self):
        self.customer.email = False
        order = self.create_oral()
        message = self.assert_refused(order.action_send_oral_confirmation)
        self.assertIn("Deco Addict has no e-mail address", message)
        self.assertFalse(self.as_admin(order).oral_sent_on)

    def test_nobody_sends_for_an_order_he_may_not_change(self):
        order = self.create_oral()
        for user in (self.auditor, self.reviewers["sales"], self.nobody):
            self.assert_refused(order.with_user(user).action_send_oral_confirmation)
        self.assertFalse(self.as_admin(order).oral_sent_on)

    def test_confirmation_of_another_content_does_not_count(self):
        """What was confirmed to the customer is what is submitted."""
        for change in (
            lambda order: order.write({"oral_content": "thirty desks by Friday"}),
            lambda order: order.order_line.write({"product_uom_qty": 30}),
            lambda order: order.order_line.write({"price_unit": 1}),
            lambda order: order.write({"commitment_date": "2030-01-01"}),
        ):
            order = self.send(self.create_oral())
            change(order)
            message = self.assert_refused(order.action_submit_review)
            self.assertIn("changed since", message)
            self.assertEqual(self.as_admin(order).review_state, "none")
            self.send(order)
            self.submit(order)
            self.assertEqual(order.review_state, "in_review")

    def test_customers_confirmation_is_needed_for_the_approval(self):
        order = self.send(self.create_oral())
        self.submit(order)
        self.decide(order, "sales")
        line = self.get_line(order, "general_manager")
        own = line.with_user(self.general_manager)
        message = self.assert_refused(own.action_accept)
        self.assertIn("the customer has not confirmed", message)
        self.assertEqual(self.as_admin(line).decision, "pending")
        vals = {
            "confirmed_by": "Mrs Deco",
            "confirmed_on": "2026-06-02",
            "confirmed_how": "email",
        }
        for name in vals:
            order.write({**vals, name: False})
            self.assert_refused(own.action_accept)
        order.write(vals)
        self.assertEqual(order.review_state, "to_approve")
        own.action_accept()
        self.assertEqual(order.review_state, "approved")

    def test_customers_confirmation_is_on_the_form(self):
        order = self.send(self.create_oral())
        review = self.submit(order)
        self.decide(order, "sales")
        order.write(
            {
                "confirmed_by": "Mrs Deco",
                "confirmed_on": "2026-06-02",
                "confirmed_how": "email",
            }
        )
        self.decide(order, "general_manager")
        details = self.as_admin(review).content["details"]
        self.assertEqual(details["confirmed_by"], "Mrs Deco")
        self.assertEqual(details["confirmed_on"], "2026-06-02")
        self.assertEqual(details["oral_sent_to"], "deco@example.com")

    def test_signature_on_the_portal_is_a_confirmation(self):
        order = self.send(self.create_oral())
        self.submit(order)
        self.decide(order, "sales")
        order.sudo().write({"signed_by": "Mrs Deco", "signed_on": "2026-06-02"})
        self.decide(order, "general_manager")
        self.assertEqual(order.review_state, "approved")

    def test_other_departments_do_not_wait_for_the_customer(self):
        order = self.send(self.create_oral())
        self.submit(order)
        self.decide(order, "sales")
        self.assertEqual(order.review_state, "to_approve")

    def test_unconfirmed_order_can_be_rejected(self):
        order = self.send(self.create_oral())
        self.submit(order)
        self.decide(order, "sales")
        self.decide(order, "general_manager", decision="rejected")
        self.assertEqual(order.review_state, "refused")

    def test_both_rules_can_be_relaxed(self):
        self.company.write({"review_oral_sent": False, "review_oral_confirmed": False})
        order = self.create_order(order_channel="oral")
        self.approve(order)
        self.assertEqual(order.review_state, "approved")

    def test_copy_carries_no_record(self):
        copy = self.send(self.create_oral()).copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "oral_caller": False,
                    "oral_content": False,
                    "oral_sent_on": False,
                    "oral_sent_to": False,
                    "confirmed_by": False,
                }
            ],
        )

"""A confirmed order moves only through an approved change."""

from odoo.exceptions import ValidationError

from .common import ChangeCase


class TestChange(ChangeCase):
    def test_an_approved_change_comes_into_the_order(self):
        change = self.request_quantity(5)
        self.assertEqual(change.amount_difference, 200)
        self.assertEqual(change.change_kind, "change")
        self.approve(change)
        self.assertRecordValues(
            self.as_admin(change),
            [{"state": "applied", "order_revision": 1, "apply_error": False}],
        )
        order = self.as_admin(self.order)
        self.assertEqual(order.order_line.product_uom_qty, 5)
        self.assertRecordValues(
            order,
            [
                {
                    "state": "sale",
                    "review_state": "approved",
                    "content_fingerprint": order.approved_fingerprint,
                    "change_revision": 1,
                }
            ],
        )

    def test_nothing_is_changed_before_the_approval(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide(change, "sales", "production")
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 3)
        message = self.assert_refused(
            self.line.write, {"product_uom_qty": 5}, error=ValidationError
        )
        self.assertIn("is confirmed exactly as it was reviewed", message)

    def test_a_correction_is_taken_by_sales_alone(self):
        change = self.request(self.order, client_order_ref="PO-2")
        self.assertEqual(change.change_kind, "correction")
        review = self.submit(change)
        self.assertEqual(review.line_ids.department_id.mapped("code"), ["sales"])
        self.decide(change, "sales")
        self.assertEqual(self.as_admin(self.order).client_order_ref, "PO-2")

    def test_a_second_change_waits_and_follows_the_order(self):
        first = self.request_quantity(5)
        second = self.request(self.order, client_order_ref="PO-2")
        self.submit(first)
        message = self.assert_refused(second.action_submit_review)
        self.assertIn(first.name, message)
        self.approve(first)
        self.assertFalse(second.line_ids)
        self.submit(second)
        self.decide(second, "sales")
        order = self.as_admin(self.order)
        self.assertEqual(order.order_line.product_uom_qty, 5)
        self.assertEqual(order.client_order_ref, "PO-2")
        self.assertEqual(order.change_revision, 2)

    def test_new_cancelled_and_swapped_lines(self):
        change = self.request(
            self.order,
            [
                {"order_line_id": self.line.id, "is_cancelled": True},
                {
                    "product_id": self.other_product.id,
                    "replaces_line_id": self.line.id,
                    "product_uom_qty": 4,
                    "price_unit": 90,
                },
            ],
        )
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        lines = self.as_admin(self.order).order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [0, 4])
        self.assertEqual(change.line_ids.applied_line_id, lines[1])

    def test_cancelled_and_new_lines_are_told_in_words(self):
        change = self.request(
            self.order,
            [
                {"order_line_id": self.line.id, "is_cancelled": True},
                {
                    "product_id": self.other_product.id,
                    "product_uom_qty": 4,
                    "price_unit": 90,
                    "discount": 10,
                },
            ],
        )
        rows = change._get_difference_rows()
        self.assertEqual(
            [(row["label"], row["before"], row["after"]) for row in rows],
            [
                ("Desk / removed", "3 Units at 100", ""),
                ("Chair / added", "", "4 Units at 90, 10 % discount"),
            ],
        )
        self.assertEqual(
            [row["difference"].replace("\xa0", " ") for row in rows],
            ["− $ 300.00", "+ $ 324.00"],
        )

    def test_a_change_that_would_not_be_what_was_approved_is_not_applied(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        self.order.sudo()._as_engine().order_line.qty_delivered = 1
        self.estimate(change, loss_bearer="none")
        self.decide(change, "general_manager")
        change = self.as_admin(change)
        self.assertEqual(change.state, "approved")
        self.assertIn("delivered 0 → 1", change.apply_error)
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 3)

"""What the system itself adds to a confirmed order later keeps working."""

from unittest.mock import patch

from odoo import Command

from ..common import ReviewCase


class TestAdditions(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.order = cls.create_order()
        cls.approve(cls.order)
        cls.order.action_confirm()
        cls.order = cls.order.with_env(cls.env)
        cls.fingerprint = cls.order.content_fingerprint

    def assert_still_approved(self):
        order = self.as_admin(self.order)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.content_fingerprint, self.fingerprint)
        self.assertTrue(order._is_review_approved())

    def make_down_payment(self, **vals):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_context(active_model="sale.order", active_ids=self.order.ids)
            .create({"sale_order_ids": [Command.set(self.order.ids)], **vals})
        )
        wizard.create_invoices()
        return self.order.invoice_ids

    def test_down_payments_by_percentage_and_amount(self):
        self.make_down_payment(advance_payment_method="percentage", amount=50)
        self.make_down_payment(advance_payment_method="fixed", fixed_amount=10)
        self.assertEqual(len(self.order.invoice_ids), 2)
        self.assertTrue(self.order.order_line.filtered("is_downpayment"))
        self.assert_still_approved()

    def test_down_payment_is_posted_and_deducted_from_the_last_invoice(self):
        self.make_down_payment(advance_payment_method="fixed", fixed_amount=50)
        self.order.invoice_ids.action_post()
        self.order.order_line.filtered(
            lambda line: line.product_id == self.product
        ).qty_delivered = 3
        self.make_down_payment(advance_payment_method="delivered")
        self.order.invoice_ids.filtered(
            lambda invoice: invoice.state == "draft"
        ).action_post()
        self.assertEqual(sum(self.order.invoice_ids.mapped("amount_untaxed")), 300)
        self.assert_still_approved()

    def test_down_payment_invoice_that_is_deleted(self):
        invoices = self.make_down_payment(
            advance_payment_method="fixed", fixed_amount=50
        )
        invoices.unlink()
        self.assert_still_approved()

    def test_delivery_and_invoicing(self):
        self.order.order_line.qty_delivered = 3
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.assertEqual(self.order.invoice_status, "invoiced")
        self.assertEqual(self.order.order_line.qty_invoiced, 3)
        self.assert_still_approved()

    def test_refund(self):
        self.order.order_line.qty_delivered = 3
        invoice = self.order._create_invoices()
        invoice.action_post()
        self.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"journal_id": invoice.journal_id.id}).refund_moves()
        self.assert_still_approved()

    def test_product_delivered_beyond_the_order(self):
        """Stock adds such a line, without an ordered quantity, when it delivers."""
        line = self.env["sale.order.line"].create(
            {
                "order_id": self.order.id,
                "product_id": self.other_product.id,
                "name": self.other_product.name,
                "product_uom_qty": 0,
                "qty_delivered": 2,
            }
        )
        self.assert_still_approved()
        self.assert_refused(line.write, {"product_uom_qty": 2})
        self.assertEqual(self.as_admin(line).product_uom_qty, 0)

    def test_locking_and_unlocking(self):
        self.order.action_lock()
        self.order.action_unlock()
        self.assert_still_approved()

    def test_salesperson_team_tags_and_dates_stay_free(self):
        other = self.create_user("rw_other", "sales_team.group_sale_salesman")
        self.order.write(
            {
                "user_id": other.id,
                "team_id": self.env["crm.team"].create({"name": "Export"}).id,
                "tag_ids": [Command.create({"name": "urgent"})],
                "origin": "a call",
            }
        )
        self.assert_still_approved()

    def create_expense_line(self, **product):
        """A vendor bill's line for a product that is reinvoiced to the order."""
        expense = self.create_product(
            "Freight",
            type="service",
            **{"expense_policy": "cost", "invoice_policy": "order", **product},
        )
        plan = self.env["account.analytic.plan"].create({"name": "Orders"})
        account = self.env["account.analytic.account"].create(
            {"name": "S1", "plan_id": plan.id, "company_id": self.company.id}
        )
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.customer.id,
                "invoice_date": "2026-06-01",
                "company_id": self.company.id,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": expense.id,
                            "quantity": 2,
                            "price_unit": 40,
                            "tax_ids": [Command.clear()],
                            "analytic_distribution": {str(account.id): 100},
                        }
                    )
                ],
            }
        )
        lines = type(self.env["account.move.line"])
        with patch.object(
            lines,
            "_sale_determine_order",
            lambda lines: dict.fromkeys(lines.ids, self.order),
        ):
            bill.action_post()
        return self.order.order_line.filtered(lambda line: line.product_id == expense)

    def test_expense_reinvoiced_by_a_vendor_bill(self):
        for policy in (
            {"expense_policy": "cost"},
            {"expense_policy": "sales_price", "invoice_policy": "delivery"},
        ):
            line = self.create_expense_line(**policy)
            self.assertTrue(line.review_exempt)
            self.assertTrue(line.is_expense)
            self.assert_still_approved()

    def test_reinvoiced_expense_is_invoiced(self):
        line = self.create_expense_line()
        self.order.order_line.qty_delivered = 3
        self.order._create_invoices().action_post()
        self.assertEqual(line.qty_invoiced, line.product_uom_qty or 2)
        self.assert_still_approved()

    def test_reinvoiced_expense_does_not_become_something_else(self):
        line = self.create_expense_line()
        self.assert_refused(
            line.write, {"product_id": self.product.id, "product_uom_qty": 100}
        )
        self.assertNotEqual(self.as_admin(line).product_id, self.product)

    def test_copy_of_an_order_with_additions_is_reviewed_as_a_whole(self):
        self.create_expense_line()
        copy = self.order.copy()
        self.assertFalse(copy.order_line.filtered("review_exempt"))
        self.assert_refused(copy.action_confirm)

    def test_reviewed_line_is_not_invoiced_at_another_price_by_the_order(self):
        self.assert_refused(self.order.order_line.write, {"price_unit": 1})
        self.assertEqual(self.as_admin(self.order).order_line.price_unit, 100)

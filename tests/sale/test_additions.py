"""What the system itself adds to a confirmed order later keeps working."""

from unittest.mock import patch

from odoo import Command

from odoo.addons.customer_review.models.sale.sale_order_system import (
    ADDING,
    CHARGING,
    in_step,
)

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

    def test_system_that_writes_in_a_persons_name_makes_him_no_author(self):
        quotation = self.create_order()
        vals = {"product_id": self.other_product.id, "price_unit": 5}
        own = quotation.with_user(self.sales_manager)
        for step in (ADDING, CHARGING):
            with in_step(self.env.cr, step):
                own.order_line.price_unit += 1
                line = own.order_line.create({**vals, "order_id": own.id})
                line.unlink()
            self.assertFalse(self.as_admin(quotation).review_author_uids)
        own.order_line.price_unit = 9
        self.assertEqual(
            self.as_admin(quotation).review_author_uids, self.sales_manager.ids
        )

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

    def add_line(self, **vals):
        lines = self.env["sale.order.line"].with_user(self.sales_manager)
        return lines.create(
            {
                "order_id": self.order.id,
                "product_id": self.other_product.id,
                "name": self.other_product.name,
                **vals,
            }
        )

    def test_what_a_person_adds_is_never_exempt(self):
        """Whatever flag he sets, and whatever quantity: it can be charged."""
        for vals in (
            {"product_uom_qty": 0, "qty_delivered": 1000},
            {"product_uom_qty": 0, "is_downpayment": True, "price_unit": 500},
            {"product_uom_qty": 0, "is_expense": True, "qty_delivered": 7},
            {"product_uom_qty": 1, "price_unit": -270},
            {"display_type": "line_section", "product_id": False, "name": "More"},
        ):
            with self.subTest(vals=vals):
                message = self.assert_refused(self.add_line, **vals)
                self.assertIn("Ask", message)
                self.assertEqual(len(self.as_admin(self.order).order_line), 1)

    def test_mark_is_not_set_by_hand(self):
        for value in (True, 1, "true", object()):
            message = self.assert_refused(self.add_line, review_exempt=value)
            self.assertIn("cannot be set by hand", message)
        self.assert_refused(self.order.order_line.write, {"review_exempt": True})
        context = {"customer_review_addition": True, "customer_review_engine": True}
        lines = self.env["sale.order.line"].with_context(**context)
        vals = {"order_id": self.order.id, "product_id": self.product.id}
        self.assert_refused(lines.create, vals)
        self.assertEqual(len(self.as_admin(self.order).order_line), 1)

    def deliver_beyond_the_order(self):
        """Add a line without an ordered quantity, as stock does when it delivers."""
        with in_step(self.env.cr, ADDING):
            return self.add_line(product_uom_qty=0, qty_delivered=2)

    def test_product_delivered_beyond_the_order(self):
        line = self.deliver_beyond_the_order()
        self.assertTrue(line.sudo().review_exempt)
        self.assert_still_approved()

    def test_cost_of_the_carrier_on_the_line_that_announced_it(self):
        line = self.order.order_line
        with in_step(self.env.cr, CHARGING):
            line.write({"price_unit": 12.5, "name": "Express"})
        order = self.as_admin(self.order)
        self.assertEqual(order.order_line.price_unit, 12.5)
        self.assertTrue(order._is_review_approved())
        self.assert_refused(line.write, {"price_unit": 13})
        self.assertEqual(self.as_admin(line).price_unit, 12.5)

    def test_what_the_system_adds_to_a_quotation_is_reviewed(self):
        order = self.create_order()
        with in_step(self.env.cr, ADDING):
            line = self.env["sale.order.line"].create(
                {"order_id": order.id, "product_id": self.other_product.id}
            )
        self.assertFalse(line.review_exempt)

    def test_person_who_rewrites_what_the_system_added_is_refused(self):
        self.make_down_payment(advance_payment_method="fixed", fixed_amount=10)
        lines = [
            self.deliver_beyond_the_order(),
            self.create_expense_line(),
            self.order.order_line.filtered(
                lambda line: line.is_downpayment and not line.display_type
            ),
        ]
        for line in lines:
            for vals in (
                {"product_uom_qty": 9},
                {"qty_delivered": 1000},
                {"price_unit": 1e6},
                {"name": "Gold"},
                {"discount": -50},
            ):
                with self.subTest(line=line.name, vals=vals):
                    before = line.read(list(vals))
                    message = self.assert_refused(line.write, vals)
                    self.assertIn("Ask", message)
                    self.assertEqual(self.as_admin(line).read(list(vals)), before)
        self.assert_still_approved()

    def test_rewriting_the_same_values_keeps_the_mark(self):
        line = self.deliver_beyond_the_order()
        line.write({"name": line.name, "product_uom_qty": 0, "qty_delivered": 2})
        self.assertTrue(line.sudo().review_exempt)
        self.assert_still_approved()

    def test_marked_line_is_not_moved_to_another_order(self):
        line = self.create_expense_line()
        draft = self.create_order()
        line.sudo().order_id = draft
        self.assertFalse(self.as_admin(line).review_exempt)
        self.assertIn(
            line.id,
            [node["id"] for node in draft._get_review_content()["lines"]["order_line"]],
        )

    def test_discount_after_the_approval_outdates_it(self):
        order = self.create_order()
        self.approve(order)
        self.env["sale.order.discount"].create(
            {
                "sale_order_id": order.id,
                "discount_type": "so_discount",
                "discount_percentage": 0.9,
            }
        ).action_apply_discount()
        self.assertEqual(self.as_admin(order).review_state, "outdated")
        self.assertIn("differs", self.assert_refused(order.action_confirm))

    def test_taxes_set_by_hand_are_content(self):
        order = self.create_order()
        self.approve(order)
        order.order_line.extra_tax_data = {"manual_total_excluded": 1.0}
        self.assertEqual(self.as_admin(order).review_state, "outdated")

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
        (self.order.order_line - line).qty_delivered = 3
        self.order._create_invoices().action_post()
        self.assertEqual(line.qty_invoiced, line.product_uom_qty or 2)
        self.assert_still_approved()

    def test_copy_of_an_order_with_additions_is_reviewed_as_a_whole(self):
        self.create_expense_line()
        copy = self.order.copy()
        self.assertFalse(copy.order_line.filtered("review_exempt"))
        self.assert_refused(copy.action_confirm)

    def test_reviewed_line_is_not_invoiced_at_another_price_by_the_order(self):
        self.assert_refused(self.order.order_line.write, {"price_unit": 1})
        self.assertEqual(self.as_admin(self.order).order_line.price_unit, 100)

"""No path leads to a confirmed order without an approved review of its content."""

from odoo import Command
from odoo.exceptions import UserError

from ..common import ReviewCase


class TestPathsToConfirmation(ReviewCase):
    """By the superuser where Odoo's rights would stop a salesperson anyway."""

    def assert_draft(self, orders):
        self.assertEqual(set(self.as_admin(orders).mapped("state")), {"draft"})

    def test_button(self):
        order = self.create_order()
        self.assert_refused(order.action_confirm)
        self.assert_draft(order)

    def test_button_as_superuser(self):
        order = self.create_order().sudo()
        self.assert_refused(order.action_confirm)
        self.assert_draft(order)

    def test_button_as_odoobot(self):
        order = self.create_order().with_user(self.env.ref("base.user_root"))
        self.assert_refused(order.action_confirm)
        self.assert_draft(order)

    def test_one_unreviewed_order_keeps_a_whole_batch_from_confirming(self):
        good, bad = self.create_order(), self.create_order()
        self.approve(good)
        message = self.assert_refused((good + bad).action_confirm)
        self.assertIn(bad.name, message)
        self.assertNotIn(good.name, message)
        self.assert_draft(good + bad)

    def test_refused_batch_names_every_order_with_its_reason(self):
        """What was set back says so; what has changed says so."""
        good, new, changed, back = (self.create_order() for _number in range(4))
        for order in (good, changed, back):
            self.approve(order)
        changed.order_line.product_uom_qty = 9
        back.action_confirm()
        back.sudo()._action_cancel()
        back.action_draft()
        message = self.assert_refused((good + new + changed + back).action_confirm)
        reasons = dict(
            zip((new.name, changed.name, back.name), message.split("\n\n"), strict=True)
        )
        self.assertIn("must be reviewed", reasons[new.name])
        self.assertIn("differs from what was reviewed", reasons[changed.name])
        self.assertIn("was set back", reasons[back.name])
        for name, reason in reasons.items():
            self.assertIn(name, reason)
        self.assert_draft(good + new + changed + back)

    def test_writing_the_state(self):
        order = self.create_order()
        self.assert_refused(order.write, {"state": "sale"})
        self.assert_refused(order.sudo().write, {"state": "sale"})
        self.assert_draft(order)

    def test_writing_the_state_of_a_batch(self):
        good, bad = self.create_order(), self.create_order()
        self.approve(good)
        self.assert_refused((good + bad).write, {"state": "sale"})
        self.assert_draft(good + bad)

    def test_writing_the_state_together_with_content(self):
        order = self.create_order()
        self.approve(order)
        self.assert_refused(order.write, {"state": "sale", "client_order_ref": "other"})
        self.assert_draft(order)

    def test_writing_the_state_of_a_cancelled_order(self):
        order = self.create_order()
        order._action_cancel()
        self.assert_refused(order.write, {"state": "sale"})
        self.assertEqual(self.as_admin(order).state, "cancel")

    def test_writing_the_state_of_an_order_under_review(self):
        order = self.create_order()
        self.submit(order)
        self.assert_refused(order.sudo().write, {"state": "sale"})
        self.assert_draft(order)

    def test_creating_with_the_state(self):
        orders = self.env["sale.order"]
        before = orders.search_count([])
        self.assert_refused(self.create_order, state="sale")
        self.assert_refused(
            orders.create, self.prepare_order(state="sale", name="forged")
        )
        self.assertEqual(orders.search_count([]), before)

    def test_creating_without_lines_with_the_state(self):
        self.assert_refused(self.create_order, state="sale", order_line=[])

    def test_copying_with_the_state(self):
        order = self.create_order()
        self.approve(order)
        self.assert_refused(order.copy, {"state": "sale"})
        self.assert_refused(order.sudo().copy, {"state": "sale"})
        self.assertFalse(
            self.env["sale.order"].search(
                [("state", "=", "sale"), ("company_id", "=", self.company.id)]
            )
        )

    def test_copy_of_an_approved_order_needs_its_own_review(self):
        order = self.create_order()
        self.approve(order)
        copy = order.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "review_state": "none",
                    "review_id": False,
                    "customer_review_ids": [],
                    "approved_fingerprint": False,
                    "review_held": False,
                }
            ],
        )
        self.assert_refused(copy.action_confirm)
        self.assert_draft(copy)

    def test_import(self):
        names = ["partner_id/.id", "state", "order_line/product_id/.id"]
        row = [str(self.customer.id), "sale", str(self.product.id)]
        result = self.env["sale.order"].with_user(self.salesman).load(names, [row])
        self.assertFalse(result["ids"])
        self.assertTrue(result["messages"])
        self.assertFalse(
            self.env["sale.order"].search(
                [("state", "=", "sale"), ("company_id", "=", self.company.id)]
            )
        )

    def test_import_over_an_existing_order(self):
        order = self.create_order()
        result = (
            self.env["sale.order"]
            .with_user(self.salesman)
            .load([".id", "state"], [[str(order.id), "sale"]])
        )
        self.assertFalse(result["ids"])
        self.assert_draft(order)

    def test_default_in_the_context(self):
        orders = self.env["sale.order"].with_user(self.salesman)
        self.assert_refused(
            orders.with_context(default_state="sale").create,
            self.prepare_order(),
        )

    def test_default_of_the_user(self):
        self.env["ir.default"].set(
            "sale.order", "state", "sale", user_id=self.salesman.id
        )
        self.assert_refused(self.create_order)

    def test_commands_of_the_customer(self):
        order = self.create_order()
        self.assert_refused(
            self.customer.write,
            {"sale_order_ids": [Command.update(order.id, {"state": "sale"})]},
        )
        self.assert_refused(
            self.customer.write,
            {"sale_order_ids": [Command.create(self.prepare_order(state="sale"))]},
        )
        self.assert_draft(order)

    def test_mail_gateway(self):
        values = {**self.prepare_order(), "state": "sale"}
        self.assert_refused(
            self.env["sale.order"].message_new,
            {"subject": "order", "from": "deco@example.com", "message_id": "<1@x>"},
            values,
        )

    def test_mail_gateway_update(self):
        order = self.create_order()
        self.assert_refused(order.sudo().message_update, {}, {"state": "sale"})
        self.assert_draft(order)

    def test_server_action(self):
        order = self.create_order()
        action = self.env["ir.actions.server"].create(
            {
                "name": "Confirm",
                "model_id": self.env.ref("sale.model_sale_order").id,
                "state": "code",
                "code": "records.write({'state': 'sale'})",
            }
        )
        self.assert_refused(
            action.with_context(
                active_model="sale.order", active_ids=order.ids, active_id=order.id
            ).run,
        )
        self.assert_draft(order)

    def test_internal_steps_of_the_confirmation(self):
        order = self.create_order().sudo()
        self.assert_refused(order.write, order._prepare_confirmation_values())
        self.assert_draft(order)

    def test_turning_off_the_policy_and_on_again_in_one_go(self):
        order = self.create_order()

        def confirm_meanwhile():
            self.company.review_policy = "none"
            order.write({"state": "sale"})
            self.company.review_policy = "all"

        confirm_meanwhile()
        # It was confirmed while no review was asked for: that is kept.
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sale", "review_required": False}]
        )


class TestPathsToConfirmedLines(ReviewCase):
    def test_a_line_is_not_confirmed_on_its_own(self):
        order = self.create_order()
        self.assert_refused(order.order_line.sudo().write, {"state": "sale"})
        self.assertEqual(self.as_admin(order).order_line.state, "draft")

    def test_a_line_is_not_created_as_confirmed(self):
        order = self.create_order()
        vals = {"order_id": order.id, "product_id": self.product.id, "state": "sale"}
        try:
            with self.env.cr.savepoint():
                line = self.env["sale.order.line"].create(vals)
        except UserError:
            line = self.env["sale.order.line"]
        self.assertNotIn("sale", self.as_admin(line).mapped("state"))

    def test_a_line_is_not_added_to_a_confirmed_order(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        vals = {"order_id": order.id, "product_id": self.product.id}
        lines = self.env["sale.order.line"]
        self.assert_refused(lines.with_user(self.salesman).create, vals)
        self.assert_refused(lines.sudo().create, vals)
        self.assertEqual(len(self.as_admin(order).order_line), 1)

    def test_a_line_with_quantity_does_not_pass_as_a_down_payment_or_expense(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        for flag in ("is_downpayment", "is_expense"):
            vals = {
                "order_id": order.id,
                "product_id": self.product.id,
                "product_uom_qty": 5,
                flag: True,
            }
            lines = self.env["sale.order.line"].sudo()
            self.assert_refused(lines.create, vals)
        self.assertEqual(len(self.as_admin(order).order_line), 1)

    def test_a_reviewed_line_does_not_slip_out_by_a_flag(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        for flag in ("is_downpayment", "is_expense"):
            self.assert_refused(
                order.order_line.sudo().write,
                {flag: True, "product_uom_qty": 0},
            )
        self.assertEqual(self.as_admin(order).order_line.product_uom_qty, 3)

    def test_a_line_is_not_moved_from_a_draft_to_a_confirmed_order(self):
        order, draft = self.create_order(), self.create_order()
        self.approve(order)
        order.action_confirm()
        self.assert_refused(draft.order_line.sudo().write, {"order_id": order.id})
        self.assertEqual(len(self.as_admin(order).order_line), 1)
        self.assertEqual(len(self.as_admin(draft).order_line), 1)

    def test_a_line_is_not_moved_out_of_a_confirmed_order(self):
        order, draft = self.create_order(), self.create_order()
        self.approve(order)
        order.action_confirm()
        self.assert_refused(order.order_line.sudo().write, {"order_id": draft.id})
        self.assertEqual(len(self.as_admin(order).order_line), 1)

    def test_moving_a_line_between_quotations_outdates_both(self):
        orders = self.create_order() + self.create_order()
        for order in orders:
            self.approve(order)
        orders[0].order_line.sudo().write({"order_id": orders[1].id})
        self.assertEqual(orders.mapped("review_state"), ["outdated"] * 2)

    def test_a_line_is_not_removed_from_a_confirmed_order(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        self.assert_refused(order.order_line.sudo().unlink)
        self.assert_refused(order.write, {"order_line": [Command.clear()]})
        self.assertEqual(len(self.as_admin(order).order_line), 1)

    def test_lines_of_a_confirmed_order_are_not_exchanged(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        line = {"product_id": self.other_product.id, "product_uom_qty": 1}
        for commands in (
            [Command.create(line)],
            [Command.update(order.order_line.id, {"price_unit": 1})],
            [Command.update(order.order_line.id, {"discount": 50})],
            [Command.delete(order.order_line.id), Command.create(line)],
        ):
            self.assert_refused(order.write, {"order_line": commands})
        self.assertRecordValues(
            self.as_admin(order).order_line,
            [{"product_id": self.product.id, "price_unit": 100.0, "discount": 0.0}],
        )

    def test_terms_of_a_confirmed_order_are_fixed(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        other = self.env["res.partner"].create({"name": "Somebody else"})
        term = self.env["account.payment.term"].create({"name": "never"})
        for vals in (
            {"partner_id": other.id},
            {"partner_shipping_id": other.id},
            {"partner_invoice_id": other.id},
            {"payment_term_id": term.id},
            {"commitment_date": "2030-01-01"},
            {"client_order_ref": "other"},
            {"note": "<p>other</p>"},
            {"agreement_type": "contract"},
            {"packing_transport": "by air"},
        ):
            self.assert_refused(order.sudo().write, vals)
        self.assertEqual(self.as_admin(order).partner_id, self.customer)

    def test_unlocking_a_confirmed_order_opens_nothing(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        order.sudo().action_lock()
        order.sudo().action_unlock()
        self.assert_refused(order.order_line.sudo().write, {"price_unit": 1})
        self.assertEqual(self.as_admin(order).order_line.price_unit, 100)

    def test_updating_the_prices_of_a_confirmed_order_is_refused(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        self.product.list_price = 10
        self.assert_refused(order.sudo().action_update_prices)
        self.assertEqual(self.as_admin(order).order_line.price_unit, 100)

    def test_product_prices_and_names_change_nothing_that_is_confirmed(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        self.product.write({"list_price": 10, "name": "Table", "standard_price": 90})
        self.customer.write({"name": "Renamed", "street": "elsewhere"})
        self.env.flush_all()
        self.assertTrue(self.as_admin(order)._is_review_approved())

"""The steps of a change, beside the straight way: test_change.py shows that one."""

from datetime import timedelta

from psycopg2.errors import CheckViolation

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form
from odoo.tools import mute_logger
from odoo.tools.safe_eval import safe_eval

from .common import ChangeCase


class TestChangeSteps(ChangeCase):
    def join_sales(self):
        """Let the salesman be a member of the department Sales."""
        group = self.env.ref("customer_review.group_sales")
        self.salesman.group_ids = [Command.link(group.id)]

    def test_a_member_of_sales_takes_a_correction_with_one_click(self):
        self.join_sales()
        change = self.request(self.order, client_order_ref="PO-2")
        change.action_submit_review()
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        self.assertEqual(self.as_admin(self.order).client_order_ref, "PO-2")
        self.assertEqual(change.sudo().review_id.line_ids.user_id, self.salesman)

    def test_no_other_change_is_decided_by_who_wrote_it(self):
        self.join_sales()
        group = self.env.ref("customer_review.group_general_manager")
        self.salesman.group_ids = [Command.link(group.id)]
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        line = self.get_line(change, "general_manager").with_user(self.salesman)
        message = self.assert_refused(line.action_accept)
        self.assertIn("does not decide its final step", message)
        self.assertEqual(self.as_admin(change).state, "in_review")

    def test_a_route_changed_later_leaves_open_reviews_as_they_are(self):
        change = self.request_quantity(5)
        review = self.submit(change)
        review.route_id.own_decision = True
        self.assertFalse(self.as_admin(review).own_decision)

    def test_withdrawn_and_submitted_again(self):
        change = self.request_quantity(5)
        self.submit(change)
        change.action_withdraw_review("Not needed")
        self.assertEqual(change.state, "draft")
        change.line_ids.product_uom_qty = 6
        self.approve(change)
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 6)

    def test_refused_corrected_and_submitted_again(self):
        change = self.request_quantity(50)
        self.submit(change)
        self.decide(change, "production", decision="rejected", comment="Too many")
        self.assertEqual(change.state, "refused")
        change.line_ids.product_uom_qty = 5
        review = self.submit(change)
        self.assertEqual(review.revision, 2)
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)

    def test_a_cancelled_change_withdraws_its_review_and_stays(self):
        change = self.request_quantity(5)
        review = self.submit(change)
        change.action_cancel()
        self.assertEqual(self.as_admin(change).state, "cancelled")
        self.assertEqual(review.state, "cancelled")
        message = self.assert_refused(change.write, {"reason": "Other"})
        self.assertIn("does not change any more", message)
        message = self.assert_refused(change.unlink)
        self.assertIn("cannot be deleted", message)

    def test_what_is_over_expires_and_the_rest_goes_on(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        over = self.request_quantity(5, date_expiry=yesterday)
        running = self.request(self.order, client_order_ref="PO-2")
        self.run_cron("customer.order.change", "_cron_expire")
        self.assertEqual(self.as_admin(over).state, "expired")
        self.assertEqual(self.as_admin(running).state, "draft")

    def test_the_order_moved_meanwhile_and_the_change_is_submitted_again(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        self.order.sudo()._as_engine().order_line.qty_delivered = 1
        self.estimate(change, loss_bearer="none")
        self.decide(change, "general_manager")
        self.assertTrue(change.is_to_resubmit)
        self.assertIn("delivered 0 → 1", self.as_admin(change).apply_error)
        change.action_submit_again()
        self.assertEqual(self.as_admin(change).state, "in_review")
        self.assertEqual(change.change_kind, "after_release")
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 5)

    def test_what_did_not_move_is_not_submitted_again(self):
        self.company.change_customer_confirmation = True
        change = self.request_quantity(5)
        self.approve(change)
        message = self.assert_refused(change.action_submit_again)
        self.assertIn("still what it was submitted for", message)
        self.assertEqual(self.as_admin(change).state, "approved")

    def test_half_way_everything_is_as_before_and_apply_is_tried_again(self):
        self.order.sudo().action_lock()
        change = self.request_quantity(5)
        orders = type(self.env["sale.order"])

        def fail(*args):
            raise UserError("The forklift is broken")

        with self.patched(orders, "_follow_up_change", fail):
            self.approve(change)
        change = self.as_admin(change)
        self.assertEqual(change.state, "approved")
        self.assertIn("The forklift is broken", change.apply_error)
        order = self.as_admin(self.order)
        self.assertTrue(order.locked)
        self.assertEqual(order.order_line.product_uom_qty, 3)
        self.assertEqual(change.activity_ids.user_id, self.salesman)
        change.with_user(self.salesman).action_apply()
        self.assertEqual(self.as_admin(change).state, "applied")
        self.assertTrue(self.as_admin(order).locked)
        self.assertEqual(order.order_line.product_uom_qty, 5)

    def patched(self, cls, name, function):
        from unittest.mock import patch

        return patch.object(cls, name, function)

    def test_all_lines_cancelled_a_new_one_with_the_same_product(self):
        change = self.request(
            self.order,
            [
                {"order_line_id": self.line.id, "is_cancelled": True},
                {"product_id": self.product.id, "product_uom_qty": 2},
            ],
        )
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        lines = self.as_admin(self.order).order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [0, 2])

    def test_a_change_of_a_change_and_one_trail(self):
        self.approve(self.request_quantity(5))
        second = self.request_quantity(4)
        self.approve(second)
        self.assertEqual(self.as_admin(second).state, "applied", second.apply_error)
        trail = self.as_admin(self.order)._get_change_trail()
        self.assertEqual([one["revision"] for one in trail], [1, 2])
        texts = [(row["before"], row["after"]) for one in trail for row in one["rows"]]
        self.assertEqual(texts, [("3", "5"), ("5", "4")])
        self.assertIn("rev. 2", str(self.order.change_trail).replace("<t>", ""))

    def test_typed_new_and_deleted_lines_are_offered(self):
        order = self.order.sudo()
        with order._being_applied():
            added = order.order_line.create(
                {"order_id": order.id, "product_id": self.other_product.id}
            )
            defaults = self.order._get_typed_defaults(removed=self.line)
        lines = [vals for _command, _id, vals in defaults["default_line_ids"]]
        self.assertEqual(
            lines[0], {"order_line_id": self.line.id, "is_cancelled": True}
        )
        self.assertEqual(lines[1]["product_id"], added.product_id.id)
        self.assertEqual(lines[1]["product_uom_qty"], 1)
        self.assertNotIn("order_line_id", lines[1])

    def test_a_date_in_the_past_is_not_promised(self):
        past = fields.Datetime.now() - timedelta(days=3)
        change = self.request(self.order, commitment_date=past)
        message = self.assert_refused(change.action_submit_review)
        self.assertIn("lies in the past", message)
        self.assertEqual(self.as_admin(change).state, "draft")

    def test_an_expected_delay_drafts_a_change_and_asks_sales_in_time(self):
        promised = fields.Datetime.now() + timedelta(days=10)
        order = self.create_confirmed(commitment_date=promised)
        review = order.sudo().review_id.with_user(self.reviewers["production"])
        action = review.action_report_delay()
        self.assertEqual(action["context"], {"default_order_id": order.id})
        late = promised + timedelta(days=7)
        wizards = self.env["customer.order.change.delay"]
        result = (
            wizards.with_user(self.reviewers["production"])
            .create(
                {"order_id": order.id, "new_date": late, "reason": "The forge is late"}
            )
            .action_confirm()
        )
        change = self.env["customer.order.change"].browse(result["res_id"])
        self.assertRecordValues(
            change,
            [{"state": "draft", "asked_by": "company", "commitment_date": late}],
        )
        activity = change.activity_ids
        self.assertEqual(activity.user_id, self.salesman)
        self.assertLess(activity.date_deadline, promised.date())
        self.submit(change)

    def test_a_delay_is_later_than_what_was_promised(self):
        promised = fields.Datetime.now() + timedelta(days=10)
        order = self.create_confirmed(commitment_date=promised)
        message = self.assert_refused(
            order.with_user(self.reviewers["production"])._report_delay,
            promised - timedelta(days=1),
            "?",
        )
        self.assertIn("not later than the promised one", message)
        self.assertFalse(self.as_admin(order).change_ids)

    def test_production_and_procurement_find_the_orders_that_may_be_late(self):
        action = self.env.ref("customer_review.customer_review_action_delay")
        reviews = self.env["customer.review"].with_user(self.reviewers["procurement"])
        domain = safe_eval(action.domain)
        review = self.order.review_id.with_env(reviews.env)
        self.assertIn(review, reviews.search(domain))
        self.assertTrue(review.read(["can_report_delay"])[0]["can_report_delay"])
        self.company.change_used = False
        self.assertNotIn(review, reviews.search(domain))

    def test_nobody_else_reports_a_delay(self):
        wizards = self.env["customer.order.change.delay"]
        vals = {
            "order_id": self.order.id,
            "new_date": fields.Datetime.now(),
            "reason": "?",
        }
        message = self.assert_refused(
            wizards.with_user(self.reviewers["quality"]).create, vals
        )
        self.assertIn("Production, Procurement and Sales", message)
        self.assert_refused(
            wizards.with_user(self.nobody).create, vals, error=AccessError
        )
        peeked = wizards.with_user(self.reviewers["quality"]).new(vals)
        self.assertFalse(peeked.order_name or peeked.promised_date)
        self.assertFalse(self.as_admin(self.order).change_ids)

    def test_a_department_says_what_it_costs(self):
        change = self.request_quantity(5)
        self.submit(change)
        person = self.reviewers["production"]
        self.estimate(change, person, loss_amount=40, loss_bearer="customer")
        self.assertRecordValues(
            self.as_admin(change), [{"loss_amount": 40, "loss_bearer": "customer"}]
        )
        self.assertIn("Loss estimate", change.sudo().message_ids[0].body)
        loss = {"loss_amount": -1, "loss_bearer": "none"}
        self.assert_refused(self.estimate, change, person, **loss, error=CheckViolation)
        self.assert_refused(
            self.estimate, change, self.auditor, loss_bearer="none", error=AccessError
        )
        self.assert_refused(change.write, {"loss_amount": 1}, error=AccessError)

    def test_after_a_delivery_nobody_approves_before_the_loss_is_estimated(self):
        self.order.sudo()._as_engine().order_line.qty_delivered = 1
        self.company.change_customer_confirmation = True
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        final = self.get_line(change, "general_manager")
        message = self.assert_refused(
            final.with_user(self.general_manager).action_accept
        )
        self.assertIn("say what the change costs", message)
        self.estimate(change, loss_bearer="none")
        self.decide(change, "general_manager")
        self.assertEqual(self.as_admin(change).state, "approved")
        message = self.assert_refused(self.estimate, change, loss_bearer="company")
        self.assertIn("approved with the loss", message)
        self.assertEqual(self.as_admin(change).loss_bearer, "none")

    def test_departments_are_reminded_until_they_acknowledge(self):
        change = self.request_quantity(5)
        self.approve(change)
        applied = change.date_applied
        given = change.acknowledgement_ids.filtered(
            lambda one: one.department_id.code == "production"
        )
        given.with_user(self.reviewers["production"]).action_acknowledge()
        with self.at(applied + timedelta(days=1)):
            self.run_cron("customer.order.change.acknowledgement", "_cron_remind")
        self.assertFalse(any(change.acknowledgement_ids.mapped("date_reminded")))
        with self.at(applied + timedelta(days=3)):
            self.run_cron("customer.order.change.acknowledgement", "_cron_remind")
        reminded = change.acknowledgement_ids.filtered("date_reminded")
        self.assertEqual(reminded, change.acknowledgement_ids - given)
        self.company.change_reminder_days = 0
        with self.at(applied + timedelta(days=30)):
            self.run_cron("customer.order.change.acknowledgement", "_cron_remind")
        self.assertLess(
            max(reminded.mapped("date_reminded")), applied + timedelta(days=4)
        )

    def test_the_form_acknowledges_for_ones_own_department(self):
        change = self.request_quantity(5)
        self.assertFalse(change.acknowledgement_text)
        self.approve(change)
        self.assertEqual(change.acknowledgement_text, "0/3")
        message = self.assert_refused(change.action_acknowledge)
        self.assertIn("None of your departments", message)
        for code in ("sales", "procurement", "production"):
            self.assertEqual(change.sudo().state, "applied")
            change.with_user(self.reviewers[code]).action_acknowledge()
        self.assertEqual(self.as_admin(change).state, "acknowledged")

    def test_only_what_differs_is_kept_by_the_form(self):
        with Form(
            self.env["customer.order.change"]
            .with_user(self.salesman)
            .with_context(default_order_id=self.order.id)
        ) as form:
            form.reason = "More pumps"
            form.contact_name = "J. Meyer"
            with form.line_ids.new() as line:
                line.order_line_id = self.line
                line.product_uom_qty = 5
            self.assertIn(
                "Nothing",
                self.env["ir.qweb"]._render(
                    "customer_review.order_change_table", {"rows": []}
                ),
            )
        change = form.record
        self.assertEqual(len(change._get_differences()), 1)
        html = str(change.difference_html)
        self.assertIn("200", html)
        self.assertIn("margin", html)
        seen = str(change.with_user(self.reviewers["quality"]).difference_html)
        self.assertNotIn("margin", seen)

    def test_the_menu_is_there_where_a_company_uses_changes(self):
        menu = self.env.ref("customer_review.customer_order_change_menu")
        menus = self.env["ir.ui.menu"].with_user(self.salesman)
        self.assertNotIn(menu.id, menus._load_menus_blacklist())
        self.company.change_used = False
        self.assertIn(menu.id, menus._load_menus_blacklist())
        self.assertFalse(self.order.change_offered)
        message = self.assert_refused(self.order.action_request_change)
        self.assertIn("uses no changes", message)

    @mute_logger("odoo.addons.customer_review.models.change.customer_order_change_flow")
    def test_the_order_cancelled_meanwhile_is_not_changed(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        self.order.sudo()._action_cancel()
        self.decide(change, "general_manager")
        change = self.as_admin(change)
        self.assertIn("not confirmed any more", change.apply_error)
        self.run_cron("customer.order.change", "_cron_expire")
        self.assertEqual(self.as_admin(change).state, "expired")

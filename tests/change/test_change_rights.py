"""Who may do what with a change."""

from odoo import Command
from odoo.exceptions import AccessError, MissingError

from .common import ChangeCase


class TestChangeRights(ChangeCase):
    def setUp(self):
        super().setUp()
        self.change = self.request_quantity(5)

    def test_another_company_sees_nothing(self):
        other = self.create_company("Other Works")
        stranger = self.create_user(
            "rw_stranger",
            "sales_team.group_sale_manager",
            "customer_review.group_user",
            "customer_review.group_quality",
            company=other,
        )

        def by_stranger(records):
            return records.with_user(stranger).with_context(
                allowed_company_ids=other.ids
            )

        changes = by_stranger(self.env["customer.order.change"])
        self.assertFalse(changes.search([]))
        self.assertFalse(changes.line_ids.search([]))
        self.assert_refused(by_stranger(self.change).read, ["name"], error=AccessError)
        for method in (
            "action_apply",
            "action_cancel",
            "action_submit_again",
            "action_acknowledge",
            "action_estimate_loss",
            "action_print_notice",
            "action_send_confirmation",
            "action_view_order",
        ):
            with self.subTest(method=method):
                self.assert_refused(
                    getattr(by_stranger(self.change), method), error=MissingError
                )
        order = by_stranger(self.order)
        for method in ("action_request_change", "action_report_delay"):
            self.assert_refused(getattr(order, method), error=MissingError)

    def test_engine_fields_are_nobodys_to_write(self):
        for name, value in (
            ("base_content", {}),
            ("date_applied", "2026-01-01"),
            ("confirmation_fingerprint", "x"),
            ("declined_by", "x"),
            ("order_revision", 7),
            ("date_notified", "2026-01-01"),
        ):
            with self.subTest(field=name):
                self.assert_refused(self.change.write, {name: value}, error=AccessError)
                self.assert_refused(
                    self.change.sudo().write, {name: value}, error=AccessError
                )
        self.assert_refused(
            self.order.sudo().write, {"change_revision": 9}, error=AccessError
        )

    def test_reviewers_and_auditors_read_and_change_nothing(self):
        for user in (self.reviewers["quality"], self.auditor):
            change = self.change.with_user(user)
            self.assertEqual(change.read(["reason"])[0]["reason"], self.change.reason)
            self.assertTrue(change.difference_html)
            self.assertTrue(change.impact_html)
            for method in ("action_apply", "action_cancel", "action_send_confirmation"):
                self.assert_refused(getattr(change, method), error=AccessError)
            self.assert_refused(change.write, {"reason": "?"}, error=AccessError)

    def test_a_reviewer_who_writes_changes_himself_writes_only_his_own(self):
        other = self.create_user(
            "rw_quality_sales",
            "sales_team.group_sale_salesman",
            "customer_review.group_user",
            "customer_review.group_quality",
        )
        for user in (other, self.manager):
            change = self.change.with_user(user)
            self.assertEqual(change.read(["reason"])[0]["reason"], self.change.reason)
            self.assert_refused(change.write, {"reason": "?"}, error=AccessError)
            self.assert_refused(change.line_ids.unlink, error=AccessError)
            self.assert_refused(change.action_cancel, error=AccessError)
        self.assertEqual(self.as_admin(self.change).state, "draft")

    def test_no_form_is_filled_from_an_order_one_may_not_read(self):
        other = self.create_user(
            "rw_curious_salesman",
            "sales_team.group_sale_salesman",
            "customer_review.group_user",
        )
        spec = {"commitment_date": {}, "partner_id": {}, "impact_html": {}}
        for values, context in (
            ({"order_id": self.order.id}, {}),
            ({}, {"default_order_id": self.order.id}),
            ({"line_ids": [Command.create({"order_line_id": self.line.id})]}, {}),
        ):
            changes = self.env["customer.order.change"].with_user(other)
            message = self.assert_refused(
                changes.with_context(**context).onchange, values, [], spec
            )
            self.assertIn("is not shared with you", message)
        lines = self.env["customer.order.change.line"].with_user(other)
        message = self.assert_refused(
            lines.onchange, {"order_line_id": self.line.id}, [], {"price_unit": {}}
        )
        self.assertIn("is not shared with you", message)

    def test_a_dialog_serves_whoever_has_opened_it(self):
        self.submit(self.change)
        losses = self.env["customer.order.change.loss"]
        wizard = losses.with_user(self.reviewers["production"]).create(
            {"change_id": self.change.id, "loss_bearer": "none"}
        )
        self.assert_refused(
            wizard.with_user(self.reviewers["sales"]).action_confirm,
            error=MissingError,
        )
        self.assertFalse(self.as_admin(self.change).loss_bearer)

    def test_what_one_may_not_read_is_not_chosen(self):
        hidden = self.env["res.partner"].create(
            {"name": "Secret", "company_id": self.create_company("Other").id}
        )
        message = self.assert_refused(
            self.change.write, {"partner_shipping_id": hidden.id}
        )
        self.assertIn("does not exist, is not shared with you", message)
        self.assertNotIn("Secret", message)

    def test_another_salesman_sees_not_the_changes_of_his_colleague(self):
        other = self.create_user(
            "rw_other_salesman",
            "sales_team.group_sale_salesman",
            "customer_review.group_user",
        )
        changes = self.env["customer.order.change"].with_user(other)
        self.assertFalse(changes.search([]))
        message = self.assert_refused(
            changes.create, {"order_id": self.order.id, "reason": "?"}
        )
        self.assertIn("is not shared with you", message)

    def test_an_acknowledgement_is_the_departments(self):
        self.approve(self.change)
        procurement = self.change.acknowledgement_ids.filtered(
            lambda one: one.department_id.code == "procurement"
        )
        message = self.assert_refused(
            procurement.with_user(self.reviewers["production"]).action_acknowledge
        )
        self.assertIn("acknowledge here", message)
        self.assertFalse(self.as_admin(procurement).date)

    def test_lines_of_another_order_do_not_come_in(self):
        other = self.create_confirmed()
        message = self.assert_refused(
            self.change.write,
            {"line_ids": [Command.create({"order_line_id": other.order_line.id})]},
        )
        self.assertIn("belongs to another order", message)

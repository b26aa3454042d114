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
        changes = self.env["customer.order.change"].with_user(stranger)
        self.assertFalse(changes.search([]))
        self.assertFalse(changes.line_ids.search([]))
        self.assert_refused(
            self.change.with_user(stranger).read, ["name"], error=AccessError
        )
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
                    getattr(self.change.with_user(stranger), method), error=MissingError
                )
        order = self.order.with_user(stranger)
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

    def test_another_salesman_sees_not_the_changes_of_his_colleague(self):
        other = self.create_user(
            "rw_other_salesman",
            "sales_team.group_sale_salesman",
            "customer_review.group_user",
        )
        changes = self.env["customer.order.change"].with_user(other)
        self.assertFalse(changes.search([]))
        self.assert_refused(
            changes.create,
            {"order_id": self.order.id, "reason": "?"},
            error=AccessError,
        )

    def test_an_acknowledgement_is_the_departments(self):
        self.approve(self.change)
        quality = self.change.acknowledgement_ids.filtered(
            lambda one: one.department_id.code == "quality"
        )
        message = self.assert_refused(
            quality.with_user(self.reviewers["production"]).action_acknowledge
        )
        self.assertIn("acknowledge here", message)
        self.assertFalse(self.as_admin(quality).date)

    def test_lines_of_another_order_do_not_come_in(self):
        other = self.create_confirmed()
        message = self.assert_refused(
            self.change.write,
            {"line_ids": [Command.create({"order_line_id": other.order_line.id})]},
        )
        self.assertIn("belongs to another order", message)

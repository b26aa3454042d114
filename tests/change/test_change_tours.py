"""What people do in the browser with a change."""

from odoo.tests import HttpCase, new_test_user

from .common import ChangeCase


class TestChangeTours(ChangeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.salesman, *cls.reviewers.values()):
            user.password = user.login

    def walk(self, tour, user, path="/odoo"):
        self.env.flush_all()
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()

    def get_order_path(self):
        return f"/odoo/action-sale.action_orders/{self.order.id}"

    def test_requested_reviewed_applied_acknowledged_printed(self):
        self.walk("change_request", self.salesman, self.get_order_path())
        change = self.order.change_ids
        self.assertEqual(change.state, "in_review")
        path = f"/odoo/order-changes/{change.id}"
        for code in ("sales", "production"):
            self.walk("change_approve", self.reviewers[code], path)
        self.decide(change, "procurement")
        self.walk("change_approve", self.general_manager, path)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 5)
        self.walk("change_acknowledge", self.reviewers["production"], path)
        self.walk("change_print", self.salesman, path)
        self.authenticate(self.salesman.login, self.salesman.login)
        page = self.url_open(
            f"/report/html/customer_review.report_change_notice_form/{change.id}"
        )
        self.assertIn("rw_production", page.text)

    def test_what_was_typed_into_the_order_is_offered_as_a_change(self):
        self.walk("change_offered", self.salesman, self.get_order_path())
        change = self.order.change_ids
        self.assertEqual(len(change), 1)
        self.assertEqual(change.line_ids.order_line_id, self.line)
        self.assertEqual(change.line_ids.product_uom_qty, 7)
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 3)

    def test_the_customer_confirms(self):
        contact = self.env["res.partner"].create(
            {"name": "J. Meyer", "parent_id": self.customer.id, "email": "j@deco.test"}
        )
        portal = new_test_user(
            self.env,
            "change_portal",
            "base.group_portal",
            name="J. Meyer",
            partner_id=contact.id,
        )
        change = self.request_quantity(5)
        change.sudo()._as_engine().confirmation_sent_on = change.create_date
        self.walk("change_portal_confirm", portal, "/my/order-changes")
        self.assertEqual(change.confirmed_by, "J. Meyer")

from odoo.tests import TransactionCase, tagged


@tagged("standard", "post_install", "-at_install")
class TestSmoke(TransactionCase):
    def test_flow(self):
        env = self.env
        ref = env.ref
        user = lambda n: ref(f"customer_review.user_{n}")
        sales = user("sales")
        product = env["product.product"].create({"name": "P", "list_price": 100, "standard_price": 50})
        order = env["sale.order"].with_user(sales).create({"partner_id": env["res.partner"].create({"name": "C", "email": "c@example.com"}).id, "user_id": sales.id,
            "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 3})]})
        self.assertTrue(order.content_fingerprint)
        with self.assertRaises(Exception):
            with env.cr.savepoint():
                order.action_confirm()
        order.agreement_type = "contract"
        order.action_submit_review()
        self.assertEqual(order.review_state, "in_review")
        for n in ("sales", "quality", "technical", "procurement", "production"):
            order.review_id.line_ids.filtered(lambda l: l.department_id.code == n).with_user(user(n)).action_accept()
        self.assertEqual(order.review_state, "to_approve")
        order.order_line.product_uom_qty = 4
        self.assertEqual(order.review_state, "outdated")
        self.assertEqual(order.review_ids.state, "superseded")
        print(order.message_ids.mapped("body"))
        order.action_submit_review()
        for n in ("sales", "quality", "technical", "procurement", "production", "general_manager"):
            order.review_id.line_ids.filtered(lambda l: l.department_id.code == n).with_user(user(n)).action_accept()
        self.assertEqual(order.review_state, "approved")
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        print(order.message_ids.mapped("body"))
        with self.assertRaises(Exception):
            order.order_line.product_uom_qty = 5
            env.flush_all()

"""What changes cost, in queries; and the one time that is promised."""

import time

from odoo import Command

from .common import ChangeCase


class TestChangeSpeed(ChangeCase):
    def count(self, action):
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.cr.flush()
        return self.env.cr.sql_log_count - before

    def prepare_lines(self, count):
        return [
            Command.create({"product_id": self.product.id, "product_uom_qty": 2})
            for _number in range(count)
        ]

    def test_a_company_without_changes_pays_no_query(self):
        names = ["change_count", "change_under_way", "change_trail", "change_locked"]
        order = self.order.with_user(self.salesman)
        self.company.change_used = False
        known = ["name", "state", "review_required", "approved_fingerprint"]

        def read(*further):
            order.company_id.sudo().mapped("review_policy")  # as every screen does
            order.read([*known, *further])

        read(*names)
        plain = self.count(read)
        self.assertEqual(self.count(lambda: read(*names)), plain)
        self.assertEqual(order.mapped("change_locked"), [False])

    def test_the_changes_of_many_orders_cost_as_those_of_one(self):
        orders = self.order | self.create_confirmed() | self.create_confirmed()
        self.request_quantity(5)
        orders = orders.with_user(self.salesman)
        names = ["change_count", "change_under_way"]
        orders.read(names)
        self.assertEqual(
            self.count(lambda: orders.read(names)),
            self.count(lambda: orders[0].read(names)),
        )

    def test_two_snapshots_of_a_thousand_lines(self):
        line = {
            "values": {f"field_{number}": str(number) for number in range(9)},
            "texts": {f"field_{number}": str(number) for number in range(9)},
        }
        base = {
            "values": {},
            "texts": {},
            "lines": {"order_line": [{"id": n, **line} for n in range(1000)]},
        }
        changed = {**line, "values": line["values"] | {"field_3": "x"}}
        target = base | {
            "lines": {
                "order_line": [
                    {"id": n, **(line if n % 10 else changed)} for n in range(1000)
                ]
            }
        }
        reviews = self.env["customer.review"]
        reviews._compare_contents(self.order, base, target)
        start = time.perf_counter()
        changes = reviews._compare_contents(self.order, base, target)
        self.assertLess(time.perf_counter() - start, 0.05)
        self.assertEqual(len(changes), 100)

    def create_unreviewed(self, count):
        self.company.review_policy = "none"
        order = self.create_order(order_line=self.prepare_lines(count))
        order.action_confirm()
        self.company.review_policy = "all"
        return order.with_user(self.sales_manager).sudo()

    def test_a_hundred_lines_of_five_hundred(self):
        plain = self.create_unreviewed(500)
        changed = self.create_confirmed(order_line=self.prepare_lines(500))
        vals = {
            "order_line": [
                Command.update(line.id, {"product_uom_qty": 3})
                for line in plain.order_line[:100]
            ]
        }
        queries = self.count(lambda: plain.write(vals))
        self.company.change_customer_confirmation = True
        change = self.request(
            changed,
            [
                {"order_line_id": line.id, "product_uom_qty": 3}
                for line in changed.order_line[:100]
            ],
        )
        self.approve(change)
        self.company.change_customer_confirmation = False
        applying = self.count(change.action_apply)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        self.assertLessEqual(applying, 1.5 * queries)

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

    def create_large(self, count):
        return self.create_confirmed(
            order_line=[
                Command.create({"product_id": self.product.id, "product_uom_qty": 2})
                for _number in range(count)
            ]
        )

    def test_a_company_without_changes_pays_no_query(self):
        names = ["change_count", "change_under_way", "change_trail", "change_locked"]
        order = self.order.with_user(self.salesman)
        self.company.change_used = False
        known = ["name", "company_id", "state", "approved_fingerprint"]
        order.read([*known, *names])
        plain = self.count(lambda: order.read(known))
        with_changes = self.count(lambda: order.read([*known, *names]))
        self.assertLessEqual(with_changes, plain + 1)  # the company's own row
        self.company.change_used = True
        order.read(names)
        with self.assertQueryCount(1):
            order.invalidate_recordset(["change_count", "change_under_way"])
            order.read(["change_count"])

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

    def test_a_hundred_lines_of_five_hundred(self):
        plain, changed = self.create_large(500), self.create_large(500)
        lines = plain.order_line[:100]
        plain.sudo().company_id.review_policy = "none"
        self.env.flush_all()
        plain = plain.with_user(self.sales_manager).sudo()
        vals = {
            "order_line": [
                Command.update(line.id, {"product_uom_qty": 3}) for line in lines
            ]
        }
        plain._as_engine().write({"approved_fingerprint": False})
        plain._as_engine().write({"review_obligation": "none"})
        queries = self.count(lambda: plain.write(vals))
        plain.company_id.review_policy = "all"
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
        print(f"\nplain write {queries}, applying {applying} queries")
        self.assertLessEqual(applying, 1.5 * queries + 60)

"""What the review costs, in queries; times belong in tests/bench."""

from odoo import Command

from ..common import DEPARTMENTS, SIDE_BY_SIDE, ReviewCase

LINES_PER_ORDER = 5


class FlowCase(ReviewCase):
    """Counts the queries of an order's life with six reviewers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": False})
        cls.products = [
            cls.create_product(f"Product {number}") for number in range(LINES_PER_ORDER)
        ]
        # as any company has named them: nobody has to be looked for
        for code, user in cls.reviewers.items():
            cls.department(code).with_company(cls.company).user_id = user

    @classmethod
    def prepare(cls):
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": 2})
            for product in cls.products
        ]
        return cls.prepare_order(agreement_type="contract", order_line=lines)

    @classmethod
    def create_orders(cls, count):
        orders = cls.env["sale.order"].with_user(cls.salesman)
        return orders.create([cls.prepare() for _number in range(count)])

    def count(self, action):
        """The queries of a request: nothing is in the cache before, all is written."""
        self.env.cr.flush()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        result = action()
        self.env.cr.flush()
        queries = self.env.cr.sql_log_count - before
        self.env.invalidate_all()
        return queries, result

    def setUp(self):
        super().setUp()
        # What is kept between requests is there before anything is counted.
        self.count_flow(1)

    def count_flow(self, number):
        """Queries of each step in the life of so many orders, handled together."""
        counts = {}
        counts["create"], orders = self.count(lambda: self.create_orders(number))
        counts["submit"], _result = self.count(orders.action_submit_review)
        for code in DEPARTMENTS:
            lines = orders.sudo().review_id.line_ids.filtered(
                lambda line, code=code: line.department_id.code == code
            )
            lines = lines.with_user(self.reviewers[code])
            counts[code], _result = self.count(lines.action_accept)
        counts["confirm"], _result = self.count(orders.action_confirm)
        self.assertEqual(set(self.as_admin(orders).mapped("state")), {"sale"})
        return counts

    def count_stock(self, number):
        """The same without the review: by the policy 'none'."""
        self.company.review_policy = "none"
        for _attempt in range(2):  # the change empties what is kept at hand
            counts = {}
            counts["create"], orders = self.count(lambda: self.create_orders(number))
            counts["confirm"], _result = self.count(orders.action_confirm)
        self.company.review_policy = "all"
        self.count_flow(1)
        return counts


class TestSpeed(FlowCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # what telling costs is counted in test_told_speed.py
        cls.company.review_told = False

    def test_whole_flow_of_one_order_with_six_reviewers(self):
        """At most 190 where stock needs 78, whatever stock needs in this database."""
        stock, counts = self.count_stock(1), self.count_flow(1)
        self.assertLessEqual(counts["create"], stock["create"] + 1, counts)
        self.assertLessEqual(counts["submit"], 28, counts)
        for code in SIDE_BY_SIDE[:-1]:
            self.assertLessEqual(counts[code], 12, counts)
        self.assertLessEqual(counts[SIDE_BY_SIDE[-1]], 18, counts)
        self.assertLessEqual(counts["general_manager"], 15, counts)
        self.assertLessEqual(counts["confirm"], stock["confirm"], counts)
        above = sum(counts.values()) - sum(stock.values())
        self.assertLessEqual(above, 190 - 78, counts)

    def test_each_further_order_of_a_batch(self):
        few, many = self.count_flow(10), self.count_flow(60)
        further = {step: (many[step] - few[step]) / 50 for step in few}
        self.assertLessEqual(further["submit"], 3, further)
        for code in DEPARTMENTS:
            self.assertLessEqual(further[code], 0.1, further)
        few, many = self.count_stock(10), self.count_stock(60)
        stock = {step: (many[step] - few[step]) / 50 for step in few}
        self.assertLessEqual(further["confirm"], stock["confirm"] + 0.2, further)
        self.assertLessEqual(further["create"], stock["create"] + 0.2, further)

    def test_each_further_order_approved_from_the_list(self):
        counts = []
        for number in (10, 60):
            orders = self.create_orders(number)
            orders.action_submit_review()
            own = orders.with_user(self.reviewers["quality"])
            counts.append(self.count(own.action_approve_review)[0])
        self.assertLessEqual(counts[1] - counts[0], 0.1 * 50)

    def count_submission(self):
        order = self.create_orders(1)
        return self.count(order.action_submit_review)[0]

    def test_capacity_costs_three_queries_at_most(self):
        sold = self.create_orders(5)
        sold.action_submit_review()
        for order in sold:
            self.approve(order)
        sold.action_confirm()
        before = self.count_submission()
        self.products[0].daily_capacity = 1000
        self.count_submission()
        self.assertLessEqual(self.count_submission(), before + 3)

    def test_undelivered_lines_have_an_index_of_their_own(self):
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["sale_order_line_review_undelivered_idx"],
        )
        [(definition,)] = self.env.cr.fetchall()
        self.assertIn("qty_delivered", definition)

    def test_policy_is_changed_at_the_same_cost_whatever_is_open(self):
        counts = []
        for _attempt in range(2):
            self.create_orders(20)
            for policy in ("none", "special", "all"):
                queries, _result = self.count(
                    lambda policy=policy: self.company.write({"review_policy": policy})
                )
                self.assertLessEqual(queries, 50)
                counts.append(queries)
        self.assertLessEqual(sum(counts[3:]), sum(counts[:3]))

    def test_decision_does_not_cost_more_with_more_lines_of_the_order(self):
        small, large = self.create_orders(1), self.create_orders(1)
        large.write({"order_line": self.prepare()["order_line"] * 20})
        counts = []
        for order in (small, large):
            self.submit(order)
            line = self.get_line(order, "quality")
            line = line.with_user(self.reviewers["quality"])
            counts.append(self.count(line.action_accept)[0])
        self.assertEqual(counts[0], counts[1])

    def test_reading_the_to_do_list_does_not_cost_more_with_more_rows(self):
        orders = self.create_orders(30)
        orders[:3].action_submit_review()
        lines = self.env["customer.review.line"].with_user(self.reviewers["quality"])
        fields = {
            name: {}
            for name in (
                *("department_id", "decision", "date_deadline", "is_late"),
                *("subject", "amount_total", "can_decide", "document_name"),
            )
        }
        mine = [("can_decide", "=", True)]

        def read():
            return lines.web_search_read(mine, fields, limit=80)

        read()
        few, result = self.count(read)
        self.assertEqual(result["length"], 3)
        orders[3:].action_submit_review()
        many, result = self.count(read)
        self.assertEqual(result["length"], 30)
        self.assertLessEqual(many, few)
        self.assertLessEqual(many, 16)

    def test_order_list_and_form_do_not_cost_more_with_more_rows(self):
        orders = self.create_orders(20)
        orders.action_submit_review()
        fields = {"name": {}, "review_state": {}, "review_subject": {}}
        own = orders.with_user(self.salesman)
        own[0].web_read(fields)
        one, _result = self.count(lambda: own[0].web_read(fields))
        all_of_them, _result = self.count(lambda: own.web_read(fields))
        self.assertLessEqual(all_of_them, one)

    def test_decision_is_the_same_work_for_each_department(self):
        order = self.create_orders(1)
        self.submit(order)
        counts = []
        for code in SIDE_BY_SIDE[:-1]:
            line = self.get_line(order, code).with_user(self.reviewers[code])
            counts.append(self.count(line.action_accept)[0])
        self.assertLessEqual(max(counts) - min(counts), 1, counts)

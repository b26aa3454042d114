"""Queries that the screens cost: the order's beside stock Odoo, My Reviews alone."""

from lxml import etree

from odoo import Command
from odoo.tests import tagged

from ..common import ReviewCase

LIMITS = {"list": 2, "form": 5, "form without policy": 1}
MY_REVIEWS = 16


def build_spec(env, model, kind, keep=lambda field: True, view=False):
    """Return what the web client asks for to show a view of ``model``."""
    arch = env[model].get_views([(view, kind), (False, "search")])["views"][kind]
    return read_spec(env, model, etree.fromstring(arch["arch"]), keep)


def read_spec(env, model, arch, keep):
    spec = {}
    for node in arch.iterdescendants("field"):
        if any(parent.tag == "field" for parent in node.iterancestors()):
            parent = next(node.iterancestors("field"))
            if parent in arch.iterdescendants("field"):
                continue
        field = env[model]._fields[node.get("name")]
        if not keep(field):
            continue
        hidden = "1" in (node.get("invisible"), node.get("column_invisible"))
        spec.setdefault(field.name, {})
        if hidden:
            continue
        if field.type == "many2one":
            spec[field.name] = {"fields": {"display_name": {}}}
        elif field.type in ("one2many", "many2many"):
            views = list(node.iterchildren("list", "kanban"))
            lines = views and read_spec(env, field.comodel_name, views[0], keep)
            if lines or (node.get("widget") or "").startswith("many2many"):
                lines = lines or {"display_name": {}}
                spec[field.name] = {"fields": lines, "limit": 40}
    return spec


def is_stock(field):
    return set(field._modules) != {"customer_review"}


@tagged("standard", "post_install", "-at_install")
class TestScreenSpeed(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.orders = cls.env["sale.order"]
        for number in range(12):
            order = cls.create_contract() if number % 2 else cls.create_order()
            if number % 3:
                cls.submit(order)
            cls.orders += order
        cls.full = cls.create_contract(
            requirement_ids=[Command.create({"name": "Marked with its batch"})],
        )
        cls.env["customer.review.finding"].create(
            {
                "order_id": cls.full.id,
                "criterion_id": cls.env.ref("customer_review.criterion_technical").id,
                "evidence": "A tolerance that we have never held",
            }
        )
        cls.submit(cls.full)

    def count_queries(self, user, action):
        """Return the queries of ``action(env)`` for ``user``, with warm caches."""
        # The web client sends the time zone with every request.
        env = self.env(user=user, context={**self.env.context, "tz": "UTC"})
        counts = []
        for _attempt in range(3):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            action(env)
            counts.append(self.env.cr.sql_log_count - before)
        return min(counts)

    def count_above_stock(self, kind, read):
        user = self.salesman
        env = self.env(user=user)
        ours = build_spec(env, "sale.order", kind)
        stock = build_spec(env, "sale.order", kind, keep=is_stock)
        self.assertGreater(len(ours), len(stock))
        return self.count_queries(user, lambda env: read(env, ours)) - (
            self.count_queries(user, lambda env: read(env, stock))
        )

    def test_order_list(self):
        above = self.count_above_stock(
            "list",
            lambda env, spec: env["sale.order"].web_search_read(
                [("id", "in", self.orders.ids)], spec
            ),
        )
        self.assertLessEqual(above, LIMITS["list"])

    def check_form(self, order, limit="form"):
        above = self.count_above_stock(
            "form", lambda env, spec: env["sale.order"].browse(order.id).web_read(spec)
        )
        self.assertLessEqual(above, LIMITS[limit])

    def test_form_where_nothing_is_reviewed(self):
        self.company.review_policy = "none"
        self.check_form(self.create_order(), "form without policy")

    def test_form_of_an_outdated_quotation(self):
        order = self.submit(self.create_contract()).order_id
        order.with_user(self.salesman).order_line.product_uom_qty = 9
        self.assertEqual(order.review_state, "outdated")
        self.check_form(order)

    def test_form_of_a_quotation_with_documents(self):
        document = Command.create({"name": "drawing.txt", "raw": b"Drawing"})
        order = self.create_contract(customer_document_ids=[document])
        self.check_form(order)
        self.submit(order)
        self.check_form(order)

    def test_form_of_a_quotation_not_submitted(self):
        self.check_form(self.create_order())

    def test_form_of_a_quotation_in_review(self):
        self.check_form(self.submit(self.create_contract()).order_id)

    def test_form_of_an_approved_quotation(self):
        self.check_form(self.approve(self.create_order()).order_id)

    def test_form_of_a_quotation_with_findings_and_requirements(self):
        self.check_form(self.full)

    def test_my_reviews(self):
        def read(env):
            model = env["customer.review.line"]
            view = self.env.ref("customer_review.customer_review_line_view_list")
            model.web_search_read(
                [("can_decide", "=", True)],
                build_spec(env, model._name, "list", view=view.id),
                limit=80,
            )

        for user in (self.reviewers["quality"], self.general_manager):
            with self.subTest(user=user.login):
                queries = self.count_queries(user, read)
                self.assertLessEqual(queries, MY_REVIEWS)

    def test_my_reviews_whatever_the_number_of_rows(self):
        def read(env, limit):
            model = env["customer.review.line"]
            model.web_search_read(
                [("can_decide", "=", True)],
                build_spec(env, model._name, "list"),
                limit=limit,
            )

        user = self.reviewers["sales"]
        one = self.count_queries(user, lambda env: read(env, 1))
        many = self.count_queries(user, lambda env: read(env, 80))
        self.assertLessEqual(many, one + 1)

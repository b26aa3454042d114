"""Which orders need a review is decided at their confirmation, and kept."""

from odoo import Command

from ..common import SIDE_BY_SIDE, ReviewCase


class TestPolicy(ReviewCase):
    def set_policy(self, policy):
        self.company.review_policy = policy

    def assert_unreviewed(self, method, *args, **kwargs):
        message = self.assert_refused(method, *args, **kwargs)
        self.assertIn("must be reviewed", message)
        return message

    def test_none_asks_for_no_review(self):
        self.set_policy("none")
        order = self.create_order()
        order.action_confirm()
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sale", "review_required": False}]
        )

    def test_none_leaves_confirmed_orders_as_editable_as_in_stock(self):
        self.set_policy("none")
        order = self.create_order()
        order.action_confirm()
        order.order_line.product_uom_qty = 7
        order.client_order_ref = "PO"
        self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": self.other_product.id}
        )
        self.assertEqual(len(self.as_admin(order).order_line), 2)

    def test_none_allows_a_review_all_the_same(self):
        self.set_policy("none")
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_none_computes_no_fingerprint(self):
        self.set_policy("none")
        self.assertFalse(self.create_order().content_fingerprint)

    def test_special_lets_regular_orders_pass(self):
        self.set_policy("special")
        order = self.create_order()
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_special_stops_special_orders_by_every_path(self):
        self.set_policy("special")
        self.product.under_development = True
        order = self.create_order()
        self.assert_unreviewed(order.action_confirm)
        self.assert_unreviewed(order.sudo().write, {"state": "sale"})
        self.assert_unreviewed(self.create_order, state="sale")
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_special_measures_at_the_moment_of_confirmation(self):
        self.set_policy("special")
        order = self.create_order()
        order.action_measure_criteria()
        self.assertEqual(order.review_class, "regular")
        self.product.under_development = True
        self.assert_unreviewed(order.sudo().write, {"state": "sale"})
        message = self.assert_unreviewed(order.action_confirm)
        self.assertIn(order.name, message)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_special_lets_reviewed_special_orders_pass(self):
        self.set_policy("special")
        self.product.under_development = True
        order = self.create_order()
        self.submit(order)
        self.decide(order, *SIDE_BY_SIDE, "general_manager")
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_special_lets_a_dismissed_finding_pass(self):
        self.set_policy("special")
        self.product.under_development = True
        order = self.create_order()
        order.action_measure_criteria()
        findings = order.finding_ids.with_user(self.sales_manager)
        findings.dismiss_reason = "sold under licence since May"
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_special_stops_declared_special_orders(self):
        self.set_policy("special")
        order = self.create_order()
        self.env["customer.review.finding"].with_user(self.salesman).create(
            {
                "order_id": order.id,
                "criterion_id": self.env.ref("customer_review.criterion_capacity").id,
                "evidence": "the press is under repair",
            }
        )
        self.assert_unreviewed(order.action_confirm)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_regular_order_confirmed_under_special_stays_editable(self):
        self.set_policy("special")
        order = self.create_order()
        order.action_confirm()
        order.order_line.product_uom_qty = 4
        self.assertEqual(self.as_admin(order).order_line.product_uom_qty, 4)

    def test_regular_order_confirmed_under_special_becomes_no_special_one(self):
        self.set_policy("special")
        order = self.create_order()
        order.action_confirm()
        self.product.under_development = True
        message = self.assert_refused(
            order.order_line.write, {"product_uom_qty": 100000}
        )
        self.assertIn("was confirmed without a review", message)
        self.assertIn("Cancel it and set it back first", message)
        self.assertEqual(self.as_admin(order).order_line.product_uom_qty, 3)

    def test_regular_order_is_not_made_special_by_any_path(self):
        self.set_policy("special")
        order = self.create_order()
        order.action_confirm()
        line = order.sudo().order_line
        new = {"product_id": self.product.id, "price_unit": 1, "order_id": order.id}
        order_line = [Command.update(line.id, {"price_unit": 1})]
        commands = [Command.update(order.id, {"order_line": order_line})]
        for method, vals in (
            (line.write, {"price_unit": 1}),
            (line.write, {"discount": 90}),
            (order.sudo().write, {"order_line": order_line}),
            (self.customer.write, {"sale_order_ids": commands}),
            (self.env["sale.order.line"].create, {**new, "product_uom_qty": 100000}),
        ):
            with self.subTest(method=method, vals=vals):
                self.assertIn("review", self.assert_refused(method, vals))
                self.assertRecordValues(
                    self.as_admin(order).order_line,
                    [{"price_unit": 100, "discount": 0, "product_uom_qty": 3}],
                )

    def test_stricter_policy_later_asks_nothing_of_confirmed_orders(self):
        self.set_policy("none")
        order = self.create_order()
        order.action_confirm()
        for policy in ("special", "all"):
            self.set_policy(policy)
            self.env.flush_all()
            order.order_line.product_uom_qty += 1
            order.client_order_ref = policy
            self.env.flush_all()
            self.assertRecordValues(
                self.as_admin(order), [{"state": "sale", "review_required": False}]
            )

    def test_looser_policy_later_frees_no_confirmed_order(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        for policy in ("special", "none"):
            self.set_policy(policy)
            self.env.flush_all()
            message = self.assert_refused(
                order.order_line.write, {"product_uom_qty": 9}
            )
            self.assertIn("would make it differ", message)
            self.assertTrue(self.as_admin(order).review_required)

    def test_policy_of_the_moment_holds_for_open_quotations(self):
        order = self.create_order()
        self.set_policy("none")
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")
        self.set_policy("none")
        early = self.create_order()
        self.set_policy("all")
        self.assert_unreviewed(early.action_confirm)
        self.assertEqual(self.as_admin(early).state, "draft")

    def test_order_confirmed_again_meets_the_policy_of_then(self):
        self.set_policy("none")
        order = self.create_order()
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        self.set_policy("all")
        self.assert_unreviewed(order.action_confirm)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_only_who_may_set_up_changes_the_policy(self):
        for user in (self.salesman, self.general_manager, self.manager, self.auditor):
            message = self.assert_refused(
                self.company.with_user(user).write, {"review_policy": "none"}
            )
            self.assertIn("not allowed to modify", message)
        self.assertEqual(self.as_admin(self.company).review_policy, "all")

    def test_settings_page_says_why_the_policy_is_none(self):
        self.set_policy("none")
        order = self.create_order()
        settings = self.env["res.config.settings"].create({})
        self.assertFalse(settings.review_policy_note)
        order.action_confirm()
        settings = self.env["res.config.settings"].create({})
        self.assertIn("already had confirmed orders", settings.review_policy_note)


class TestCompanies(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other = cls.create_company("Other Works")
        cls.stranger = cls.create_user(
            "rw_stranger", *cls.all_groups(), company=cls.other
        )

    @classmethod
    def all_groups(cls):
        codes = (*SIDE_BY_SIDE, "general_manager", "manager", "auditor")
        return (
            "sales_team.group_sale_manager",
            *(f"customer_review.group_{code}" for code in codes),
        )

    def as_stranger(self, records):
        return records.with_user(self.stranger).with_context(
            allowed_company_ids=self.other.ids
        )

    def test_data_of_another_company_is_invisible(self):
        self.product.under_development = True
        order = self.create_contract()
        review = self.submit(order)
        self.decide(
            order,
            "quality",
            decision="conditional",
            conditions=[("Ask", self.salesman, "2030-01-01")],
        )
        self.env["customer.requirement"].create({"name": "x", "order_id": order.id})
        for records in (
            review,
            review.line_ids,
            review.line_ids.check_ids,
            review.condition_ids,
            order.finding_ids,
            order.requirement_ids,
            review.activity_ids,
        ):
            own = self.as_stranger(records)
            self.assertTrue(records, records._name)
            self.assertFalse(own.search([("id", "in", records.ids)]), records._name)
            self.assertFalse(
                own._read_group([("id", "in", records.ids)], [], ["__count"])[0][0]
            )
            self.assert_refused(own.read, ["display_name"])
            self.assert_refused(own.export_data, ["id"])

    def test_nobody_decides_in_another_company(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales")
        message = self.assert_refused(self.as_stranger(line).action_accept)
        self.assertIn("does not exist, or is not shared with you", message)
        for own in (self.as_stranger(line), line.with_user(self.stranger)):
            message = self.assert_refused(own.sudo().action_accept)
            self.assertIn("belongs to another company", message)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_someone_of_both_companies_decides_in_both(self):
        self.stranger.company_ids = [Command.link(self.company.id)]
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales").with_user(self.stranger)
        line.with_context(allowed_company_ids=self.company.ids).action_accept()
        self.assertEqual(self.as_admin(line).decision, "accepted")

    def test_department_of_one_company_is_not_seen_by_the_other(self):
        department = self.env["customer.review.department"].create(
            {
                "name": "Finance",
                "code": "finance",
                "group_id": self.env.ref("customer_review.group_quality").id,
                "company_id": self.company.id,
            }
        )
        self.assertFalse(
            self.as_stranger(department).search([("code", "=", "finance")])
        )

    def test_responsible_is_set_per_company(self):
        quality = self.department("quality")
        quality.with_company(self.company).user_id = self.reviewers["quality"]
        quality.with_company(self.other).user_id = self.stranger
        self.assertEqual(quality._get_assignee(self.company), self.reviewers["quality"])
        self.assertEqual(quality._get_assignee(self.other), self.stranger)

    def test_policy_is_that_of_the_orders_company(self):
        self.other.review_policy = "none"
        orders = self.env["sale.order"].with_company(self.other).sudo()
        order = orders.create(
            self.prepare_order(company_id=self.other.id, user_id=False)
        )
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        own = self.create_order()
        message = self.assert_refused(
            own.with_company(self.other).sudo().action_confirm
        )
        self.assertIn("must be reviewed", message)
        self.assertEqual(self.as_admin(own).state, "draft")

    def test_moving_an_order_to_another_company_outdates_its_review(self):
        order = self.create_order()
        self.approve(order)
        order = order.with_user(self.env.user)
        order.write({"company_id": self.other.id, "user_id": False})
        self.assertEqual(self.as_admin(order).review_state, "outdated")

    def test_moving_an_order_to_a_company_without_a_policy_confirms_nothing(self):
        self.other.review_policy = "none"
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        message = self.assert_refused(
            order.sudo().write, {"company_id": self.other.id, "user_id": False}
        )
        self.assertIn("would make it differ", message)
        self.assertEqual(self.as_admin(order).company_id, self.company)

    def test_order_that_hops_to_be_confirmed_does_not_hop_back(self):
        self.other.review_policy = "none"
        order = self.create_order().with_user(self.env.user)
        order.write({"company_id": self.other.id, "user_id": False})
        order.with_company(self.other).action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")
        message = self.assert_refused(order.write, {"company_id": self.company.id})
        self.assertIn("was confirmed without a review", message)
        self.assertEqual(self.as_admin(order).company_id, self.other)

    def test_order_confirmed_elsewhere_without_a_review_is_not_moved_in(self):
        self.other.review_policy = "none"
        orders = self.env["sale.order"].sudo()
        order = orders.create(
            self.prepare_order(company_id=self.other.id, user_id=False)
        )
        order.with_company(self.other).action_confirm()
        message = self.assert_refused(order.write, {"company_id": self.company.id})
        self.assertIn("was confirmed without a review", message)
        self.assertEqual(self.as_admin(order).company_id, self.other)

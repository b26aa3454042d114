"""What makes a contract special, or an order non-general, with its evidence."""

from odoo import Command
from odoo.exceptions import ValidationError

from ..common import ReviewCase

NEXT_MONDAY = "2026-06-08 12:00:00"


class TestCriteria(ReviewCase):
    def measure(self, order, code):
        """The finding of one criterion on the order, after measuring anew."""
        order.action_measure_criteria()
        return self.as_admin(order).finding_ids.filtered(
            lambda finding: finding.criterion_id.code == code
        )

    def assert_special(self, order, code, *texts):
        finding = self.measure(order, code)
        self.assertEqual(finding.origin, "measured")
        self.assertEqual(finding.order_id.review_class, "special")
        for text in texts:
            self.assertIn(text, finding.evidence)
        return finding

    def assert_regular(self, order, code):
        self.assertFalse(self.measure(order, code))
        self.assertEqual(self.as_admin(order).review_class, "regular")

    def test_ordinary_order_meets_none(self):
        order = self.create_order()
        order.action_measure_criteria()
        self.assertFalse(order.finding_ids)
        self.assertEqual(order.review_class, "regular")

    def test_product_under_development(self):
        self.product.under_development = True
        self.assert_special(
            self.create_order(), "new_product", "Desk: under development"
        )

    def test_product_never_delivered_counts_by_a_setting(self):
        order = self.create_order()
        self.assert_regular(order, "new_product")
        self.company.review_new_product_undelivered = True
        self.assert_special(order, "new_product", "Desk: never delivered before")

    def test_product_delivered_once_is_not_new(self):
        self.company.review_new_product_undelivered = True
        first = self.create_order()
        self.approve(first)
        first.action_confirm()
        first.sudo().order_line.qty_delivered = 1
        self.assert_regular(self.create_order(), "new_product")

    def test_product_delivered_by_another_company_is_new(self):
        self.company.review_new_product_undelivered = True
        other = self.create_company("Other Works", review_policy="none")
        orders = self.env["sale.order"].with_company(other).sudo()
        order = orders.create(self.prepare_order(company_id=other.id, user_id=False))
        order.action_confirm()
        order.order_line.qty_delivered = 1
        self.assert_special(self.create_order(), "new_product")

    def test_service_is_never_a_new_product(self):
        self.company.review_new_product_undelivered = True
        self.product.type = "service"
        self.assert_regular(self.create_order(), "new_product")

    def test_quantity_above_the_capacity_until_the_date(self):
        self.product.daily_capacity = 10
        with self.at("2026-06-01 08:00:00"):  # a Monday: five days until Friday
            date = "2026-06-05 12:00:00"
            fits = self.create_order(quantity=50, commitment_date=date)
            self.assert_regular(fits, "capacity")
            exceeds = self.create_order(quantity=51, commitment_date=date)
            self.assert_special(
                exceeds, "capacity", "Desk: 51 Units due by 06/05/2026, 50 free"
            )

    def test_weekend_adds_no_capacity(self):
        self.product.daily_capacity = 10
        with self.at("2026-06-05 08:00:00"):  # a Friday: two days until Monday
            order = self.create_order(quantity=21, commitment_date=NEXT_MONDAY)
            self.assert_special(order, "capacity", "20 free")

    def test_confirmed_orders_take_capacity(self):
        self.product.daily_capacity = 10
        with self.at("2026-06-05 08:00:00"):
            taking = self.create_order(quantity=15, commitment_date=NEXT_MONDAY)
            self.approve(taking)
            taking.action_confirm()
            order = self.create_order(quantity=6, commitment_date=NEXT_MONDAY)
            self.assert_special(order, "capacity", "5 free")
            taking.sudo().order_line.qty_delivered = 14
            self.assertFalse(self.measure(order, "capacity"))

    def test_quotations_and_later_orders_take_no_capacity(self):
        self.product.daily_capacity = 10
        with self.at("2026-06-05 08:00:00"):
            self.create_order(quantity=15, commitment_date=NEXT_MONDAY)
            later = self.create_order(
                quantity=15, commitment_date="2026-06-10 12:00:00"
            )
            self.approve(later)
            later.action_confirm()
            order = self.create_order(quantity=20, commitment_date=NEXT_MONDAY)
            self.assert_regular(order, "capacity")

    def test_capacity_counts_all_lines_of_a_product_in_its_unit(self):
        self.product.daily_capacity = 10
        dozen = self.env.ref("uom.product_uom_dozen")
        lines = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 9}),
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 1,
                    "product_uom_id": dozen.id,
                }
            ),
        ]
        with self.at("2026-06-05 08:00:00"):
            order = self.create_order(order_line=lines, commitment_date=NEXT_MONDAY)
            self.assert_special(order, "capacity", "21 Units", "20 free")

    def test_what_is_confirmed_takes_capacity_in_the_product_s_unit(self):
        self.product.daily_capacity = 10
        dozen = self.env.ref("uom.product_uom_dozen")
        line = {
            "product_id": self.product.id,
            "product_uom_qty": 1,
            "product_uom_id": dozen.id,
        }
        with self.at("2026-06-05 08:00:00"):
            taking = self.create_order(
                order_line=[Command.create(line)], commitment_date=NEXT_MONDAY
            )
            self.approve(taking)
            taking.action_confirm()
            order = self.create_order(quantity=9, commitment_date=NEXT_MONDAY)
            self.assert_special(order, "capacity", "9 Units", "8 free")

    def create_order_with_lead(self, quantity, days):
        line = {
            "product_id": self.product.id,
            "product_uom_qty": quantity,
            "customer_lead": days,
        }
        return self.create_order(order_line=[Command.create(line)])

    def test_order_without_promised_date_is_due_on_its_expected_date(self):
        self.product.daily_capacity = 10
        with self.at("2026-06-05 08:00:00"):  # a Friday: two days until Monday
            self.assert_regular(self.create_order_with_lead(20, 3), "capacity")
            self.assert_special(
                self.create_order_with_lead(21, 3),
                "capacity",
                "due by 06/08/2026, 20 free",
            )

    def test_order_without_promised_date_takes_capacity_when_it_is_expected(self):
        self.product.daily_capacity = 10
        with self.at("2026-06-05 08:00:00"):
            for days in (3, 10):
                taking = self.create_order_with_lead(5, days)
                self.approve(taking)
                taking.action_confirm()
            order = self.create_order(quantity=16, commitment_date=NEXT_MONDAY)
            self.assert_special(order, "capacity", "15 free")

    def test_product_without_declared_capacity_is_not_limited(self):
        self.assert_regular(self.create_order(quantity=1e6), "capacity")

    def test_requirement_that_technical_declares_beyond_capability(self):
        order = self.create_order()
        requirement = self.env["customer.requirement"].create(
            {"name": "Flatness 1 µm", "order_id": order.id}
        )
        self.assert_regular(order, "technical")
        self.submit(order)
        requirement.with_user(self.reviewers["technical"]).beyond_capability = True
        self.assert_special(order, "technical", "Flatness 1 µm")

    def test_nobody_but_technical_declares_beyond_capability(self):
        order = self.create_order()
        requirement = self.env["customer.requirement"].create(
            {"name": "Flatness 1 µm", "order_id": order.id}
        )
        for user in (
            self.salesman,
            self.reviewers["quality"],
            self.general_manager,
            self.auditor,
        ):
            own = requirement.with_user(user)
            self.assert_refused(own.write, {"beyond_capability": True})
        self.assert_refused(
            self.env["customer.requirement"].with_user(self.salesman).create,
            {"name": "x", "order_id": order.id, "beyond_capability": True},
        )
        self.assertFalse(self.as_admin(requirement).beyond_capability)

    def test_nobody_but_technical_takes_that_declaration_back(self):
        order = self.create_order()
        requirement = (
            self.env["customer.requirement"]
            .with_user(self.reviewers["technical"])
            .sudo()
            .create({"name": "x", "order_id": order.id, "beyond_capability": True})
        )
        own = requirement.with_user(self.salesman)
        self.assert_refused(own.write, {"beyond_capability": False})
        self.assert_refused(own.write, {"order_id": self.create_order().id})
        self.assert_refused(own.unlink)
        self.assertTrue(self.as_admin(requirement).beyond_capability)

    def in_euro(self, rate, **vals):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": rate,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "In euro", "currency_id": euro.id}
        )
        order = self.create_order(pricelist_id=pricelist.id, **vals)
        self.assertEqual(order.currency_id, euro)
        order.order_line.price_unit = 1000
        return order

    def test_foreign_currency_above_the_amount(self):
        order = self.in_euro(0.5, quantity=3)
        self.assert_special(
            order, "foreign_exchange", "3,000.00", "6,000.00", "5,000.00"
        )

    def test_foreign_currency_up_to_the_amount(self):
        order = self.in_euro(0.6, quantity=3)
        self.assertFalse(self.measure(order, "foreign_exchange"))

    def test_own_currency_is_no_risk(self):
        self.assert_regular(self.create_order(quantity=1e6), "foreign_exchange")

    def test_margin_below_the_floor(self):
        order = self.create_order()
        order.order_line.price_unit = 55
        self.assert_special(order, "low_margin", "9.1 % margin", "floor of 12 %")

    def test_margin_at_the_floor(self):
        order = self.create_order()
        order.order_line.price_unit = 50 / 0.88
        self.assertFalse(self.measure(order, "low_margin"))

    def test_company_has_its_own_floor(self):
        self.env["customer.review.criterion"].create(
            {
                "name": "Low margin",
                "code": "low_margin",
                "threshold": 60,
                "company_id": self.company.id,
            }
        )
        finding = self.assert_special(
            self.create_order(), "low_margin", "50.0 % margin", "floor of 60 %"
        )
        self.assertEqual(finding.criterion_id.company_id, self.company)

    def test_archived_criterion_is_not_measured(self):
        self.env.ref("customer_review.criterion_low_margin").active = False
        order = self.create_order()
        order.order_line.price_unit = 1
        self.assert_regular(order, "low_margin")

    def test_criterion_of_the_companys_own_by_a_domain(self):
        criterion = self.env["customer.review.criterion"].create(
            {
                "name": "By fax",
                "code": "fax",
                "document_kind": "order",
                "domain": "[('order_channel', '=', 'fax')]",
            }
        )
        finding = self.assert_special(
            self.create_order(order_channel="fax"), "fax", "By fax"
        )
        self.assertEqual(finding.criterion_id, criterion)
        self.assert_regular(self.create_order(order_channel="paper"), "fax")

    def test_code_never_reaches_a_method_that_is_no_measurement(self):
        """Whatever it is called, submitting goes on."""
        for code in ("criteria", "one", "", "__class__"):
            self.env["customer.review.criterion"].create({"name": code, "code": code})
        measurements = self.env["sale.order"]
        for name in dir(type(measurements)):
            if name.startswith("_measure_"):
                code = name.removeprefix("_measure_")
                if not self.env["customer.review.criterion"].search(
                    [("code", "=", code)]
                ):
                    self.env["customer.review.criterion"].create(
                        {"name": code, "code": code}
                    )
        order = self.create_order()
        self.assertTrue(self.submit(order))
        self.assert_regular(self.create_order(), "criteria")

    def test_unreadable_domain_is_refused_when_it_is_entered(self):
        self.assert_refused(
            self.env["customer.review.criterion"].create,
            {
                "name": "Broken",
                "code": "broken",
                "document_kind": "order",
                "domain": "[('no_field', '=', 1)]",
            },
            error=ValidationError,
        )

    def test_only_the_manager_changes_criteria(self):
        criterion = self.env.ref("customer_review.criterion_low_margin")
        for user in (self.salesman, self.general_manager, self.auditor):
            self.assert_refused(criterion.with_user(user).write, {"threshold": 0})
        self.assertEqual(self.as_admin(criterion).threshold, 12)
        criterion.with_user(self.manager).threshold = 15
        self.assertEqual(criterion.threshold, 15)

    def test_two_criteria_at_once(self):
        self.product.under_development = True
        order = self.create_order()
        order.order_line.price_unit = 40
        order.action_measure_criteria()
        self.assertEqual(
            set(order.finding_ids.criterion_id.mapped("code")),
            {"new_product", "low_margin"},
        )

    def test_submission_measures(self):
        self.product.under_development = True
        order = self.create_order()
        review = self.submit(order)
        self.assertEqual(review.review_class, "special")
        self.assertEqual(
            [f["code"] for f in review.content["details"]["findings"]],
            ["new_product"],
        )

    def test_finding_goes_when_it_is_met_no_more(self):
        self.product.under_development = True
        order = self.create_order()
        self.assert_special(order, "new_product")
        self.product.under_development = False
        self.assert_regular(order, "new_product")

    def test_same_measurement_again_leaves_the_finding(self):
        self.product.under_development = True
        order = self.create_order()
        finding = self.assert_special(order, "new_product")
        self.assertEqual(self.measure(order, "new_product"), finding)


class TestFindings(ReviewCase):
    def setUp(self):
        super().setUp()
        self.product.under_development = True
        self.order = self.create_order()
        self.order.action_measure_criteria()
        self.finding = self.order.finding_ids.with_user(self.salesman)
        self.colleague_finding = self.finding.with_user(self.sales_manager)

    def test_whoever_sells_it_does_not_dismiss_what_was_measured(self):
        message = self.assert_refused(
            self.finding.write, {"dismiss_reason": "sold under licence since May"}
        )
        self.assertIn("Ask a colleague who did not", message)
        self.assertFalse(self.as_admin(self.finding).dismissed)

    def test_dismissed_with_a_reason_makes_nothing_special(self):
        with self.at("2026-06-03 10:00:00") as now:
            self.colleague_finding.dismiss_reason = "sold under licence since May"
            self.env.flush_all()
        self.assertRecordValues(
            self.as_admin(self.finding),
            [
                {
                    "dismissed": True,
                    "dismissed_by_id": self.sales_manager.id,
                    "date_dismissed": now,
                }
            ],
        )
        self.assertEqual(self.order.review_class, "regular")

    def test_blank_reason_dismisses_nothing(self):
        self.colleague_finding.dismiss_reason = "   "
        self.assertFalse(self.finding.dismissed)
        self.assertEqual(self.order.review_class, "special")

    def test_reason_is_on_the_form(self):
        self.colleague_finding.dismiss_reason = "sold under licence since May"
        review = self.submit(self.order)
        (finding,) = review.content["details"]["findings"]
        self.assertEqual(finding["dismiss_reason"], "sold under licence since May")
        self.assertEqual(finding["dismissed_by"], "rw_sales_manager")

    def test_dismissal_outlives_the_same_measurement(self):
        self.colleague_finding.dismiss_reason = "sold under licence since May"
        self.order.action_measure_criteria()
        self.assertTrue(self.as_admin(self.finding).dismissed)

    def test_dismissal_falls_with_new_evidence(self):
        self.colleague_finding.dismiss_reason = "sold under licence since May"
        self.other_product.under_development = True
        self.env["sale.order.line"].create(
            {"order_id": self.order.id, "product_id": self.other_product.id}
        )
        self.order.action_measure_criteria()
        self.assertRecordValues(
            self.as_admin(self.finding),
            [{"dismissed": False, "dismissed_by_id": False}],
        )
        self.assertEqual(self.order.review_class, "special")

    def test_measured_finding_is_neither_edited_nor_deleted(self):
        for vals in (
            {"evidence": "nothing"},
            {"criterion_id": self.env.ref("customer_review.criterion_capacity").id},
            {"order_id": self.create_order().id},
        ):
            self.assert_refused(self.finding.write, vals)
            self.assert_refused(self.finding.sudo().write, vals)
        self.assert_refused(self.finding.unlink)
        self.assert_refused(self.finding.sudo().unlink)
        self.assertIn("under development", self.as_admin(self.finding).evidence)

    def test_nobody_measures_by_hand(self):
        findings = self.env["customer.review.finding"]
        vals = {
            "order_id": self.order.id,
            "criterion_id": self.env.ref("customer_review.criterion_capacity").id,
            "evidence": "x",
            "origin": "measured",
        }
        self.assert_refused(findings.with_user(self.salesman).create, vals)
        self.assert_refused(findings.create, vals)

    def test_declared_finding_makes_special(self):
        order = self.create_order(
            order_line=[Command.create({"product_id": self.other_product.id})]
        )
        declared = (
            self.env["customer.review.finding"]
            .with_user(self.salesman)
            .create(
                {
                    "order_id": order.id,
                    "criterion_id": self.env.ref(
                        "customer_review.criterion_capacity"
                    ).id,
                    "evidence": "the press is under repair",
                }
            )
        )
        self.assertEqual(declared.origin, "declared")
        self.assertEqual(order.review_class, "special")
        self.submit(order)
        self.assertEqual(
            self.as_admin(order).finding_ids.origin, "declared", "measuring kept it"
        )

    def test_declared_finding_can_be_corrected_and_removed(self):
        order = self.create_order(
            order_line=[Command.create({"product_id": self.other_product.id})]
        )
        findings = self.env["customer.review.finding"].with_user(self.salesman)
        declared = findings.create(
            {
                "order_id": order.id,
                "criterion_id": self.env.ref("customer_review.criterion_capacity").id,
                "evidence": "the press is under repair",
            }
        )
        declared.evidence = "the press is sold"
        declared.unlink()
        self.assertEqual(self.as_admin(order).review_class, "regular")

    def test_others_orders_findings_are_out_of_reach(self):
        other = self.create_user("rw_other", "sales_team.group_sale_salesman")
        self.assert_refused(
            self.finding.with_user(other).write, {"dismiss_reason": "x"}
        )
        for user in (*self.reviewers.values(), self.nobody, self.auditor):
            self.assert_refused(
                self.finding.with_user(user).write, {"dismiss_reason": "x"}
            )
        self.assertFalse(self.as_admin(self.finding).dismissed)

    def test_margin_stays_with_those_who_may_see_it(self):
        self.product.under_development = False
        order = self.create_order()
        order.order_line.price_unit = 55
        review = self.submit(order)
        self.assertIn("9.1 %", review.with_user(self.salesman).findings_html)
        for user in (self.salesman, self.reviewers["quality"], self.auditor):
            own = review.with_user(user)
            self.assertNotIn("9.1 %", str(own.content))
            self.assert_refused(lambda own=own: own.confidential)
            self.assert_refused(own.read, ["confidential"])
            self.assert_refused(own.search, [("confidential", "!=", False)])
        for user in (self.reviewers["quality"], self.auditor):
            self.assertNotIn("9.1 %", review.with_user(user).findings_html)
        self.assertFalse(
            self.env["customer.review.finding"]
            .with_user(self.auditor)
            .search([("order_id", "=", order.id)])
        )


class TestContract(ReviewCase):
    def test_subject_says_what_it_is(self):
        for agreement, special, subject in (
            ("order", False, "General order"),
            ("order", True, "Non-general order"),
            ("contract", False, "Regular contract"),
            ("contract", True, "Special contract"),
        ):
            self.product.under_development = special
            order = self.create_order(agreement_type=agreement)
            review = self.submit(order)
            self.assertEqual(order.review_subject, subject)
            self.assertEqual(review.subject, subject)

    def test_subject_of_a_form_stays_what_it_was(self):
        order = self.create_order()
        review = self.submit(order)
        order.agreement_type = "contract"
        self.assertEqual(self.as_admin(review).subject, "General order")

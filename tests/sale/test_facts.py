"""Facts beside the decision: what is measured, frozen, compared, and who sees it."""

from datetime import timedelta
from pathlib import Path

from odoo import Command, fields
from odoo.exceptions import AccessError

from ..common import ReviewCase

PROVIDER = Path(
    "tests/addons/customer_review_test/models/customer_review_fact_weight.py"
)
BEFORE = fields.Datetime.to_datetime("2026-01-10 12:00:00")


class FactCase(ReviewCase):
    def sell(self, price, date_order=BEFORE, company=None, unit=None, **vals):
        """A confirmed order of the product, as it was before this addon came."""
        line = {
            "product_id": self.product.id,
            "product_uom_qty": 1,
            "price_unit": price,
            "product_uom_id": (unit or self.product.uom_id).id,
        }
        company = company or self.company
        company.review_policy = "none"
        orders = self.env["sale.order"].with_company(company)
        order = orders.create(
            {
                "partner_id": self.customer.id,
                "company_id": company.id,
                "order_line": [Command.create(line)],
                **vals,
            }
        )
        order.action_confirm()
        order.date_order = date_order
        self.env.flush_all()
        company.review_policy = "all"
        return order

    def measure(self, order=None):
        order = order or self.create_order()
        self.env.flush_all()
        self.env.invalidate_all()
        return self.env["customer.review.fact"]._measure(order.sudo())[order.id]

    def get_fact(self, code, order=None):
        measured = self.measure(order)
        facts = measured["general"] | measured["lines"][0]["facts"]
        return facts.get(code)

    def read_facts(self, review, user):
        self.env.flush_all()
        self.env.invalidate_all()
        return str(review.with_user(user).facts_html or "")


class TestFacts(FactCase):
    def test_last_price_of_this_customer(self):
        self.sell(80, BEFORE)
        self.sell(90, BEFORE + timedelta(days=3))
        self.sell(70, BEFORE + timedelta(days=2))  # the highest id is not the latest
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.sell(60, BEFORE + timedelta(days=9), partner_id=stranger.id)
        fact = self.get_fact("last_price")
        self.assertEqual(fact["value"], 90)
        self.assertEqual(fact["note"], "2026-01-13")
        self.assertEqual(fact["currency_id"], self.company.currency_id.id)

    def test_last_price_of_the_whole_firm_is_this_customer_s(self):
        child = self.env["res.partner"].create(
            {"name": "Buyer", "parent_id": self.customer.id}
        )
        self.sell(80, partner_id=child.id)
        self.assertEqual(self.get_fact("last_price")["value"], 80)

    def test_last_price_is_per_unit_of_the_product(self):
        self.sell(960, unit=self.env.ref("uom.product_uom_dozen"))
        self.assertAlmostEqual(self.get_fact("last_price")["value"], 80)

    def test_last_price_of_another_company_is_not_told(self):
        other = self.create_company("Other Works")
        self.env.user.company_ids += other
        self.sell(80, company=other)
        self.assertIsNone(self.get_fact("last_price"))

    def test_last_price_in_the_order_s_currency_comes_first(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "In euro", "currency_id": euro.id}
        )
        self.sell(80, BEFORE)
        self.sell(55, BEFORE + timedelta(days=5), pricelist_id=pricelist.id)
        self.assertEqual(self.get_fact("last_price")["value"], 80)
        order = self.create_order(pricelist_id=pricelist.id)
        fact = self.get_fact("last_price", order)
        self.assertEqual(fact["value"], 55)
        self.assertEqual(fact["currency_id"], euro.id)

    def test_a_lower_price_than_the_last_is_marked(self):
        self.sell(120)
        self.assertEqual(self.get_fact("last_price")["level"], "doubtful")
        self.sell(100, BEFORE + timedelta(days=1))
        self.assertNotIn("level", self.get_fact("last_price"))

    def test_delivered_before(self):
        self.assertEqual(self.get_fact("delivered")["value"], "never")
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.sell(80, partner_id=stranger.id).order_line.qty_delivered = 1
        self.assertEqual(self.get_fact("delivered")["value"], "to others")
        self.sell(80).order_line.qty_delivered = 1
        self.assertEqual(self.get_fact("delivered")["value"], "to this customer")

    def test_capacity_free(self):
        self.product.daily_capacity = 10
        with self.at("2026-06-01 08:00:00"):
            order = self.create_order(
                quantity=51, commitment_date="2026-06-05 12:00:00"
            )
            fact = self.get_fact("capacity", order)
        self.assertEqual(fact["value"], 50)
        self.assertEqual(fact["level"], "impossible")

    def test_newest_document_of_the_product_and_its_checksum(self):
        self.assertIsNone(self.get_fact("drawing"))
        document = self.env["product.document"].create(
            {
                "name": "Desk rev. A",
                "raw": b"A",
                "res_model": "product.template",
                "res_id": self.product.product_tmpl_id.id,
            }
        )
        fact = self.get_fact("drawing")
        self.assertEqual(fact["value"], "Desk rev. A")
        self.assertEqual(fact["note"], document.checksum[:8])
        document.raw = b"B"
        self.assertNotEqual(self.get_fact("drawing")["note"], fact["note"])

    def test_a_product_s_date_is_that_of_its_line(self):
        lines = [
            Command.create(
                {
                    "product_id": self.product.id,
                    "product_uom_qty": 1,
                    "customer_lead": days,
                }
            )
            for days in (2, 9)
        ]
        with self.at("2026-06-01 08:00:00"):
            measured = self.measure(self.create_order(order_line=lines))
        self.assertEqual(
            [line["heading"]["date"] for line in measured["lines"]],
            ["2026-06-03", "2026-06-10"],
        )

    def test_what_is_not_known_is_not_shown(self):
        """Without Inventory, Manufacturing and Purchase their providers are silent."""
        absent = {
            model for model in ("stock.quant", "mrp.bom") if model not in self.env
        }
        facts = self.measure()["lines"][0]["facts"]
        if "stock.quant" in absent:
            self.assertNotIn("free", facts)
            self.assertFalse(self.create_order()._measure_availability(0))
        if "mrp.bom" in absent:
            self.assertNotIn("recipe", facts)

    def test_another_addon_adds_a_fact_in_thirty_lines(self):
        root = Path(__file__).parents[2]
        lines = (root / PROVIDER).read_text().splitlines()
        self.assertLess(len(lines), 30)
        self.product.weight = 2.5
        self.assertEqual(self.get_fact("weight")["value"], 2.5)
        review = self.submit(self.create_order())
        html = self.read_facts(review, self.reviewers["sales"])
        self.assertIn("weight", html)
        self.assertIn("2.5 kg", html)

    def test_frozen_when_submitted_and_compared_with_today(self):
        self.sell(80)
        order = self.create_order()
        review = self.submit(order)
        kept = review.facts
        self.assertTrue(kept["measured"])
        fingerprint = review.fingerprint
        self.sell(90, BEFORE + timedelta(days=5))
        html = self.read_facts(review, self.reviewers["sales"])
        self.assertIn("$\xa080.00", html)
        self.assertIn("today $\xa090.00", html)
        self.assertEqual(self.as_admin(review).facts, kept)
        self.assertEqual(review.order_id.content_fingerprint, fingerprint)
        self.assertEqual(review.order_id.review_state, "in_review")

    def test_a_closed_review_shows_what_was_measured_alone(self):
        self.sell(80)
        review = self.approve(self.create_order())
        self.sell(90, BEFORE + timedelta(days=5))
        html = self.read_facts(review, self.reviewers["sales"])
        self.assertIn("$\xa080.00", html)
        self.assertNotIn("today", html)

    def test_quotation_shows_the_same(self):
        self.sell(80)
        order = self.create_order()
        self.assertFalse(order.review_facts_html)
        action = order.action_view_facts()
        sheet = self.env[action["res_model"]].with_user(self.salesman)
        self.assertIn("80.00", sheet.browse(action["res_id"]).facts_html)
        self.submit(order)
        self.env.invalidate_all()
        self.assertIn("80.00", order.with_user(self.salesman).review_facts_html)

    def test_worst_line_comes_first_and_eight_are_shown(self):
        self.product.daily_capacity = 1
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": 1000})
            for product in (
                *(self.create_product(f"Fine {number}") for number in range(9)),
                self.product,
            )
        ]
        review = self.submit(self.create_order(order_line=lines))
        html = self.read_facts(review, self.reviewers["production"])
        self.assertLess(html.index("Desk"), html.index("Fine 0"))
        self.assertIn("all 10", html)
        self.assertLess(html.index("Fine 6"), html.index("<details"))
        self.assertGreater(html.index("Fine 7"), html.index("<details"))

    def test_own_facts_are_bold_and_figures_link_for_those_who_may_go_there(self):
        self.sell(80)
        review = self.submit(self.create_contract())
        bold = 'class="o_cr_fact o_cr_fact_own"'
        own = self.read_facts(review, self.reviewers["sales"])
        other = self.read_facts(review, self.reviewers["procurement"])
        self.assertIn(bold, own)
        self.assertNotIn(bold, other)
        self.assertNotIn("sale_order_line_action_of_product", own)
        salesman = self.read_facts(review, self.salesman)
        self.assertIn("sale_order_line_action_of_product", salesman)

    def test_margin_is_for_those_who_may_see_it_on_the_order(self):
        review = self.submit(self.create_order())
        self.assertIn(
            "50\xa0%", self.read_facts(review, self.salesman).replace(" %", "\xa0%")
        )
        for user in (*self.reviewers.values(), self.auditor, self.manager):
            with self.subTest(user=user.login):
                self.assertNotIn("margin", self.read_facts(review, user))

    def test_nobody_reads_or_writes_what_is_kept(self):
        review = self.submit(self.create_order())
        for user in (self.salesman, self.general_manager, self.manager):
            with self.subTest(user=user.login):
                own = review.with_user(user)
                self.assert_refused(own.read, ["facts"], error=AccessError)
                self.assert_refused(own.write, {"facts": {}}, error=AccessError)
        self.assertTrue(self.as_admin(review).facts["lines"])

    def test_portal_users_and_other_companies_see_none_of_it(self):
        order = self.create_order(access_token="x")
        review = self.submit(order)
        portal = self.create_user("rw_portal", "base.group_portal")
        portal.partner_id.parent_id = self.customer
        other = self.create_company("Other Works")
        stranger = self.create_user(
            "rw_stranger", "customer_review.group_auditor", company=other
        )
        for user in (portal, stranger):
            with self.subTest(user=user.login):
                own = review.with_user(user)
                self.assert_refused(lambda own=own: own.facts_html, error=AccessError)
                self.assert_refused(
                    order.with_user(user).action_view_facts, error=Exception
                )
        self.assert_refused(
            lambda: order.with_user(portal).review_facts_html, error=AccessError
        )

    def test_a_sheet_is_opened_by_the_button_alone_and_read_by_its_reader(self):
        sheets = self.env["customer.review.fact.sheet"]
        for user in (self.salesman, self.manager):
            own = sheets.with_user(user)
            self.assert_refused(own.create, {"facts_html": "x"}, error=AccessError)
        action = self.create_order().action_view_facts()
        sheet = sheets.browse(action["res_id"])
        self.assert_refused(
            sheet.with_user(self.sales_manager).read, ["facts_html"], error=AccessError
        )

    def test_no_query_more_for_many_lines(self):
        def quote(number):
            products = [self.create_product(f"P{n}") for n in range(number)]
            lines = [
                Command.create({"product_id": one.id, "product_uom_qty": 1})
                for one in products
            ]
            return self.create_order(order_line=lines)

        def count(order):
            self.env.cr.flush()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            order.action_submit_review()
            self.env.cr.flush()
            return self.env.cr.sql_log_count - before

        warm, five, hundred = quote(5), quote(5), quote(100)
        count(warm)
        count_of_five = count(five)
        self.assertLessEqual(count(hundred), count_of_five)


class TestCredit(FactCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        accounts = cls.env["account.account"].with_company(cls.company)
        cls.receivable, cls.income = accounts.create(
            [
                {
                    "name": name,
                    "code": code,
                    "account_type": kind,
                    "company_ids": [Command.set(cls.company.ids)],
                }
                for name, code, kind in (
                    ("Receivable", "110000", "asset_receivable"),
                    ("Income", "400000", "income"),
                )
            ]
        )
        cls.journal = cls.env["account.journal"].create(
            {
                "name": "Invoices",
                "code": "RWI",
                "type": "sale",
                "company_id": cls.company.id,
                "default_account_id": cls.income.id,
            }
        )
        for partner in cls.customer:
            partner.with_company(
                cls.company
            ).property_account_receivable_id = cls.receivable

    def invoice(self, amount, due, kind="out_invoice", **vals):
        invoice = self.env["account.move"].create(
            {
                "move_type": kind,
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "journal_id": self.journal.id,
                "invoice_date": fields.Date.today() - timedelta(days=40),
                "invoice_date_due": fields.Date.today() + timedelta(days=due),
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Work",
                            "price_unit": amount,
                            "account_id": self.income.id,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
                **vals,
            }
        )
        invoice.action_post()
        return invoice

    def get_credit(self, order):
        order.action_measure_criteria()
        return self.as_admin(order).finding_ids.filtered(
            lambda finding: finding.criterion_id.code == "credit"
        )

    def test_overdue_turnover_and_what_is_owed_and_ordered(self):
        self.invoice(1000, due=-10)
        self.invoice(500, due=10)
        self.invoice(200, due=10, kind="out_refund")
        self.sell(80)
        order = self.create_order()  # 3 at 100
        self.assertEqual(self.get_fact("overdue", order)["value"], 1000)
        self.assertEqual(self.get_fact("overdue", order)["level"], "doubtful")
        self.assertEqual(self.get_fact("turnover", order)["value"], 1300)
        # 1000 + 500 - 200 owed, 80 ordered, 300 offered
        exposure = self.get_fact("exposure", order)
        self.assertEqual(exposure["value"], 1680)
        self.assertNotIn("of", exposure)

    def test_what_is_ordered_counts_in_company_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": 0.5,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "In euro", "currency_id": euro.id}
        )
        self.sell(100, pricelist_id=pricelist.id)
        order = self.create_order()
        self.assertEqual(self.get_fact("exposure", order)["value"], 200 + 300)

    def test_another_company_s_invoices_do_not_count(self):
        self.invoice(1000, due=-10)
        other = self.create_company("Other Works")
        self.env.user.company_ids += other
        order = (
            self.env["sale.order"]
            .with_company(other)
            .create(self.prepare_order(company_id=other.id, user_id=False))
        )
        self.assertEqual(self.get_fact("overdue", order)["value"], 0)

    def test_customer_overdue_is_a_finding_with_its_figures(self):
        order = self.create_order()
        self.assertFalse(self.get_credit(order))
        self.invoice(1000, due=-10)
        finding = self.get_credit(order)
        self.assertIn("1,000.00", finding.evidence)
        self.assertIn("overdue since", finding.evidence)
        self.assertEqual(finding.order_id.review_class, "special")
        finding.criterion_id.threshold = 1000
        self.assertFalse(self.get_credit(order))

    def test_customer_above_the_credit_limit_is_a_finding(self):
        self.company.account_use_credit_limit = True
        customer = self.customer.with_company(self.company)
        customer.credit_limit = 1300
        self.invoice(1000, due=10)
        order = self.create_order()  # 300 more are just allowed
        self.assertFalse(self.get_credit(order))
        self.assertEqual(self.get_fact("exposure", order)["of"], 1300)
        order.order_line.product_uom_qty = 4
        evidence = self.get_credit(order).evidence
        self.assertIn("1,400.00", evidence)
        self.assertIn("credit limit of $\xa01,300.00", evidence.replace("$ ", "$\xa0"))
        self.company.account_use_credit_limit = False
        self.assertFalse(self.get_credit(order))

    def test_department_that_owns_a_finding_answers_it(self):
        self.invoice(1000, due=-10)
        order = self.create_order()
        self.submit(order)
        question = "Overdue or above the limit: may we deliver?"
        check = self.get_line(order, "sales").check_ids.filtered("criterion_id")
        self.assertEqual(check.name, question)
        for code in ("quality", "procurement", "general_manager"):
            self.assertFalse(self.get_line(order, code).check_ids.criterion_id)
        own = check.with_user(self.reviewers["sales"])
        own.write({"answer": "no", "note": "Paid on Monday"})
        line = self.get_line(order, "sales").with_user(self.reviewers["sales"])
        refusal = self.assert_refused(line.action_accept)
        self.assertIn(question, refusal)
        form = order.sudo().review_id._prepare_form()
        [sales] = [one for one in form["departments"] if one["department"] == "Sales"]
        self.assertIn(question, [one["name"] for one in sales["checks"]])

    def test_who_answers_a_finding_is_a_setting(self):
        criterion = self.env.ref("customer_review.criterion_credit")
        criterion.department_id = self.department("quality")
        criterion.question = False
        self.invoice(1000, due=-10)
        order = self.create_order()
        self.submit(order)
        check = self.get_line(order, "quality").check_ids.filtered("criterion_id")
        self.assertEqual(
            check.name,
            "Customer overdue or above the credit limit: is it acceptable?",
        )
        self.assertFalse(self.get_line(order, "sales").check_ids.criterion_id)

    def test_a_dismissed_finding_asks_nothing(self):
        self.invoice(1000, due=-10)
        order = self.create_order()
        finding = self.get_credit(order)
        finding.with_user(self.sales_manager).sudo().dismiss_reason = "Paid today"
        self.submit(order)
        self.assertFalse(order.sudo().review_id.line_ids.check_ids.criterion_id)

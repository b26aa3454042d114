"""The printed form: all twelve parts, from the snapshot, for those who may read it."""

import base64
import io
import re
from datetime import datetime
from unittest.mock import patch

from lxml import html
from PIL import Image
from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_review.report.review import (
    customer_review_report,
    ir_actions_report,
)

from ..common import DEPARTMENTS, SIDE_BY_SIDE, ReviewCase, ReviewSetup

REPORT = "customer_review.report_review"
REPORT_NAME = "customer_review.report_review_form"
ORDER_REPORT = "customer_review.report_order_review"


def draw(colour="black", image_format="PNG"):
    """A picture to sign with."""
    picture = io.BytesIO()
    Image.new("RGB", (60, 20), colour).save(picture, image_format)
    return base64.b64encode(picture.getvalue())


def squeeze(text):
    return re.sub(r"\s+", " ", text)


class FormSetup(ReviewSetup):
    @classmethod
    def create_full_contract(cls, lines=10):
        """A special contract given by phone, with everything that a form can show."""
        products = cls.env["product.product"].create(
            [
                {"name": f"Bracket {i}", "default_code": f"BR-{i}", "list_price": 10.0}
                for i in range(lines)
            ]
        )
        contact = cls.env["res.partner"].create(
            {
                "name": "Douglas Fletcher",
                "parent_id": cls.customer.id,
                "phone": "+1 555 0101",
                "email": "douglas@example.com",
                "street": "77 Santa Barbara Rd",
                "city": "Pleasant Hill",
            }
        )
        order = cls.create_contract(
            partner_id=contact.id,
            order_line=[
                Command.create({"product_id": product.id, "product_uom_qty": 400})
                for product in products
            ],
            client_order_ref="PO 4711/26",
            contract_reference="LTA-2026-03",
            order_channel="phone",
            payment_term_id=cls.env.ref("account.account_payment_term_30days").id,
            packing_transport="Wooden crates, by truck",
            commitment_date=datetime(2026, 12, 12, 12),
            oral_caller="D. Fletcher",
            oral_taken_by_id=cls.salesman.id,
            oral_date=datetime(2026, 11, 20, 9, 5),
            oral_content="Brackets as last year",
            confirmed_by="Douglas F.",
            confirmed_on="2026-11-21",
            confirmed_how="letter",
            finding_ids=[
                Command.create(
                    {
                        "criterion_id": cls.env.ref(
                            "customer_review.criterion_new_product"
                        ).id,
                        "evidence": "A new tool is needed",
                    }
                )
            ],
            requirement_ids=[
                Command.create(
                    {
                        "name": "Salt spray test 480 h",
                        "source": "statutory",
                        "can_meet": "conditions",
                        "difference": "Tested to 240 h",
                        "resolution": "External laboratory",
                    }
                )
            ],
        )
        order.action_send_oral_confirmation()
        return order

    @classmethod
    def approve_with_condition(cls, order):
        """All accept, Technical with a condition that is then met."""
        review = order.sudo().review_id
        cls.decide(order, *(code for code in SIDE_BY_SIDE if code != "technical"))
        cls.decide(
            order,
            "technical",
            decision="conditional",
            comment="Once the laboratory is booked",
            conditions=[
                ("Book the laboratory", cls.reviewers["quality"], "2026-12-01")
            ],
        )
        review.condition_ids.with_user(cls.reviewers["quality"]).action_done()
        cls.decide(order, "general_manager", comment="Well prepared")
        return review

    def print_pdf(self, records, user=None, report=REPORT):
        """The printed form of the records, as a reader of its pages."""
        env = self.env(user=user or self.auditor)
        env = env(context={**env.context, "force_report_rendering": True})
        content, kind = env["ir.actions.report"]._render_qweb_pdf(report, records.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content))

    def read(self, pdf):
        return [squeeze(page.extract_text()) for page in pdf.pages]

    def print_text(self, records, user=None, report=REPORT, **context):
        """The text of the form as the engine gets it, without rendering a PDF."""
        env = self.env(user=user or self.auditor)
        env = env(context={**env.context, **context})
        page = env["ir.actions.report"]._render_qweb_html(report, records.ids)[0]
        main = html.fromstring(page.decode()).find(".//main")
        for style in main.xpath(".//style"):
            style.drop_tree()
        return squeeze(main.text_content())


@tagged("standard", "post_install", "-at_install")
class TestPrintedForm(FormSetup, HttpCase):
    """Rendered to PDF and read back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()

    def setUp(self):
        super().setUp()
        # what the paper shows has to come from bundles that are there already
        self.env["ir.qweb"]._pregenerate_assets_bundles()

    def test_all_twelve_parts_are_printed_on_one_page(self):
        order = self.create_full_contract(lines=10)
        review = self.submit(order)
        self.approve_with_condition(order)
        pages = self.read(self.print_pdf(review, self.salesman))
        self.assertEqual(len(pages), 2)
        self.assertIn(f"Annex to {review.name}: facts beside the decision", pages[1])
        for text in ("Bracket 9", "delivered before never", "overdue"):
            self.assertIn(text, pages[1])
        parts = {
            1: ("Contract (Order) Review Form", "QR-8.2-01", "A/0", "Page: 1 of 2"),
            2: (review.name, order.name, "Special contract", "Phone", "Circulation"),
            3: (
                *("Deco Addict", "Douglas Fletcher", "+1 555 0101", "PO 4711/26"),
                *("LTA-2026-03", "30 Days", "12/12/2026", "77 Santa Barbara Rd"),
                *("Wooden crates, by truck", "40,000.00 USD"),
            ),
            4: ("BR-0", "Bracket 0", "400", "Units", "10.00", "4,000.00", "BR-9"),
            5: (
                *("✕ New product development", "✕ Oral order"),
                *("Declared: A new tool is needed", "D. Fletcher"),
                *("Brackets as last year", "douglas@example.com"),
            ),
            6: (
                *("Salt spray test 480 h", "Statutory or regulatory"),
                *("With Conditions", "Tested to 240 h", "External laboratory"),
            ),
            7: (
                *("Sales", "Quality", "Technical", "Procurement", "Production"),
                *("Testing capability: Yes", "Once the laboratory is booked"),
                *(self.reviewers[code].name for code in SIDE_BY_SIDE),
            ),
            8: ("Book the laboratory", "12/01/2026", "Done"),
            9: ("✕ Accepted with conditions",),
            10: ("Well prepared", self.general_manager.name, "Letter", "11/21/2026"),
            11: ("First issue",),
            12: ("Prepared", "Checked", "Approved", "3 years", review.fingerprint),
        }
        for part, texts in parts.items():
            for text in texts:
                with self.subTest(part=part, text=text):
                    self.assertIn(text, pages[0])
        self.assertNotIn("NOT APPROVED", pages[0])

    def test_an_unapproved_form_says_so_across_each_page(self):
        order = self.create_full_contract(lines=120)
        review = self.submit(order)
        pages = self.read(self.print_pdf(review))
        self.assertGreater(len(pages), 2)
        for number, page in enumerate(pages, start=1):
            self.assertIn("IN REVIEW – NOT APPROVED", page)
            self.assertIn(f"Page: {number} of {len(pages)}", page)

    def test_several_forms_start_on_a_new_page_each(self):
        reviews = self.submit(self.create_order()) + self.submit(self.create_order())
        pages = self.read(self.print_pdf(reviews))
        self.assertEqual(len(pages), 4)
        for review, page in zip(reviews, pages[::2], strict=True):
            self.assertIn(review.name, page)
            self.assertIn("Page: 1 of 2", page)

    def test_a_thousand_lines_are_all_printed(self):
        line = {"product_id": self.product.id, "product_uom_qty": 1}
        order = self.create_order(
            order_line=[
                Command.create({**line, "name": f"Position <{i}>"}) for i in range(1000)
            ]
        )
        text = " ".join(self.read(self.print_pdf(self.submit(order))))
        for number in (0, 499, 999):
            self.assertIn(f"Position <{number}>", text)

    def test_an_engine_without_running_headers_prints_the_whole_form(self):
        reviews = self.submit(self.create_order()) + self.submit(self.create_order())
        plain = customer_review_report._wkhtml()._replace(is_patched_qt=False)
        with (
            patch.object(customer_review_report, "_wkhtml", lambda: plain),
            patch.object(ir_actions_report, "_wkhtml", lambda: plain),
        ):
            pages = self.read(self.print_pdf(reviews))
        self.assertEqual(len(pages), 4)
        for review, page in zip(reviews, pages[::2], strict=True):
            for text in ("Contract (Order) Review Form", "QR-8.2-01", review.name):
                self.assertIn(text, page)
            self.assertIn("QR-8.2-01, revision A/0. Retention: 3 years", page)

    def test_the_address_of_the_form_asks_for_reading_rights(self):
        review = self.submit(self.create_order())
        new_test_user(self.env, "portal_stranger", "base.group_portal")
        self.env.flush_all()
        for login in ("rw_nobody", "portal_stranger"):
            self.authenticate(login, login)
            for kind in ("pdf", "html", "text"):
                for report in (REPORT, REPORT_NAME):
                    with (
                        self.subTest(login=login, kind=kind, report=report),
                        mute_logger("odoo.http", "odoo.addons.base.models.ir_rule"),
                    ):
                        url = f"/report/{kind}/{report}/{review.id}"
                        response = self.url_open(url)
                        self.assertEqual(response.status_code, 403)
                        self.assertNotIn(review.name, response.text)
        self.authenticate("rw_auditor", "rw_auditor")
        response = self.url_open(f"/report/pdf/{REPORT}/{review.id}")
        self.assertEqual(response.status_code, 200)
        self.assertIn(review.name, response.text)


class TestForm(FormSetup, ReviewCase):
    """What stands on the form."""

    def test_the_form_is_about_what_was_submitted_whatever_became_of_it(self):
        order = self.create_full_contract(lines=1)
        review = self.submit(order)
        self.approve_with_condition(order)
        before = self.print_text(review, self.salesman)
        order = self.as_admin(order).sudo()
        product = order.order_line.product_id
        product.write({"name": "Renamed", "default_code": "NEW"})
        order.partner_id.name = self.customer.name = "Renamed"
        order.payment_term_id.name = "Renamed"
        product.uom_id.name = "Renamed"
        self.department("quality").name = "Renamed"
        self.department("quality").item_ids.name = "Renamed"
        self.env["customer.review.criterion"].search([]).name = "Renamed"
        for reviewer in self.reviewers.values():
            reviewer.name = "Renamed"
        self.company.name = "Renamed"
        self.env.ref("customer_review.form_control_order").write(
            {
                "number": "Renamed",
                "revision": "Renamed",
                "retention_years": 99,
                "distribution": "Renamed",
            }
        )
        self.env.invalidate_all()
        after = self.print_text(review, self.salesman)
        time = re.compile(r"Printed [^ ]+ [^ ]+ by")
        self.assertEqual(time.sub("", after), time.sub("", before))

    def test_it_is_printed_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["customer.review.department"].with_context(lang="fr_FR").search(
            [("code", "=", "quality")]
        ).name = "Qualité"
        order = self.create_full_contract(lines=1)
        review = self.submit(order)
        self.auditor.lang = "fr_FR"
        text = self.print_text(review)
        self.assertIn("Qualité", text)
        self.assertIn("12/12/2026", text)
        self.assertIn("4 000,00 USD", text)
        self.assertIn("Quality", self.print_text(review, self.salesman))

    def test_times_are_the_readers(self):
        with self.at("2026-11-23 22:30:00"):
            review = self.submit(self.create_order())
        self.auditor.tz = "Asia/Shanghai"
        self.assertIn("11/24/2026 06:30", self.print_text(review))
        self.salesman.tz = "America/New_York"
        self.assertIn("11/23/2026 17:30", self.print_text(review, self.salesman))

    def test_confidential_figures_are_printed_only_for_who_may_see_them(self):
        self.product.standard_price = 99
        order = self.create_order()
        review = self.submit(order)
        secret = "1.0 % margin"
        self.assertIn(secret, str(review.sudo().confidential))
        for user in (self.reviewers["quality"], self.auditor):
            for text in (
                self.print_text(review, user),
                review.with_user(user).content_html,
                review.with_user(user).sudo().content_html,
            ):
                self.assertNotIn(secret, text)
                self.assertIn(
                    "Below the company's floor", str(text).replace("&#39;", "'")
                )
        for text in (
            self.print_text(review, self.salesman),
            review.with_user(self.salesman).content_html,
        ):
            self.assertIn(secret, text)

    def test_a_salesman_who_cannot_open_the_order_sees_no_confidential_figures(self):
        self.product.standard_price = 99
        review = self.submit(self.create_order())
        colleague = self.create_user(
            "rw_colleague",
            "sales_team.group_sale_salesman",
            "customer_review.group_quality",
        )
        self.assertNotIn("1.0 %", review.with_user(colleague).content_html)

    def test_a_reviewer_without_sales_rights_sees_what_is_reviewed(self):
        review = self.submit(self.create_full_contract(lines=1))
        text = review.with_user(self.reviewers["quality"]).content_html
        for shown in ("BR-0", "4,000.00", "Deco Addict", "Salt spray test 480 h"):
            self.assertIn(shown, text)

    def test_what_people_wrote_is_escaped(self):
        attack = "<script>alert(1)</script>"
        order = self.create_order(
            client_order_ref=attack, packing_transport=attack, note=attack
        )
        order.order_line.name = attack
        self.customer.name = attack
        review = self.submit(order)
        self.decide(order, "sales", comment=attack, decision="rejected")
        page = self.env["ir.actions.report"]._render_qweb_html(REPORT, review.ids)[0]
        self.assertNotIn(attack, page.decode())
        self.assertNotIn(attack, review.content_html)
        self.assertGreater(self.print_text(review).count(attack), 4)

    def test_a_dismissed_criterion_is_printed_with_reason_and_person(self):
        self.product.standard_price = 99
        order = self.create_order()
        order.action_measure_criteria()
        findings = order.finding_ids.with_user(self.sales_manager)
        findings.dismiss_reason = "Strategic customer"
        review = self.submit(order)
        self.assertIn(
            f"dismissed by {self.sales_manager.name}: Strategic customer",
            self.print_text(review),
        )
        boxes = review._get_form_boxes(review.content)
        self.assertFalse([box for box in boxes if box["ticked"]])
        self.assertGreaterEqual(len(boxes), 5)

    def test_each_state_but_approved_stands_across_the_form(self):
        order = self.create_order()
        review = self.submit(order)
        self.assertIn("IN REVIEW – NOT APPROVED", self.print_text(review))
        self.decide(order, "sales")
        self.assertIn("PENDING APPROVAL – NOT APPROVED", self.print_text(review))
        self.decide(order, "general_manager")
        self.assertNotIn("NOT APPROVED", self.print_text(review))
        order.client_order_ref = "changed"
        self.assertIn("SUPERSEDED – NO LONGER VALID", self.print_text(review))
        second = self.submit(order)
        order.with_user(self.salesman).action_withdraw_review("Not needed")
        self.assertIn("WITHDRAWN – NOT APPROVED", self.print_text(second))
        self.env.invalidate_all()
        third = self.submit(order)
        self.decide(order, "sales", decision="rejected", comment="Too cheap")
        text = self.print_text(third)
        self.assertIn("REFUSED – NOT APPROVED", text)
        self.assertIn("✕ Not accepted", text)
        self.assertIn("Too cheap", text)

    def test_the_conclusion_is_ticked(self):
        order = self.create_order()
        review = self.submit(order)
        self.assertNotRegex(self.print_text(review), r"✕ (Acc|Not acc)")
        self.decide(order, "sales", "general_manager")
        self.assertIn("✕ Accepted ", self.print_text(review))

    def test_changes_of_every_revision_are_printed(self):
        order = self.create_order()
        self.approve(order)
        order.order_line.product_uom_qty = 7
        review = self.submit(order)
        text = self.print_text(review)
        self.assertRegex(text, r"Desk / Quantity: 3 → 7")
        self.assertIn("First issue", text)
        self.assertIn(self.general_manager.name, text)
        first = order.sudo().customer_review_ids - review
        self.assertNotIn("3 → 7", self.print_text(first))

    def test_a_deputy_signs_for_the_responsible(self):
        deputy = self.create_user("rw_deputy", "customer_review.group_user")
        department = self.department("sales").with_company(self.company)
        department.write(
            {"user_id": self.reviewers["sales"].id, "deputy_id": deputy.id}
        )
        order = self.create_order()
        review = self.submit(order)
        self.get_line(order, "sales").with_user(deputy).action_accept()
        deputy.name = self.reviewers["sales"].name = "Renamed"
        self.assertIn("rw_deputy for rw_sales", self.print_text(review))

    def test_orders_with_no_line_or_negative_ones_are_printed(self):
        empty = self.submit(self.create_order(order_line=[]))
        self.assertIn("No products", self.print_text(empty))
        order = self.create_order(quantity=-2)
        order.order_line.create(
            {"order_id": order.id, "display_type": "line_section", "name": "Returns"}
        )
        text = self.print_text(self.submit(order))
        self.assertIn("-200.00", text)
        self.assertIn("Returns", text)

    def test_amounts_are_in_the_orders_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.env["product.pricelist"].create(
            {"name": "Euro", "currency_id": euro.id, "company_id": self.company.id}
        )
        order = self.create_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 12.3456
        text = self.print_text(self.submit(order))
        self.assertIn("EUR", text)
        self.assertIn(f"{order.order_line.price_unit:g}", text)

    def test_the_orders_form_is_that_of_its_current_review(self):
        order = self.create_order()
        self.submit(order)
        order.client_order_ref = "changed"
        review = self.submit(order)
        text = self.print_text(order, self.salesman, report=ORDER_REPORT)
        self.assertIn(review.name, text)
        self.assertRegex(text, r"Revision ?2")
        action = order.with_user(self.salesman).action_print_review()
        self.assertEqual(action["context"]["active_ids"], review.ids)
        binding = self.env["ir.actions.actions"].get_bindings("sale.order")["report"]
        report = self.env.ref(ORDER_REPORT)
        self.assertIn(report.id, [action["id"] for action in binding])

    def test_an_order_that_was_not_submitted_has_no_form(self):
        order = self.create_order()
        message = self.assert_refused(
            self.print_text, order, self.salesman, report=ORDER_REPORT
        )
        self.assertIn("Submit", message)

    def test_the_orders_form_asks_for_reading_rights(self):
        order = self.create_order()
        self.submit(order)
        for user in (self.nobody, self.reviewers["quality"]):
            with self.assertRaises(AccessError):
                self.print_text(order, user, report=ORDER_REPORT)

    def test_another_companys_form_is_not_printed(self):
        other = self.create_company("Other")
        stranger = self.create_user(
            "rw_stranger", "customer_review.group_auditor", company=other
        )
        review = self.submit(self.create_order())
        with self.assertRaises(AccessError):
            self.print_text(review, stranger, allowed_company_ids=other.ids)

    def test_all_departments_print_in_their_order(self):
        order = self.create_contract()
        review = self.submit(order)
        self.decide(order, *reversed(SIDE_BY_SIDE))
        form = review._prepare_form()
        self.assertEqual(
            [opinion["department"] for opinion in form["departments"]],
            ["Sales", "Quality", "Technical", "Procurement", "Production"],
        )
        self.assertEqual(len(form["final"]), 1)
        self.assertEqual(len(DEPARTMENTS), 6)


class TestSignature(FormSetup, ReviewCase):
    """Drawn signatures: whose they are, and that a form keeps them."""

    def test_the_form_keeps_the_signature_and_name_of_the_moment(self):
        quality = self.reviewers["quality"]
        quality.with_user(quality).review_signature = draw("black")
        order = self.create_contract()
        review = self.submit(order)
        self.decide(order, "quality", "technical")
        line = self.get_line(order, "quality")
        kept = line.signature
        self.assertTrue(kept)
        self.assertFalse(self.get_line(order, "technical").signature)
        quality.write({"review_signature": draw("red"), "name": "Married"})
        self.assertEqual(self.as_admin(line).signature, kept)
        self.assertEqual(line.signed_name, "rw_quality")
        opinion = line._prepare_form_opinion({})
        self.assertTrue(opinion["signature"].startswith("data:image/png;base64,"))
        self.assertEqual(opinion["signer"], "rw_quality")
        self.assertIn("rw_quality", self.print_text(review))

    def test_nobody_sets_the_signature_of_an_opinion(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales")
        for name, value in (("signature", draw()), ("signed_name", "Somebody")):
            for user in (self.reviewers["sales"], self.manager, self.env.user):
                with self.subTest(name=name, user=user.login):
                    self.assert_refused(
                        line.with_user(user).sudo().write,
                        {name: value},
                        error=AccessError,
                    )
        self.assertRecordValues(
            self.as_admin(line), [{"signature": False, "signed_name": False}]
        )

    def test_a_person_sets_and_reads_only_the_own_signature(self):
        quality, sales = self.reviewers["quality"], self.reviewers["sales"]
        own = quality.with_user(quality)
        own.write({"review_signature": draw()})
        self.assertTrue(own.read(["review_signature"])[0]["review_signature"])
        foreign = quality.with_user(sales)
        self.assert_refused(
            foreign.write, {"review_signature": draw("red")}, error=AccessError
        )
        with self.assertRaises(AccessError):
            foreign.read(["review_signature"])

    def test_a_signature_is_a_picture_that_every_engine_prints(self):
        quality = self.reviewers["quality"]
        with self.assertRaises(ValidationError):
            quality.review_signature = draw(image_format="GIF")
            self.env.flush_all()

    def test_engine_fields_of_every_class_of_a_model_are_guarded(self):
        fields = self.env["sale.order"]._get_engine_fields()
        self.assertLessEqual({"review_state", "oral_sent_on"}, fields)
        fields = self.env["customer.review.line"]._get_engine_fields()
        self.assertLessEqual({"decision", "signature", "signed_name"}, fields)

"""What is printed of a change, and sent to the departments."""

import io
import re
from unittest.mock import patch

from pypdf import PdfReader

from odoo.exceptions import AccessError
from odoo.tools import html2plaintext, mute_logger

from .common import ChangeCase

NOTICE = "odoo.addons.customer_review.models.change.customer_order_change_notice"


class TestChangeNotice(ChangeCase):
    def setUp(self):
        super().setUp()
        self.change = self.request_quantity(5)
        self.estimate(self.change, loss_bearer="customer", loss_amount=40)

    def print_text(self, report, record, user=None):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.salesman)
            ._render_qweb_html(f"customer_review.{report}", record.ids)
        )
        html = re.sub(r"<style.*?</style>", "", html.decode(), flags=re.DOTALL)
        return " ".join(html2plaintext(html).split())

    def test_the_notice_prints_what_was_approved(self):
        self.approve(self.change)
        self.product.name = "Renamed"
        text = self.print_text("report_change_notice", self.change)
        for part in (
            "Order Change Notice",
            "QR-8.2-04",
            self.change.name,
            self.order.name,
            "J. Meyer",
            "More pumps are built",
            "Desk / Quantity",
            "3 5",
            "40.00, The customer",
            "rw_general_manager",
            "Acknowledged by",
        ):
            self.assertIn(part, text)
        self.assertNotIn("NOT APPLIED", text)
        self.assertNotIn("margin", text)

    def test_the_notice_on_paper(self):
        self.approve(self.change)
        reports = self.env["ir.actions.report"].with_user(self.salesman)
        with self.allow_pdf_render():
            content, _kind = reports.with_context(
                force_report_rendering=True
            )._render_qweb_pdf("customer_review.report_change_notice", self.change.ids)
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        for part in (
            "Order Change Notice",
            self.change.name,
            "Desk / Quantity",
            "40.00, The customer",
            "rw_production",
            "rw_general_manager",
            self.change.sudo().review_id.fingerprint,
        ):
            self.assertIn(part, text)

    def test_the_review_form_of_a_change(self):
        review = self.submit(self.change)
        text = self.print_text("report_review", review)
        for part in ("Order Change Review", "Desk / Quantity", "Difference", "Impact"):
            self.assertIn(part, text)

    def test_the_orders_form_lists_its_changes(self):
        self.approve(self.change)
        review = self.as_admin(self.order).review_id
        text = self.print_text("report_review", review)
        self.assertIn(self.change.name, text)
        self.assertIn("Desk / Quantity: 3 → 5", text)

    def test_the_notice_is_sent_to_every_department_concerned(self):
        self.approve(self.change)
        self.assertFalse(self.change.date_notified)
        self.run_cron("customer.order.change", "_cron_send_notices")
        self.assertTrue(self.change.date_notified)
        message = self.get_notice()
        partners = [
            self.reviewers[code].partner_id
            for code in ("sales", "procurement", "production")
        ]
        self.assertLessEqual(
            set(partners), set(message.notified_partner_ids or message.partner_ids)
        )
        self.assertEqual(len(message.attachment_ids), 1)

    def get_notice(self):
        return self.env["mail.message"].search(
            [
                ("model", "=", "customer.order.change"),
                ("res_id", "=", self.change.id),
                ("message_type", "=", "user_notification"),
                ("subject", "ilike", "Notice"),
            ]
        )

    @mute_logger(NOTICE)
    def test_a_broken_pdf_engine_undoes_nothing(self):
        reports = type(self.env["ir.actions.report"])
        with patch.object(reports, "_render_qweb_pdf", side_effect=OSError("broken")):
            self.approve(self.change)
            self.run_cron("customer.order.change", "_cron_send_notices")
        self.assertEqual(self.as_admin(self.change).state, "applied")
        self.assertTrue(self.get_notice())
        self.assertFalse(self.get_notice().attachment_ids)

    @mute_logger(NOTICE)
    def test_a_broken_mail_undoes_nothing_and_stops_no_other(self):
        changes = type(self.env["customer.order.change"])
        self.approve(self.change)
        with patch.object(changes, "message_notify", side_effect=OSError("broken")):
            self.run_cron("customer.order.change", "_cron_send_notices")
        self.assertEqual(self.as_admin(self.change).state, "applied")
        self.assertTrue(self.change.date_notified)

    def test_only_those_who_read_the_change_print_it(self):
        self.approve(self.change)
        self.assert_refused(
            self.print_text,
            "report_change_notice",
            self.change,
            self.nobody,
            error=AccessError,
        )

import io

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged

from .common import ComplaintCase

INTERNAL = ("Seen on the photo", "Gauge 4711", "check all stock", "complaint_quality")


@tagged("standard", "post_install", "-at_install")
class TestComplaintForms(ComplaintCase, HttpCase):
    def print_form(self, name, complaints):
        """Return the text of the printed form."""
        with self.allow_pdf_render():
            pdf, _kind = (
                self.env["ir.actions.report"]
                .with_context(force_report_rendering=True)
                ._render_qweb_pdf(f"customer_review.{name}", complaints.ids)
            )
        return "\n".join(
            page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages
        )

    def close_with_everything(self):
        complaint = self.bring_to(
            "investigating", lot="L-77", qty_complained=3, is_safety=True
        )
        cause = self.env["customer.complaint.cause"].create(
            {"complaint_id": complaint.id, "name": "Worn tap", "category": "machine"}
        )
        action = self.env["customer.complaint.action"].create(
            {
                "complaint_id": complaint.id,
                "cause_id": cause.id,
                "name": "Change the tap each shift",
                "evidence": "Gauge 4711",
                "user_id": self.users["quality"].id,
            }
        )
        self.as_user("quality", action).action_done()
        self.as_user("handler", action).action_verify()
        self.as_user("general", complaint)._do_decide("agreed", "check all stock")
        self._bring_to_answered(complaint)
        complaint.write(
            {"verification_result": "effective", "verification_note": "Counted"}
        )
        complaint.action_verify()
        complaint.sudo()._do_settle("Contact")
        complaint.action_close()
        return complaint

    def test_the_handling_form_holds_every_part(self):
        complaint = self.close_with_everything()
        text = self.print_form("report_complaint", complaint)
        for part in (
            "Customer Complaint Handling Form",
            "QR-8.2-02",
            complaint.name,
            "1. Receipt",
            "L-77",
            "2. Assessment",
            "3. Containment",
            "4. Team and causes",
            "Worn tap",
            "5. Corrective and preventive actions",
            "Change the tap each shift",
            "6. Reply to the customer",
            "contact@customer.test",
            "7. Verification",
            "8. Disposition and cost",
            "9. Satisfaction and closure",
            "Settled",
            "10. Signatures",
            "complaint_general",
            "Retention",
            *INTERNAL,
        ):
            self.assertIn(part, text)

    def test_the_8d_report_leaves_out_what_is_internal(self):
        text = self.print_form("report_complaint_8d", self.close_with_everything())
        for part in ("8D Report", "D1 Team", "D8 Closure", "Worn tap", "Effective"):
            self.assertIn(part, text)
        for part in INTERNAL:
            self.assertNotIn(part, text)

    def test_several_are_printed_at_once(self):
        complaints = self.complain() | self.complain(subject="Second")
        text = self.print_form("report_complaint", complaints)
        self.assertIn("Thread damaged", text)
        self.assertIn("Second", text)
        self.assertIn("Received", text)

"""What people do in the browser with a complaint."""

from odoo.tests import HttpCase, tagged

from .common import ComplaintCase


@tagged("standard", "post_install", "-at_install")
class TestComplaintTours(ComplaintCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in cls.users.values():
            user.password = user.login
        cls.users["handler"].partner_id.email = "handler@company.test"

    def walk(self, tour, name, path):
        self.env.flush_all()
        self.start_tour(path, f"complaint_{tour}", login=self.users[name].login)
        self.env.invalidate_all()

    def test_from_the_portal_to_the_printed_form(self):
        self.walk("portal_new", "portal", "/my/complaints/new")
        complaint = self.env["customer.complaint"].search(
            [("company_id", "=", self.company.id)]
        )
        if not complaint:
            complaint = self.env["customer.complaint"].search([], limit=1)
        complaint = self.env["customer.complaint"].browse(complaint.id)
        complaint.is_safety = True
        form = f"/odoo/complaints/{complaint.id}"
        page = f"/my/complaints/{complaint.id}"
        self.walk("assess", "handler", form)
        self.assertEqual(complaint.report_state, "reported")
        for code in ("quality", "technical", "production"):
            self.walk("department_answer", code, "/odoo")
        self.assertEqual(complaint.state, "investigating")
        self.walk("decide", "general", form)
        self.assertEqual(complaint.report_state, "decided")
        self.walk("answer", "handler", form)
        self.walk("portal_settle_and_rate", "portal", page)
        self.assertEqual(complaint.customer_verdict, "settled")
        self.assertEqual(complaint.rating_last_value, 5)
        self.walk("verify_and_close", "handler", form)
        self.assertEqual(complaint.state, "closed")
        self.authenticate(self.users["handler"].login, self.users["handler"].login)
        printed = self.url_open(
            f"/report/html/customer_review.report_complaint/{complaint.id}"
        )
        self.assertIn("We found the cause", printed.text)
        self.assertIn("check all stock", printed.text)

    def test_an_unfounded_one(self):
        complaint = self.bring_to("acknowledged")
        self.walk("refuse", "handler", f"/odoo/complaints/{complaint.id}")
        self.assertEqual(complaint.sudo().state, "refused")

    def test_a_reopened_one(self):
        complaint = self.bring_to("closed")
        self.walk("portal_reopen", "portal", f"/my/complaints/{complaint.id}")
        self.assertEqual(complaint.sudo().state, "reopened")
        self.walk("reassess", "handler", f"/odoo/complaints/{complaint.id}")
        self.assertEqual(complaint.sudo().state, "assessed")

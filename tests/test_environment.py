"""The environment that bin/test makes has what the other tests rely on."""

from odoo.tests import HttpCase, TransactionCase, tagged


@tagged("standard", "post_install", "-at_install")
class TestEnvironment(TransactionCase):
    def test_addon_is_installed(self):
        module = self.env["ir.module.module"]._get("customer_review")
        self.assertEqual(module.state, "installed")

    def test_demo_data_is_there(self):
        self.assertTrue(self.env.ref("base.demo_company_1", raise_if_not_found=False) or self.env["ir.module.module"]._get("base").demo)

    def test_pdf_engine_prints_running_headers(self):
        report = self.env["ir.actions.report"]
        self.assertEqual(report.get_wkhtmltopdf_state(), "ok")


@tagged("standard", "post_install", "-at_install")
class TestBrowser(HttpCase):
    def test_browser_opens_the_web_client(self):
        self.browser_js("/odoo", "console.log('test successful')", login="admin")

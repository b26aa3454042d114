"""The environment has what the other tests rely on."""

from odoo.tests import HttpCase, TransactionCase, tagged


@tagged("standard", "post_install", "-at_install")
class TestEnvironment(TransactionCase):
    def test_addon_is_installed_with_demo_data(self):
        module = self.env["ir.module.module"]._get("customer_review")
        self.assertRecordValues(module, [{"state": "installed", "demo": True}])

    def test_demo_data_switches_no_feature_on(self):
        """Price lists would cost each order of the database more queries."""
        for group in ("product.group_product_pricelist", "base.group_multi_currency"):
            with self.subTest(group=group):
                self.assertFalse(self.env["res.groups"]._is_feature_enabled(group))

    def test_pdf_engine_can_print_running_headers(self):
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        self.assertEqual(state, "ok")


@tagged("standard", "post_install", "-at_install")
class TestBrowser(HttpCase):
    def test_browser_opens_the_web_client(self):
        self.browser_js("/odoo", "console.log('test successful')", login="admin")

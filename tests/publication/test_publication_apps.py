"""Beside the shop and the app that merges documents into quotations."""

from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..databases import OwnDatabase, get_addon_template

SCRIPT = Path(__file__).with_name("beside_apps.py")


@tagged("standard", "post_install", "-at_install")
class TestPublicationBesideApps(BaseCase):
    def test_customers_get_only_what_is_released(self):
        database = OwnDatabase(get_addon_template())
        self.addCleanup(database.drop)
        database.install("website_sale", "sale_pdf_quote_builder")
        shown = dict.fromkeys(("shop", "link", "address", "quotation"), True)
        hidden = dict.fromkeys(shown, False)
        self.assertEqual(
            database.shell(SCRIPT.read_text()),
            {"published": shown, "withdrawn": hidden},
        )

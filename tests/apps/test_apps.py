"""Apps that come in after the addon: each in a copy of the addon's database.

Submit, approve, confirm, deliver and invoice, as real roles; see ``flow.py``. A class
for each, so that the workers of bin/test share them.
"""

from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..databases import OwnDatabase, get_addon_template

FLOW = Path(__file__).with_name("flow.py")
FACTS = Path(__file__).with_name("facts.py")


class BesideApp:
    app = None

    def test_flow_of_an_order(self):
        database = OwnDatabase(get_addon_template())
        self.addCleanup(database.drop)
        with self.subTest(f"{self.app} is installed after the addon"):
            database.install(self.app)
        with self.subTest(f"the flow of an order beside {self.app}"):
            result = database.shell(FLOW.read_text(), APP=self.app)
            self.assertEqual(result, "invoiced")


@tagged("standard", "post_install", "-at_install")
class TestBesideCrm(BesideApp, BaseCase):
    app = "crm"


@tagged("standard", "post_install", "-at_install")
class TestBesideStock(BesideApp, BaseCase):
    app = "sale_stock"


@tagged("standard", "post_install", "-at_install")
class TestBesideManufacturing(BesideApp, BaseCase):
    app = "sale_mrp"


@tagged("standard", "post_install", "-at_install")
class TestBesideRepair(BesideApp, BaseCase):
    app = "repair"


@tagged("standard", "post_install", "-at_install")
class TestBesideDelivery(BesideApp, BaseCase):
    app = "stock_delivery"


@tagged("standard", "post_install", "-at_install")
class TestBesideExpenses(BesideApp, BaseCase):
    app = "sale_expense"


@tagged("standard", "post_install", "-at_install")
class TestBesideLoyalty(BesideApp, BaseCase):
    app = "sale_loyalty"


@tagged("standard", "post_install", "-at_install")
class TestBesideWebShop(BesideApp, BaseCase):
    app = "website_sale"


@tagged("standard", "post_install", "-at_install")
class TestBesideCollection(BesideApp, BaseCase):
    app = "website_sale_collect"


@tagged("standard", "post_install", "-at_install")
class TestBesidePointOfSale(BesideApp, BaseCase):
    app = "pos_sale"


@tagged("standard", "post_install", "-at_install")
class TestFactsOfApps(BaseCase):
    """What the reviewers are told where stock is kept, goods are made and bought."""

    apps = ("sale_mrp", "purchase_mrp")

    def test_facts_are_right_and_cheap(self):
        database = OwnDatabase(get_addon_template())
        self.addCleanup(database.drop)
        database.install(*self.apps)
        five, hundred = database.shell(FACTS.read_text())["queries"]
        self.assertLessEqual(hundred, five)

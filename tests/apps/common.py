"""Cases in a database in which further apps are installed beside the addon."""

import atexit
import functools
from unittest.mock import patch

from odoo import Command
from odoo.modules.registry import Registry
from odoo.tests import common, get_db_name
from odoo.tools import config

from ..change.common import ChangeCase
from ..databases import OwnDatabase, get_addon_template

APPS = ("sale_stock", "sale_mrp", "purchase_stock", "sale_purchase")


@functools.cache
def get_database(*apps):
    """Return a database with these apps: made once, dropped in the end."""
    name = get_db_name()
    if set(apps) <= set(Registry(name)._init_modules):
        return name  # bin/test was told to install them
    database = OwnDatabase(get_addon_template())
    atexit.register(database.drop)
    database.install(*apps)
    # Where tests run, Odoo takes those of each module that it loads for its own.
    with patch.object(config, "options", config.options.new_child()):
        config["test_enable"] = False
        Registry(database.name)
    return database.name


class AppsCase(ChangeCase):
    """Orders of goods that are delivered, made and bought by Odoo."""

    apps = APPS

    @classmethod
    def setUpClass(cls):
        name = get_database(*cls.apps)
        cls.enterClassContext(patch.object(common, "get_db_name", lambda: name))
        super().setUpClass()
        cls.warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.product.is_storable = True
        cls.other_product.is_storable = True
        cls.put_on_stock(cls.product | cls.other_product)

    @classmethod
    def put_on_stock(cls, products, quantity=1000):
        for product in products:
            cls.env["stock.quant"]._update_available_quantity(
                product, cls.warehouse.lot_stock_id, quantity
            )

    def confirm(self, quantity=10, **vals):
        self.order = self.create_confirmed(quantity=quantity, **vals)
        self.line = self.order.order_line
        self.order = self.as_admin(self.order)
        return self.order

    def change(self, quantity, line=None, **vals):
        """Ask for another quantity of a line."""
        values = {
            "order_line_id": (line or self.line).id,
            "product_uom_qty": quantity,
        }
        return self.request(self.order, [values], loss_bearer="none", **vals)

    def apply(self, change):
        """Take a change through its review; it must come into the order."""
        self.approve(change)
        change = self.as_admin(change)
        self.assertTrue(change.date_applied, change.apply_error)
        return change

    def change_to(self, quantity, line=None, **vals):
        return self.apply(self.change(quantity, line, **vals))

    def ship(self, pickings, quantity=None, backorder=True):
        """Validate transfers as the warehouse does."""
        pickings.action_assign()
        for move in pickings.move_ids.filtered(lambda one: one.state != "cancel"):
            move.quantity = move.product_uom_qty if quantity is None else quantity
            move.picked = True
        pickings.with_context(
            skip_backorder=True,
            picking_ids_not_to_backorder=[] if backorder else pickings.ids,
        ).button_validate()
        self.env.flush_all()
        self.assertEqual(set(pickings.mapped("state")), {"done"})

    def get_open(self, order=None):
        order = self.as_admin(order or self.order)
        return order.picking_ids.filtered(
            lambda picking: picking.state not in ("done", "cancel")
        ).sorted("id")

    def get_moves(self, *states):
        """What moves of the order there are: (product, quantity, state)."""
        moves = self.as_admin(self.order).picking_ids.move_ids.sorted("id")
        return [
            (move.product_uom_qty, move.state)
            for move in moves
            if not states or move.state in states
        ]

    def get_tasks(self, record):
        """The to-dos that a change has given on a record."""
        activity_type = self.env.ref("customer_review.mail_activity_type_change")
        return self.as_admin(record).activity_ids.filtered(
            lambda one: one.activity_type_id == activity_type
        )

    def find_task(self, text):
        """The to-dos with such a summary, wherever they stand."""
        return self.env["mail.activity"].search([("summary", "ilike", text)])

    @classmethod
    def create_made(cls, name="Gear", **vals):
        """A product that is made to order."""
        route = cls.warehouse.manufacture_pull_id.route_id | cls.get_mto_route()
        product = cls.create_product(
            name, is_storable=True, route_ids=[Command.set(route.ids)], **vals
        )
        part = cls.create_product(f"Part of {name}", is_storable=True)
        cls.put_on_stock(part)
        cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "company_id": cls.company.id,
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 1})
                ],
            }
        )
        return product

    @classmethod
    def create_bought(cls, name="Bearing", **vals):
        """A product that is bought to order."""
        route = cls.warehouse.buy_pull_id.route_id | cls.get_mto_route()
        cls.vendor = cls.env["res.partner"].create({"name": "Vendor"})
        return cls.create_product(
            name,
            is_storable=True,
            route_ids=[Command.set(route.ids)],
            seller_ids=[Command.create({"partner_id": cls.vendor.id, "price": 5})],
            **vals,
        )

    @classmethod
    def create_kit(cls, name="Set", **vals):
        """A product that is delivered in parts: two bolts, one nut."""
        kit = cls.create_product(name, **vals)
        parts = cls.create_product("Bolt", is_storable=True)
        parts += cls.create_product("Nut", is_storable=True)
        cls.put_on_stock(parts)
        bom = cls.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "company_id": cls.company.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": quantity})
                    for part, quantity in zip(parts, (2, 1), strict=True)
                ],
            }
        )
        return kit, parts, bom

    @classmethod
    def get_mto_route(cls):
        route = cls.warehouse.mto_pull_id.route_id
        route.active = True
        return route

    def get_productions(self):
        return self.as_admin(self.order).stock_reference_ids.production_ids

    def get_purchases(self):
        return self.as_admin(self.order).stock_reference_ids.purchase_ids

"""A change is applied while the warehouse delivers, in two real transactions."""

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import Command, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tools import mute_logger

from ..change.common import ChangeCase
from ..common import ReviewSetup
from .common import APPS, get_database


@tagged("standard", "post_install", "-at_install")
class TestAtOnce(ReviewSetup, BaseCase):
    """All of this is committed, in a company that nobody else uses."""

    login_prefix = "ra"
    request = classmethod(ChangeCase.request.__func__)
    estimate = classmethod(ChangeCase.estimate.__func__)
    decide_departments = classmethod(ChangeCase.decide_departments.__func__)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_database(*APPS))
        cls.cr = cls.registry.cursor()
        cls.addClassCleanup(cls.cr.close)
        cls.env = api.Environment(cls.cr, api.SUPERUSER_ID, {})
        cls.set_up_review()
        cls.product.is_storable = True
        warehouse = cls.env["stock.warehouse"].search(
            [("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.product, warehouse.lot_stock_id, 1000
        )
        cls.cr.commit()
        cls.addClassCleanup(cls.leave)

    @classmethod
    def leave(cls):
        cls.cr.rollback()
        users = cls.env["res.users"].search([("company_id", "=", cls.company.id)])
        (users - cls.env.user).active = False
        cls.env.user.company_id = cls.env.ref("base.main_company")
        cls.env.user.company_ids = [Command.unlink(cls.company.id)]
        cls.company.name = "Removed"
        cls.cr.commit()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.cr.rollback)
        order = self.create_contract(quantity=10)
        self.approve(order)
        order.action_confirm()
        line = {"order_line_id": order.order_line.id, "product_uom_qty": 12}
        change = self.request(order, [line], loss_bearer="none")
        self.submit(change)
        self.decide_departments(change)
        self.commit()
        self.order, self.change = order.with_env(self.env), change.with_env(self.env)
        self.picking = self.order.picking_ids

    def begin(self, records, user):
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        cr.execute("SET LOCAL lock_timeout = '500ms'")
        env = api.Environment(cr, user.id, {"allowed_company_ids": self.company.ids})
        return records.with_env(env)

    def begin_approval(self):
        line = self.get_line(self.change, "general_manager")
        return self.begin(line, self.general_manager)

    def begin_delivery(self):
        return self.begin(self.picking, self.env.user)

    def restart(self, records):
        records.env.cr.rollback()
        records.env.invalidate_all()
        return records

    def commit(self):
        self.env.cr.commit()
        self.env.invalidate_all()

    def refresh(self):
        self.env.cr.rollback()
        self.env.invalidate_all()

    def deliver(self, picking):
        picking.move_ids.quantity = picking.move_ids.product_uom_qty
        picking.move_ids.picked = True
        picking.button_validate()
        picking.env.cr.flush()

    def assert_blocked(self, error, method, *args):
        with mute_logger("odoo.sql_db"), self.assertRaises(error):
            method(*args)
            self.env.cr.flush()

    def test_what_was_delivered_meanwhile_is_said(self):
        line, picking = self.begin_approval(), self.begin_delivery()
        line.mapped("decision")  # read before the delivery
        self.deliver(picking)
        picking.env.cr.commit()
        self.assert_blocked(SerializationFailure, line.action_accept)
        self.restart(line).action_accept()
        line.env.cr.commit()
        self.refresh()
        self.assertEqual(self.change.state, "approved")
        self.assertIn("delivered 0 → 10", self.change.apply_error)
        self.assertEqual(self.order.order_line.product_uom_qty, 10)
        self.assertEqual(self.order.picking_ids.mapped("state"), ["done"])

    def test_what_is_being_delivered_is_not_changed(self):
        line, picking = self.begin_approval(), self.begin_delivery()
        self.deliver(picking)
        line.action_accept()
        line.env.cr.commit()
        picking.env.cr.commit()
        self.refresh()
        self.assertIn("Somebody is changing", self.change.apply_error)
        self.assertEqual(self.order.order_line.product_uom_qty, 10)
        self.assertEqual(self.order.order_line.qty_delivered, 10)

    def test_a_delivery_waits_for_the_change_and_ships_it(self):
        line, picking = self.begin_approval(), self.begin_delivery()
        line.action_accept()
        line.env.cr.flush()
        self.assert_blocked(LockNotAvailable, self.deliver, picking)
        line.env.cr.commit()
        self.deliver(self.restart(picking))
        picking.env.cr.commit()
        self.refresh()
        self.assertTrue(self.change.date_applied, self.change.apply_error)
        self.assertEqual(self.order.order_line.qty_delivered, 12)
        self.assertEqual(self.order.picking_ids.mapped("state"), ["done"])

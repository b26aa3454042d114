from collections import defaultdict
from typing import Any, NamedTuple

from odoo import models
from odoo.tools import format_date


class Supply(NamedTuple):
    """What is made or bought for an order."""

    document: Any  # the manufacturing order or the purchase order
    source: Any  # the same, or the purchase order's line
    product: Any
    quantity: float  # in the product's unit
    pending: float  # the part of it that is not there yet


class SaleOrder(models.Model):
    """What is manufactured and purchased for an order.

    Read as superuser: a seller may see neither.
    """

    _inherit = "sale.order"

    def _is_supplied(self):
        """Return whether Odoo delivers, makes or buys what is ordered."""
        names = self.env["sale.order.line"]._fields
        return "move_ids" in names or "purchase_line_ids" in names

    def _get_supplies(self):
        """Return what is made or bought for the order, as a list of ``Supply``."""
        self.ensure_one()
        order = self.sudo()
        products = {product.id for product in order._get_demand()}
        return [
            *order._get_made(products),
            *order._get_bought(products),
        ]

    def _get_productions(self):
        """Return all manufacturing orders for the order, also of components."""
        references = "stock_reference_ids" in self._fields and self.stock_reference_ids
        if not references or "production_ids" not in references._fields:
            return []
        return references.production_ids.filtered(lambda one: one.state != "cancel")

    def _get_made(self, products):
        return [
            Supply(
                production,
                production,
                production.product_id,
                production.product_uom_qty,
                0.0 if production.state == "done" else production.product_uom_qty,
            )
            for production in self._get_productions()
            if production.product_id.id in products
        ]

    def _get_purchase_lines(self, products):
        """Return the lines of purchase orders that bring ``products`` for the order."""
        if "purchase.order.line" not in self.env:
            return []
        found = self.env["purchase.order.line"]
        lines = self.order_line
        if "purchase_line_ids" in lines._fields:
            found |= lines.purchase_line_ids
        if "move_ids" in lines._fields and "purchase_line_id" in (
            lines.move_ids._fields
        ):
            moves = lines.move_ids
            origins = moves.browse(moves._rollup_move_origs())
            found |= moves.created_purchase_line_ids | origins.purchase_line_id
            found |= self.stock_reference_ids.purchase_ids.order_line.filtered(
                lambda one: one.product_id.id in products
            )
        return found.filtered(lambda one: one.state != "cancel")

    def _get_bought(self, products):
        supplies = []
        for line in self._get_purchase_lines(products):
            quantity = line.product_uom_qty
            if "move_dest_ids" in line._fields:
                quantity -= sum(
                    move.product_qty
                    for move in line.move_dest_ids | line.move_ids.move_dest_ids
                    if move.state != "cancel" and not self._is_own_move(move)
                )
            received = line.product_uom_id._compute_quantity(
                line.qty_received, line.product_id.uom_id
            )
            pending = max(quantity - received, 0.0)
            supplies.append(
                Supply(line.order_id, line, line.product_id, quantity, pending)
            )
        return supplies

    def _is_own_move(self, move):
        return "sale_line_id" in move._fields and move.sale_line_id.order_id == self

    def _get_demand(self):
        """Return what the order takes, by product in its unit."""
        self.ensure_one()
        demand = defaultdict(float)
        for line in self.sudo().order_line:
            if line.display_type or not line.product_id:
                continue
            if line._is_moved() and not line._is_dropshipped():
                # of what was cancelled, nothing is taken, but something may come
                for product in line.move_ids.product_id:
                    demand[product] += 0.0
                for product, quantity in line._get_flows().items():
                    demand[product] += quantity
            else:
                demand[line.product_id] += line._get_needs(line.product_uom_qty)[
                    line.product_id
                ]
        return demand

    def _get_surplus(self, supplies, demand):
        """Return what is still to come without being needed, by product."""
        total, pending = defaultdict(float), defaultdict(float)
        for supply in supplies:
            total[supply.product] += supply.quantity
            pending[supply.product] += supply.pending
        surplus = {
            product: min(total[product] - demand[product], pending[product])
            for product in total
        }
        return {
            product: quantity
            for product, quantity in surplus.items()
            if product.uom_id.compare(quantity, 0) > 0
        }

    def _is_production_begun(self):
        """Return whether anything for the order is being made, or was."""
        self.ensure_one()
        return any(
            production.state in ("progress", "to_close", "done")
            or any(
                move.picked or move.state == "done" for move in production.move_raw_ids
            )
            for production in self.sudo()._get_productions()
        )

    def _get_supply_obstacles(self, products):
        """Return what forbids to order more of ``products``, as sentences.

        What was made or bought for more than is ordered now, Odoo would order again.
        """
        supplies = self._get_supplies()
        surplus = self._get_surplus(supplies, self._get_demand())
        return [
            self.env._(
                "%(product)s: %(documents)s brings %(quantity)g %(unit)s more than is"
                " ordered since the quantity was reduced, and all of it would be"
                " ordered again. Have that reduced or cancelled first.",
                product=product.display_name,
                documents=", ".join(
                    supply.document.name
                    for supply in supplies
                    if supply.product == product and supply.pending
                ),
                quantity=surplus[product],
                unit=product.uom_id.name,
            )
            for product in surplus
            if product in products
        ]

    def _get_supply_picture(self):
        """Return transfers, manufacturing and purchase orders as plain values.

        :return: dict by model and id of ``kind``, ``name``, ``type``, ``goods``
            (quantity by product), ``date`` and ``closed``
        """
        self.ensure_one()
        order = self.sudo()
        picture = {}
        if "move_ids" in order.order_line._fields:
            for picking in order.picking_ids:
                live = picking.move_ids.filtered(lambda move: move.state != "cancel")
                goods = defaultdict(float)
                for move in live:
                    goods[move.product_id.display_name] += move.product_uom_qty
                picture[picking._name, picking.id] = {
                    "kind": self.env._("Transfer"),
                    "name": picking.display_name,
                    "type": picking.picking_type_id.display_name,
                    "goods": dict(goods),
                    "date": format_date(self.env, picking.scheduled_date),
                    "closed": picking.state == "cancel",
                }
        for supply in order._get_supplies():
            is_made = supply.document._name == "mrp.production"
            known = picture.setdefault(
                (supply.document._name, supply.document.id),
                {
                    "kind": self.env._("Manufacturing")
                    if is_made
                    else self.env._("Purchase"),
                    "name": supply.document.display_name,
                    "type": self.env._("New"),
                    "goods": {},
                    "date": "",
                    "closed": False,
                },
            )
            goods, name = known["goods"], supply.product.display_name
            goods[name] = goods.get(name, 0.0) + supply.quantity
        return picture

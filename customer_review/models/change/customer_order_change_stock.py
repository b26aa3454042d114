from odoo import models
from odoo.exceptions import UserError


class CustomerOrderChange(models.Model):
    """What a change does to deliveries, manufacturing and purchases.

    Said before: what forbids it, what it touches now, and, tried out on submission,
    which transfers and orders come.
    """

    _inherit = "customer.order.change"

    def _get_stock_obstacles(self):
        """Return what of deliveries and supplies forbids the change, as sentences."""
        self.ensure_one()
        change = self.sudo()
        changed = {
            line.order_line_id: 0.0 if line.is_cancelled else line.product_uom_qty
            for line in change.line_ids.filtered("order_line_id")
            if line.order_line_id._is_moved()
        }
        changed = {
            source: quantity
            for source, quantity in changed.items()
            if source.product_uom_id.compare(quantity, source.product_uom_qty)
        }
        order = change.order_id
        kits = order.order_line._get_kits() if changed else {}
        reasons = []
        for source, quantity in changed.items():
            reasons += source._get_transfer_obstacles(quantity, kits.get(source))
        raised = {
            product
            for source, quantity in changed.items()
            if quantity > source.product_uom_qty
            for product in source._get_needs(1, kits.get(source))
        }
        raised |= set(change.line_ids.filtered(lambda line: line._is_new()).product_id)
        return reasons + (order._get_supply_obstacles(raised) if raised else [])

    def _get_stock_impact(self):
        """Return what of the changed lines is reserved, picked, made and bought.

        :return: rows of ``_get_impact_rows``
        """
        self.ensure_one()
        change = self.sudo()
        lines = change.line_ids.order_line_id
        products, rows = set(lines.product_id), []
        moved = lines.filtered(lambda line: line._is_moved())
        if moved:
            products |= set(moved.move_ids.product_id)
            for picking, moves in moved._get_way_moves().grouped("picking_id").items():
                text = self._get_picking_text(moves)
                rows.append(self._prepare_impact(self.env._("Delivery"), picking, text))
        for supply in change.order_id._get_supplies():
            if supply.product in products:
                rows.append(self._prepare_supply_row(supply))
        return rows

    def _get_picking_text(self, moves):
        picking = moves.picking_id
        unit = moves.product_id.uom_id[:1].name
        reserved = sum(moves.mapped("quantity"))
        if any(moves.mapped("picked")) or picking.printed:
            return self.env._(
                "is picked, packed or printed already: the warehouse must release it"
                " before less is ordered"
            )
        if reserved:
            return self.env._(
                "%(reserved)g %(unit)s are reserved, not shipped yet",
                reserved=reserved,
                unit=unit,
            )
        return self.env._("is open, nothing is reserved yet")

    def _prepare_supply_row(self, supply):
        values = {
            "quantity": supply.quantity,
            "unit": supply.product.uom_id.name,
            "product": supply.product.display_name,
        }
        if supply.source._name == "mrp.production":
            kind = self.env._("Manufacturing")
            text = {
                "progress": self.env._(
                    "%(quantity)g %(unit)s of %(product)s are work in progress",
                    **values,
                ),
                "done": self.env._(
                    "%(quantity)g %(unit)s of %(product)s are made", **values
                ),
            }.get(
                "progress"
                if supply.document.state == "to_close"
                else supply.document.state,
                self.env._(
                    "%(quantity)g %(unit)s of %(product)s are planned", **values
                ),
            )
        else:
            kind = self.env._("Purchase")
            text = (
                self.env._("%(quantity)g %(unit)s of %(product)s are ordered", **values)
                if supply.document.state == "purchase"
                else self.env._(
                    "%(quantity)g %(unit)s of %(product)s are about to be ordered",
                    **values,
                )
            )
        return self._prepare_impact(kind, supply.document, text)

    def _get_expected_rows(self):
        """Return which transfers and orders come, change or go: tried out, undone.

        :raise UserError: where the change could not be carried on
        """
        self.ensure_one()
        change = self.sudo()
        order = change.order_id
        if not order._is_supplied():
            return []
        before = order._get_supply_picture()
        savepoint = self.env.cr.savepoint()
        try:
            with order._being_applied():
                order._write_reviewed(change._prepare_order_vals())
                return change._compare_pictures(before, order._get_supply_picture())
        except UserError as error:
            return self._raise_errors({self: str(error)})
        finally:
            savepoint.close(rollback=True)

    def _compare_pictures(self, before, after):
        """Return the difference of two pictures as rows; see _get_supply_picture."""
        rows = []
        for key, now in after.items():
            old = before.get(key)
            if not old:
                text = self.env._("comes: %s", self._format_goods(now["goods"]))
            elif now["closed"] and not old["closed"]:
                text = self.env._("is cancelled")
            elif now["goods"] != old["goods"]:
                text = self.env._(
                    "changes from %(before)s to %(after)s",
                    before=self._format_goods(old["goods"]),
                    after=self._format_goods(now["goods"]),
                )
            elif now["date"] != old["date"]:
                text = self.env._(
                    "moves from %(before)s to %(after)s",
                    before=old["date"],
                    after=now["date"],
                )
            else:
                continue
            rows.append(
                {
                    "kind": now["kind"],
                    "name": now["name"] if old else now["type"],
                    "text": text,
                    "model": key[0],
                    "id": old and key[1],
                    "blocks": False,
                }
            )
        return rows

    def _format_goods(self, goods):
        return ", ".join(f"{quantity:g} {name}" for name, quantity in goods.items())

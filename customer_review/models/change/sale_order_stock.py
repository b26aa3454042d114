from odoo import Command, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Carries an applied change on to deliveries, and verifies that it got there."""

    _inherit = "sale.order"

    def _prepare_change_follow_up(self, vals):
        """Act before a change is written.

        :return: what has to be known afterwards, see :meth:`_follow_up_change`
        """
        self.ensure_one()
        lines = self.order_line
        before = {"quantities": {line.id: line.product_uom_qty for line in lines}}
        if "move_ids" not in lines._fields:
            return before
        ways = lines._get_way_moves()
        if address := vals.get("partner_shipping_id"):
            # Odoo leaves the old address, and empties it at the next quantity.
            ways.write({"partner_id": address})
            outgoing = ways.picking_id.filtered(
                lambda picking: picking.picking_type_code == "outgoing"
            )
            outgoing.write({"partner_id": address})
        closed = lines.move_ids.filtered(lambda move: move.state in ("done", "cancel"))
        return before | {
            "promised": {line.id: self._get_promised(line) for line in lines},
            "pickings": set(self.picking_ids.ids),
            "reserved": set(ways.filtered("quantity").ids),
            "deadlines": {move: move.date_deadline for move in closed},
            "waiting": set(self._get_unsupplied_moves().ids),
        }

    def _follow_up_change(self, vals, before):
        """Act after a change is written: carry it on to deliveries, and verify it.

        :param before: what :meth:`_prepare_change_follow_up` has returned
        :raise UserError: where a piece would be lost on the way
        """
        self.ensure_one()
        if "move_ids" not in self.order_line._fields:
            return
        self._reschedule_moves(before)
        kits = self.order_line._get_kits()
        changed = self.order_line.filtered(
            lambda line: (
                line._is_moved()
                and before["quantities"].get(line.id, 0.0) != line.product_uom_qty
            )
        )
        changed.filtered(
            lambda line: line._is_dropshipped() or line._get_gaps(kits.get(line))
        )._action_launch_stock_rule(previous_product_uom_qty=before["quantities"])
        self._link_supplies()
        self._reserve_again(before["reserved"])
        self.env.flush_all()
        self._check_change_arrived(changed, kits, before)

    def _get_promised(self, line):
        return self.commitment_date or line._expected_date()

    def _reschedule_moves(self, before):
        """Move open transfers with the promised date; what is done stays as it was."""
        moved = {}
        for line in self.order_line:
            old, new = before["promised"].get(line.id), self._get_promised(line)
            if old and old != new:
                for move in line._get_way_moves():
                    key = (new, move.date + (new - old))
                    moved[key] = moved.get(key, move.browse()) | move
        for (deadline, date), moves in moved.items():
            moves.write({"date": date, "date_deadline": deadline})
        for move, deadline in before["deadlines"].items():
            if move.date_deadline != deadline:
                move.write({"date_deadline": deadline})

    def _link_supplies(self):
        """Let new moves wait for the manufacturing order that has grown for them.

        Odoo raises the order but leaves the move waiting for ever.
        """
        lost = self._get_unsupplied_moves()
        if not lost:
            return
        made = {
            move.product_id: move
            for production in self._get_productions()
            if production.state != "done"
            for move in production.move_finished_ids
            if move.product_id == production.product_id and move.state != "cancel"
        }
        for move in lost:
            if source := made.get(move.product_id):
                move.write({"move_orig_ids": [Command.link(source.id)]})

    def _get_unsupplied_moves(self):
        """Return open moves that wait for a supply that they are not linked to."""
        moves = self.order_line._get_open_moves()
        bought = "created_purchase_line_ids" in moves._fields
        return moves.filtered(
            lambda move: (
                move.procure_method == "make_to_order"
                and not move.move_orig_ids
                and not (bought and move.created_purchase_line_ids)
            )
        )

    def _reserve_again(self, reserved):
        """Reserve anew what Odoo let go because less of it is ordered."""
        self.order_line._get_open_moves().filtered(
            lambda move: (
                move.id in reserved
                and not move.quantity
                and move.state in ("confirmed", "partially_available")
            )
        )._action_assign()

    def _check_change_arrived(self, changed, kits, before):
        """Raise UserError where deliveries and purchases are not what is ordered."""
        errors = [
            *self._get_quantity_errors(changed, kits),
            *self._get_transfer_errors(before),
            *self._get_purchase_errors(),
        ]
        if errors:
            raise UserError(
                self.env._(
                    "Odoo could not carry the change on, so nothing was changed. Have"
                    " it settled first, then apply the change:\n%s",
                    "\n".join(errors),
                )
            )

    def _get_quantity_errors(self, changed, kits):
        """Return where another quantity would be shipped than is ordered."""
        errors = []
        for line in changed:
            if line._is_dropshipped():
                continue
            for product, gap in line._get_gaps(kits.get(line)).items():
                errors.append(
                    self.env._(
                        "%(line)s: the deliveries would differ by %(gap)g %(unit)s of"
                        " %(product)s from what is ordered.",
                        line=line.product_id.display_name,
                        gap=-gap,
                        unit=product.uom_id.name,
                        product=product.display_name,
                    )
                )
            for move in line._get_way_moves():
                if move.product_uom.compare(move.quantity, move.product_uom_qty) > 0:
                    errors.append(
                        self.env._(
                            "%(line)s: %(transfer)s would ship %(quantity)g instead of"
                            " %(demand)g.",
                            line=line.product_id.display_name,
                            transfer=move.picking_id.name,
                            quantity=move.quantity,
                            demand=move.product_uom_qty,
                        )
                    )
        return errors

    def _get_transfer_errors(self, before):
        """Return transfers that come for no reason, or wait for ever."""
        errors = []
        for picking in self.picking_ids:
            from_customer = any(
                move.location_id._is_outgoing() for move in picking.move_ids
            )
            if picking.id not in before["pickings"] and from_customer:
                errors.append(
                    self.env._(
                        "A receipt would appear for goods that were never sent: %s.",
                        ", ".join(picking.move_ids.product_id.mapped("display_name")),
                    )
                )
        for move in self._get_unsupplied_moves():
            if move.id in before["waiting"]:
                continue
            errors.append(
                self.env._(
                    "%(product)s: %(transfer)s would wait for ever, because nothing is"
                    " made or bought for it.",
                    product=move.product_id.display_name,
                    transfer=move.picking_id.name,
                )
            )
        return errors

    def _get_purchase_errors(self):
        """Return purchases that would become negative."""
        return [
            self.env._(
                "%(product)s: the purchase %(purchase)s would become negative. Let"
                " Procurement settle it with the vendor first.",
                product=supply.product.display_name,
                purchase=supply.document.name,
            )
            for supply in self._get_supplies()
            if supply.source._name == "purchase.order.line"
            and supply.source.product_qty < 0
        ]

from collections import defaultdict

from odoo import models
from odoo.tools import float_compare

LIVE = ("draft", "waiting", "confirmed", "partially_available", "assigned")


class SaleOrderLine(models.Model):
    """What of a line was delivered and is on its way, as Inventory knows it.

    Inventory, Manufacturing and Purchase may be absent: each is asked for when it is
    used. All of it is read as superuser: a seller sees no manufacturing order.
    """

    _inherit = "sale.order.line"

    def _is_moved(self):
        """Return whether the line's product is delivered by Inventory."""
        self.ensure_one()
        return bool(
            "move_ids" in self._fields
            and self.product_id.type == "consu"
            and not self.is_expense
            and not self.display_type
        )

    def _is_dropshipped(self):
        """Return whether a vendor delivers the line's product to the customer."""
        self.ensure_one()
        return (
            self._is_moved()
            and "purchase_line_ids" in self._fields
            and any(
                line.state != "cancel" and line.product_id == self.product_id
                for line in self.purchase_line_ids
            )
        )

    def _get_open_moves(self):
        """Return the moves of the lines that are neither done nor cancelled."""
        return self.move_ids.filtered(lambda move: move.state in LIVE)

    def _get_way_moves(self):
        """Return the open moves that are on the way to the customer."""
        return self._get_open_moves().filtered(
            lambda move: (
                move.location_final_id or move.location_dest_id
            )._is_outgoing()
        )

    def _get_flows(self):
        """Return what was delivered and is on its way, by product in its unit.

        Of transfers that follow each other the last one counts. What comes back with
        a refund counts against it.
        """
        self.ensure_one()
        flows = defaultdict(float)
        for move in self.move_ids:
            if sign := self._get_direction(move):
                flows[move.product_id] += sign * self._get_move_quantity(move)
        return flows

    def _get_direction(self, move):
        """Return 1 for a move to the customer, -1 for one from him, else 0."""
        if move.state == "cancel" or (
            move.origin_returned_move_id and not move.to_refund
        ):
            return 0
        if self._goes_to_customer(move):
            following = any(
                self._goes_to_customer(one) and not one.origin_returned_move_id
                for one in move.move_dest_ids
                if one.state != "cancel"
            )
            return 0 if following else 1
        return -1 if move.location_id._is_outgoing() else 0

    def _goes_to_customer(self, move):
        return (move.location_final_id or move.location_dest_id)._is_outgoing()

    def _get_move_quantity(self, move):
        """Return what a move brings, or brought, in the product's unit."""
        quantity = move.quantity if move.state == "done" else move.product_uom_qty
        return move.product_uom._compute_quantity(
            quantity, move.product_id.uom_id, rounding_method="HALF-UP"
        )

    def _get_kits(self):
        """Return the recipe of each line whose product is delivered in parts."""
        kits = {}
        if "mrp.bom" not in self.env or "move_ids" not in self._fields:
            return kits
        for company, lines in self.grouped("company_id").items():
            boms = (
                self.env["mrp.bom"]
                .sudo()
                ._bom_find(lines.product_id, company_id=company.id, bom_type="phantom")
            )
            kits.update((line, boms[line.product_id]) for line in lines)
        return {line: kit for line, kit in kits.items() if kit}

    def _get_needs(self, quantity, kit=None):
        """Return what ``quantity`` of the line asks for, by product in its unit.

        :param kit: the recipe, for a product that is delivered in parts
        """
        self.ensure_one()
        needs = defaultdict(float)
        unit = kit.product_uom_id if kit else self.product_id.uom_id
        asked = self.product_uom_id._compute_quantity(quantity, unit, round=False)
        if not kit:
            needs[self.product_id] = asked
            return needs
        _boms, parts = kit.explode(
            self.product_id,
            asked / kit.product_qty,
            never_attribute_values=self.product_no_variant_attribute_value_ids,
        )
        for part, data in parts:
            if part.product_id.type == "consu":
                needs[part.product_id] += part.product_uom_id._compute_quantity(
                    data["qty"], part.product_id.uom_id, round=False
                )
        return needs

    def _get_gaps(self, kit=None):
        """Return by how much what is ordered exceeds what comes, by product.

        Nothing where both are equal; negative where too much comes.
        """
        self.ensure_one()
        needs = self._get_needs(self.product_uom_qty, kit)
        flows = self._get_flows()
        return {
            product: needs[product] - flows[product]
            for product in {*needs, *flows}
            if product.uom_id.compare(needs[product], flows[product])
        }

    def _is_recipe_changed(self, kit=None):
        """Return whether the product now consists of other parts than are delivered."""
        self.ensure_one()
        flows = {product: flow for product, flow in self._get_flows().items() if flow}
        if not flows:
            return False
        needs = self._get_needs(1, kit)
        if flows.keys() != needs.keys():
            return True
        shares = [flows[product] / needs[product] for product in flows]
        return bool(kit) and any(
            float_compare(share, shares[0], precision_digits=2) for share in shares
        )

    def _get_transfer_obstacles(self, quantity, kit=None):
        """Return, as sentences, what of the deliveries forbids another quantity."""
        self.ensure_one()
        name = self.product_id.display_name
        if self._is_recipe_changed(kit):
            return [
                self.env._(
                    "%(line)s: the kit consists of other components now than those that"
                    " are being delivered. Cancel the line, and add one that replaces"
                    " it.",
                    line=name,
                )
            ]
        if quantity >= self.product_uom_qty:
            return []
        moves = self._get_open_moves()
        returns = moves.filtered("origin_returned_move_id").picking_id
        held = moves.filtered(
            lambda move: (
                move.picked
                or move.picking_id.printed
                or move.move_line_ids.result_package_id
            )
        ).picking_id
        reasons = []
        if returns:
            reasons.append(
                self.env._(
                    "%(line)s: the return %(transfers)s is open. The warehouse must"
                    " validate or cancel it first.",
                    line=name,
                    transfers=", ".join(returns.mapped("name")),
                )
            )
        if held - returns:
            reasons.append(
                self.env._(
                    "%(line)s: %(transfers)s is picked, packed or printed already, and"
                    " would ship the old quantity. The warehouse must release it"
                    " first.",
                    line=name,
                    transfers=", ".join((held - returns).mapped("name")),
                )
            )
        return reasons

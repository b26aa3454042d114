from odoo import api, fields, models

from ..const import LINE_FIELDS


class CustomerOrderChangeLine(models.Model):
    """By how much the line changes what the order is worth, and what it earns."""

    _inherit = "customer.order.change.line"

    amount_difference = fields.Monetary(
        string="Difference", compute="_compute_differences"
    )
    margin_difference = fields.Monetary(
        compute="_compute_differences", groups="sales_team.group_sale_salesman"
    )

    @api.depends(*LINE_FIELDS, "is_cancelled", "change_id.base_content")
    def _compute_differences(self):
        for change, lines in self.grouped("change_id").items():
            nodes = change._get_base_nodes()
            for line in lines:
                amount, margin = line._get_worth()
                before_amount, before_margin = line._get_worth_before(
                    nodes.get(line.order_line_id.id)
                )
                line.amount_difference = amount - before_amount
                line.margin_difference = margin - before_margin

    def _get_worth(self):
        """Return untaxed amount and margin of the line as it will be."""
        self.ensure_one()
        if self.is_cancelled:
            return 0.0, 0.0
        return self._multiply(self.product_uom_qty, self.price_unit, self.discount)

    def _get_worth_before(self, node):
        """Return untaxed amount and margin of the line before the change.

        :param node: the order's line then, as a snapshot has it, or None
        """
        self.ensure_one()
        if not node:
            return 0.0, 0.0
        values = node["values"]
        return self._multiply(
            float(values["product_uom_qty"]),
            float(values["price_unit"]),
            float(values["discount"]),
        )

    def _multiply(self, quantity, price, discount):
        """Return untaxed amount and margin; the cost is what the order's line has."""
        amount = quantity * price * (1 - discount / 100)
        source = self.order_line_id.sudo()
        cost = (
            source.purchase_price if source else self.product_id.sudo().standard_price
        )
        currency = self.currency_id or self.env.company.currency_id
        return currency.round(amount), currency.round(amount - quantity * cost)

from odoo import models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def unlink(self):
        # Odoo refuses it for a confirmed order; a change is the way that is open.
        for order, lines in self._check_line_unlink().grouped("order_id").items():
            if order._can_request_change():
                order._offer_change(lines)
        return super().unlink()

    def _is_below_delivered(self, quantity):
        """Return whether ``quantity`` is less than what was delivered already."""
        self.ensure_one()
        rounding = self.product_uom_id.rounding
        return (
            float_compare(quantity, self.qty_delivered, precision_rounding=rounding) < 0
        )

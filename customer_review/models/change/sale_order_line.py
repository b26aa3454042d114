from odoo import models
from odoo.tools import float_compare


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_below_delivered(self, quantity):
        """Return whether ``quantity`` is less than what was delivered already."""
        self.ensure_one()
        rounding = self.product_uom_id.rounding
        return (
            float_compare(quantity, self.qty_delivered, precision_rounding=rounding) < 0
        )

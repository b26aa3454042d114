from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..review.customer_review_guard import ENGINE


class SaleOrderLine(models.Model):
    _name = "sale.order.line"
    _inherit = ["sale.order.line", "customer.review.guard"]

    _engine_fields = frozenset({"review_exempt"})

    review_exempt = fields.Boolean(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Added by the system after the review, such as a reinvoiced expense.",
    )

    # Of all that was ever sold, what still takes capacity.
    _review_undelivered_idx = models.Index(
        "(product_id) WHERE state = 'sale'"
        " AND product_uom_qty > COALESCE(qty_delivered, 0)"
    )

    @api.constrains("state")
    def _check_state(self):
        """Nothing is delivered for a line that runs ahead of its order."""
        for line in self:
            if line.state == "sale" and line.order_id.state != "sale":
                raise ValidationError(
                    self.env._(
                        "A line of %(order)s cannot be confirmed on its own. Confirm"
                        " the order instead.",
                        order=line.order_id.display_name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        model = self
        if self.env.context.get("customer_review_addition") is ENGINE:
            model = self.with_context(customer_review_engine=ENGINE)
            vals_list = [vals | {"review_exempt": True} for vals in vals_list]
        with self.env["sale.order"]._tracking_content():
            lines = super(SaleOrderLine, model).create(vals_list)
        return lines.with_env(self.env)

    def write(self, vals):
        with self.env["sale.order"]._tracking_content():
            return super().write(vals)

    def unlink(self):
        with self.env["sale.order"]._tracking_content():
            return super().unlink()

    def _is_reviewed_content(self):
        """Return whether the line is part of what was reviewed.

        What the system adds later is not, as long as it commits the company to
        nothing: down payments and what was delivered beyond the order have no ordered
        quantity, a delivery line is the carrier's product, a reward takes nothing but
        money off.
        """
        self.ensure_one()
        line = self.sudo()
        if line.review_exempt:
            return False
        if not line.product_uom_qty and (not line.display_type or line.is_downpayment):
            return False
        if line._fields.get("is_delivery") and line.is_delivery:
            return line.product_id != line.order_id.carrier_id.product_id
        if line._fields.get("reward_id") and line.reward_id:
            return line.price_unit > 0
        return True

    def _get_quantity_due(self):
        """Return what is still to be delivered, in the product's unit."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty - self.qty_delivered, self.product_id.uom_id
        )

from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..review.customer_review_guard import ENGINE
from .sale_order_system import ADDING, CHARGING, is_in_step


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
        if self._is_system_step():
            model = self.with_context(customer_review_engine=ENGINE)
            vals_list = [
                vals | {"review_exempt": self._is_addition(vals)} for vals in vals_list
            ]
        with self.env["sale.order"]._tracking_content():
            lines = super(SaleOrderLine, model).create(vals_list)
        lines._note_author()
        return lines.with_env(self.env)

    def write(self, vals):
        before = {
            line: line._get_charged_values()
            for line in self._get_exempt_lines_touched_by(vals)
        }
        if not self._get_charged_fields().isdisjoint(vals):
            self._note_author()
        with self._charging(), self.env["sale.order"]._tracking_content():
            result = super().write(vals)
            for line, values in before.items():
                if line._get_charged_values() != values:
                    line._as_engine().write({"review_exempt": False})
        return result

    def unlink(self):
        self._note_author()
        with self.env["sale.order"]._tracking_content():
            return super().unlink()

    def _note_author(self):
        """Keep who writes these lines, unless the system does."""
        if not self._is_system_step():
            self.order_id._note_author()

    @contextmanager
    def _charging(self):
        """Let what was approved hold while the system charges what had no price yet."""
        order = self.order_id.sudo() if is_in_step(self.env.cr, CHARGING) else None
        before = order and order.content_fingerprint
        if not before or order._get_review_stage() != "committed":
            yield
            return
        with order._being_applied():
            yield
            order._keep_decision(before)

    @api.model
    def _is_system_step(self):
        return any(is_in_step(self.env.cr, step) for step in (ADDING, CHARGING))

    @api.model
    def _is_addition(self, vals):
        """Return whether a line that a system's method adds is no reviewed content.

        A down payment is not, whenever it is taken; anything else is what happens to
        an order after it was confirmed.
        """
        order = self.env["sale.order"].browse(vals.get("order_id"))
        return bool(vals.get("is_downpayment")) or (
            bool(order) and order._get_review_stage() == "committed"
        )

    def _get_exempt_lines_touched_by(self, vals):
        """Return the marked lines of which a person writes what is charged."""
        if (
            self._is_system_step()
            or self._is_engine()
            or self._get_charged_fields().isdisjoint(vals)
        ):
            return self.browse()
        return self.filtered(lambda line: line.sudo().review_exempt)

    @api.model
    def _get_charged_fields(self):
        content = self.env["sale.order"]._get_content_lines()["order_line"]
        return {*content, "order_id", "qty_delivered"}

    def _get_charged_values(self):
        self.ensure_one()
        return {
            name: self.env["sale.order"]._snapshot_value(self.sudo(), name)
            for name in self._get_charged_fields()
        }

    def _is_reviewed_content(self):
        """Return whether the line is part of what was reviewed.

        Whatever can be charged to the customer is, unless the system itself has added
        it later: no field that a person can write takes a line out.
        """
        self.ensure_one()
        return not self.sudo().review_exempt

    def _get_quantity_due(self):
        """Return what is still to be delivered, in the product's unit."""
        self.ensure_one()
        return self.product_uom_id._compute_quantity(
            self.product_uom_qty - self.qty_delivered, self.product_id.uom_id
        )

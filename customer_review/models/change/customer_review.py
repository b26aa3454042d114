from odoo import api, fields, models
from odoo.fields import Domain


class CustomerReview(models.Model):
    _inherit = "customer.review"

    change_id = fields.Many2one(
        comodel_name="customer.order.change",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    can_report_delay = fields.Boolean(
        compute="_compute_can_report_delay", search="_search_can_report_delay"
    )

    @api.depends("state", "document_kind")
    @api.depends_context("uid")
    def _compute_can_report_delay(self):
        for review in self:
            order = review.sudo().order_id.with_env(self.env)
            review.can_report_delay = bool(order) and not order._get_delay_error()

    @api.model
    def _search_can_report_delay(self, operator, value):
        if operator != "in":
            return NotImplemented
        # Production and Procurement need no rights on the orders themselves.
        orders = (
            self.env["sale.order"]
            .sudo()
            ._search(
                Domain("state", "=", "sale")
                & Domain("company_id.change_used", "=", True)
            )
        )
        return Domain("order_id", "in", orders) & Domain("state", "=", "approved")

    def action_report_delay(self):
        """Report that the order of this review will be late."""
        self.ensure_one()
        self._check_visible()
        return self.sudo().order_id.with_env(self.env).action_report_delay()

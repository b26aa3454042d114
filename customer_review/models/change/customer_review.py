from odoo import api, fields, models


class CustomerReview(models.Model):
    _inherit = "customer.review"

    change_id = fields.Many2one(
        comodel_name="customer.order.change",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    can_report_delay = fields.Boolean(compute="_compute_can_report_delay")

    @api.depends("state", "document_kind")
    @api.depends_context("uid")
    def _compute_can_report_delay(self):
        for review in self:
            order = review.sudo().order_id.with_env(self.env)
            review.can_report_delay = bool(order) and order.change_delay_offered

    def action_report_delay(self):
        """Report that the order of this review will be late."""
        self.ensure_one()
        self._check_visible()
        return self.sudo().order_id.with_env(self.env).action_report_delay()

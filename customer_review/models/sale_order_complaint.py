from odoo import fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups="customer_review.group_user,customer_review.group_reviewer,"
        "customer_review.group_auditor",
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.complaint_count = counts.get(order._origin, 0)

    def action_view_complaints(self):
        """Open the complaints about this order."""
        self.ensure_one()
        return self.env["customer.complaint"]._get_action_for(
            [("order_id", "=", self.id)], **self._prepare_complaint_defaults()
        )

    def action_log_complaint(self):
        """Open a new complaint about this order."""
        self.ensure_one()
        return self.env["customer.complaint"]._get_new_action(
            **self._prepare_complaint_defaults()
        )

    def _prepare_complaint_defaults(self):
        self.ensure_one()
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return {
            "partner_id": self.partner_id.id,
            "order_id": self.id,
            "order_line_id": lines.id if len(lines) == 1 else False,
            "company_id": self.company_id.id,
        }

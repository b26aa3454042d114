from odoo import fields, models


class AccountMove(models.Model):
    _inherit = "account.move"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups="customer_review.group_user,customer_review.group_reviewer,"
        "customer_review.group_auditor",
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("invoice_id", "in", self.ids)], ["invoice_id"], ["__count"]
            )
        )
        for move in self:
            move.complaint_count = counts.get(move._origin, 0)

    def action_view_complaints(self):
        """Open the complaints about this invoice."""
        self.ensure_one()
        return self.env["customer.complaint"]._get_action_for(
            [("invoice_id", "=", self.id)], **self._prepare_complaint_defaults()
        )

    def action_log_complaint(self):
        """Open a new complaint about this invoice."""
        self.ensure_one()
        return self.env["customer.complaint"]._get_new_action(
            **self._prepare_complaint_defaults()
        )

    def _prepare_complaint_defaults(self):
        self.ensure_one()
        orders = self.invoice_line_ids.sale_line_ids.order_id
        return {
            "partner_id": self.partner_id.id,
            "invoice_id": self.id,
            "order_id": orders.id if len(orders) == 1 else False,
            "company_id": self.company_id.id,
        }

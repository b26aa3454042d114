from odoo import models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "customer.complaint.source"]

    _complaint_field = "invoice_id"

    def _prepare_complaint_defaults(self):
        orders = self.invoice_line_ids.sale_line_ids.order_id
        return super()._prepare_complaint_defaults() | {
            "partner_id": self.partner_id.id,
            "invoice_id": self.id,
            "order_id": orders.id if len(orders) == 1 else False,
            "company_id": self.company_id.id,
        }

from odoo import models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "customer.complaint.source"]

    _complaint_field = "order_id"

    def _get_lists(self):
        complaints = self.env["customer.complaint"]
        complaints.flush_model(["order_id"])
        return super()._get_lists() | {
            "complaint_count": (complaints._table, "order_id")
        }

    def _prepare_complaint_defaults(self):
        lines = self.order_line.filtered(lambda line: not line.display_type)
        return super()._prepare_complaint_defaults() | {
            "partner_id": self.partner_id.id,
            "order_id": self.id,
            "order_line_id": lines.id if len(lines) == 1 else False,
            "company_id": self.company_id.id,
        }

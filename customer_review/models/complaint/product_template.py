from odoo import models


class ProductTemplate(models.Model):
    _name = "product.template"
    _inherit = ["product.template", "customer.complaint.source"]

    _complaint_field = "product_tmpl_id"

    def _prepare_complaint_defaults(self):
        return super()._prepare_complaint_defaults() | {
            "product_id": self.product_variant_id.id,
        }

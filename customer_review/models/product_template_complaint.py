from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups="customer_review.group_user,customer_review.group_reviewer,"
        "customer_review.group_auditor",
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("product_tmpl_id", "in", self.ids)], ["product_tmpl_id"], ["__count"]
            )
        )
        for template in self:
            template.complaint_count = counts.get(template._origin, 0)

    def action_view_complaints(self):
        """Open the complaints about this product, all its variants included."""
        self.ensure_one()
        return self.env["customer.complaint"]._get_action_for(
            [("product_tmpl_id", "=", self.id)],
            product_id=self.product_variant_id.id,
        )

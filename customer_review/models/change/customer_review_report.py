from odoo import fields, models


class CustomerReviewReport(models.Model):
    _inherit = "customer.review.report"

    change_id = fields.Many2one(comodel_name="customer.order.change", readonly=True)

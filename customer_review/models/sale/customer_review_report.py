from odoo import fields, models


class CustomerReviewReport(models.Model):
    _inherit = "customer.review.report"

    order_id = fields.Many2one(comodel_name="sale.order", readonly=True)

from odoo import fields, models


class CustomerReviewReport(models.Model):
    _inherit = "customer.review.report"

    publication_id = fields.Many2one(comodel_name="customer.publication", readonly=True)

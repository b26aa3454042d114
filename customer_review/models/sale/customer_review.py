from odoo import fields, models


class CustomerReview(models.Model):
    _inherit = "customer.review"

    order_id = fields.Many2one(
        comodel_name="sale.order", readonly=True, index=True, ondelete="restrict"
    )

from odoo import fields, models


class CustomerReviewFinding(models.Model):
    _inherit = "customer.review.finding"

    order_id = fields.Many2one(
        comodel_name="sale.order", index=True, ondelete="cascade"
    )

    _order_criterion_unique = models.UniqueIndex(
        "(order_id, criterion_id) WHERE origin = 'measured' AND order_id IS NOT NULL"
    )

from odoo import fields, models


class CustomerReviewFinding(models.Model):
    _inherit = "customer.review.finding"

    change_id = fields.Many2one(
        comodel_name="customer.order.change", index="btree_not_null", ondelete="cascade"
    )

    _change_criterion_unique = models.UniqueIndex(
        "(change_id, criterion_id) WHERE origin = 'measured' AND change_id IS NOT NULL"
    )

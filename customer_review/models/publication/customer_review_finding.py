from odoo import fields, models


class CustomerReviewFinding(models.Model):
    _inherit = "customer.review.finding"

    publication_id = fields.Many2one(
        comodel_name="customer.publication",
        index="btree_not_null",
        ondelete="cascade",
    )

    _publication_criterion_unique = models.UniqueIndex(
        "(publication_id, criterion_id)"
        " WHERE origin = 'measured' AND publication_id IS NOT NULL"
    )

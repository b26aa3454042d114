from odoo import fields, models


class CustomerReview(models.Model):
    _inherit = "customer.review"

    test_document_id = fields.Many2one(
        comodel_name="customer.review.test.document",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

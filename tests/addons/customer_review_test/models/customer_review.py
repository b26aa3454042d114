from odoo import fields, models


class CustomerReview(models.Model):
    _inherit = "customer.review"
    test_document_id = fields.Many2one("customer.review.test.document")


class CustomerReviewFinding(models.Model):
    _inherit = "customer.review.finding"
    test_document_id = fields.Many2one(
        "customer.review.test.document", ondelete="cascade"
    )

from odoo import fields, models


class CustomerReviewTestDocument(models.Model):
    """A leaflet: all that a document has to say to be reviewed."""

    _name = "customer.review.test.document"
    _inherit = ["mail.thread", "customer.review.mixin"]
    _description = "Leaflet"

    _review_field = "test_document_id"
    _review_content_fields = ("name", "text")

    name = fields.Char(required=True)
    text = fields.Text()
    published = fields.Boolean()
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    review_ids = fields.One2many("customer.review", "test_document_id")

    def _get_commitment_fields(self):
        return ["published", *super()._get_commitment_fields()]

    def _is_review_committed(self):
        return self.published

    def _review_approved(self, review):
        self.message_post(body=review.name)

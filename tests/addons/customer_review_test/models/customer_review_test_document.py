from odoo import fields, models


class CustomerReviewTestDocument(models.Model):
    """A leaflet: all that a document has to say to be reviewed."""

    _name = "customer.review.test.document"
    _inherit = ["mail.thread", "customer.review.mixin"]
    _description = "Leaflet"
    _review_field = "test_document_id"
    _review_content_fields = ("name", "text", "price")

    customer_review_ids = fields.One2many(inverse_name="test_document_id")
    finding_ids = fields.One2many(inverse_name="test_document_id")
    name = fields.Char(required=True)
    text = fields.Text()
    price = fields.Float()
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("dropped", "Dropped")],
        default="draft",
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)

    def _get_commitment_fields(self):
        return ["state", *super()._get_commitment_fields()]

    def _get_review_stage(self):
        stages = {"published": "committed", "dropped": "closed"}
        return stages.get(self.state, "open")

    def _commit_reviewed(self, accepted):
        self.state = "published"

    def _measure_superlative(self, threshold):
        return {one.id: one.text for one in self if "best" in (one.text or "")}

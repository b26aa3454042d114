from odoo import api, fields, models


class CustomerReview(models.Model):
    """The review of a publication asks for a verdict on each of its claims."""

    _inherit = "customer.review"

    _engine_fields = frozenset({"verdict_ids"})

    publication_id = fields.Many2one(
        comodel_name="customer.publication",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    verdict_ids = fields.One2many(
        comodel_name="customer.publication.verdict",
        inverse_name="review_id",
        string="Claims",
        readonly=True,
    )

    @api.model
    def _get_form_criteria(self, document):
        criteria = super()._get_form_criteria(document)
        if document._name == "customer.publication":
            # Those for every kind of document are about orders.
            return criteria.filtered("document_kind")
        return criteria

    @api.model
    def _submit(self, documents):
        reviews = super()._submit(documents)
        if documents._name == "customer.publication":
            self.env["customer.publication.verdict"]._open(reviews)
        return reviews

from odoo import api, models


class CustomerReviewMixin(models.AbstractModel):
    """A document that is reviewed before the company commits itself to it."""

    _name = "customer.review.mixin"
    _inherit = ["customer.review.guard"]
    _description = "Reviewed Document"

    @api.model
    def _get_document_kinds(self):
        """Return the selection of models that are reviewed."""
        return [
            (name, self.env[name]._description)
            for name, model in self.env.registry.items()
            if not model._abstract and issubclass(model, type(self))
        ]

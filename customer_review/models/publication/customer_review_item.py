from odoo import models


class CustomerReviewItem(models.Model):
    _inherit = "customer.review.item"

    def _get_asked(self, kind):
        items = super()._get_asked(kind)
        if kind == "publication":
            # Those for every kind of document are about orders.
            return items.filtered("document_kind")
        return items

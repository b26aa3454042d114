from odoo import api, models


class CustomerReviewFinding(models.Model):
    _inherit = "customer.review.finding"

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        # A list on a document shows whole rows: one query finds and reads them.
        if self.env.context.get("whole_rows"):
            field_names = None
        return super().search_fetch(domain, field_names, offset, limit, order)

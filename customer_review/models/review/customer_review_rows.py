from odoo import api, models


class CustomerReviewRows(models.AbstractModel):
    """Records that a form lists whole: one query finds and reads the rows.

    The field that lists them says so with the context ``whole_rows``.
    """

    _name = "customer.review.rows"
    _description = "Rows of a Form"

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        if self.env.context.get("whole_rows"):
            field_names = None
        return super().search_fetch(domain, field_names, offset, limit, order)

from odoo import models

from ..review.customer_review_guard import ENGINE


class AccountMoveLine(models.Model):
    _inherit = "account.move.line"

    def _sale_create_reinvoice_sale_line(self):
        """Reinvoiced costs are added after the review and are no part of it."""
        return super(
            AccountMoveLine, self.with_context(customer_review_addition=ENGINE)
        )._sale_create_reinvoice_sale_line()

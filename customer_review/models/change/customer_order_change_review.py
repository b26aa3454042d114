from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerOrderChange(models.Model):
    """What a change answers to the review engine."""

    _inherit = "customer.order.change"

    @api.model
    def _get_commitment_fields(self):
        return ["date_applied", "date_cancelled", "date_expired"]

    def _get_review_stage(self):
        self.ensure_one()
        if self.date_applied:
            return "committed"
        return "closed" if self.date_cancelled or self.date_expired else "open"

    @api.model
    def _get_open_domain(self):
        names = ("date_applied", "date_cancelled", "date_expired")
        return Domain.AND(Domain(name, "=", False) for name in names)

    def _get_review_vals(self):
        return {
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_total": abs(self.amount_difference),
            "date_delivery": self.commitment_date and self.commitment_date.date(),
        }

    def _get_review_attachments(self):
        return self.document_ids

    def _get_review_subject(self, content):
        kinds = dict(self._fields["change_kind"]._description_selection(self.env))
        return kinds.get(
            content.get("change_kind"), super()._get_review_subject(content)
        )

    @api.model
    def _get_report_columns(self):
        return super()._get_report_columns() | {
            "committed": SQL("document.date_applied IS NOT NULL"),
            "date": SQL("document.date_applied"),
            "partner": SQL("document.partner_id"),
        }

    def _can_see_confidential(self):
        return self.order_id._can_see_confidential()

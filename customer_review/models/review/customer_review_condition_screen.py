from odoo import api, fields, models
from odoo.fields import Domain


class CustomerReviewCondition(models.Model):
    """What the lists of conditions show beside the record itself."""

    _inherit = "customer.review.condition"

    department_id = fields.Many2one(related="line_id.department_id", store=True)
    partner_id = fields.Many2one(related="review_id.partner_id")
    document_name = fields.Char(related="review_id.document_name")
    is_pending = fields.Boolean(
        string="Still Awaited",
        compute="_compute_is_pending",
        search="_search_is_pending",
        help="Open, on a review that is still open.",
    )

    @api.depends("state", "review_id.state")
    def _compute_is_pending(self):
        for condition in self:
            condition.is_pending = (
                condition.state == "open"
                and condition.review_id.state in ("in_review", "to_approve")
            )

    def _search_is_pending(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "=", "open") & Domain(
            "review_id.state", "in", ("in_review", "to_approve")
        )
        return domain if True in value else ~domain

    def action_open_review(self):
        """Open the form of the review."""
        self.ensure_one()
        return self.review_id._get_records_action()

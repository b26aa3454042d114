from odoo import api, fields, models


class CustomerReviewCompanySettings(models.AbstractModel):
    _inherit = "customer.review.company.settings"

    review_policy = fields.Selection(related="company_id.review_policy", readonly=False)
    review_policy_note = fields.Char(compute="_compute_review_policy_note")
    review_before_sending = fields.Boolean(
        related="company_id.review_before_sending", readonly=False
    )
    review_accept_first = fields.Boolean(
        related="company_id.review_accept_first", readonly=False
    )
    review_oral_sent = fields.Boolean(
        related="company_id.review_oral_sent", readonly=False
    )
    review_oral_confirmed = fields.Boolean(
        related="company_id.review_oral_confirmed", readonly=False
    )
    review_new_product_undelivered = fields.Boolean(
        related="company_id.review_new_product_undelivered", readonly=False
    )

    @api.depends("review_policy", "company_id")
    def _compute_review_policy_note(self):
        for settings in self:
            settings.review_policy_note = (
                settings.review_policy == "none"
                and self.env["sale.order"]
                .sudo()
                .search_count(
                    [
                        ("company_id", "=", settings.company_id.id),
                        ("state", "=", "sale"),
                    ],
                    limit=1,
                )
                > 0
                and self.env._(
                    "This company already had confirmed orders when Customer Review was"
                    " installed, so no review is asked for yet. Choose a policy when"
                    " your people are ready; orders already confirmed stay as they"
                    " are."
                )
            )

from odoo import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    review_policy = fields.Selection(related="company_id.review_policy", readonly=False)
    review_policy_note = fields.Char(compute="_compute_review_policy_note")
    review_separation = fields.Boolean(
        related="company_id.review_separation", readonly=False
    )
    review_signing = fields.Selection(
        related="company_id.review_signing", readonly=False
    )
    review_general_deputy_id = fields.Many2one(
        related="company_id.review_general_deputy_id", readonly=False
    )
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
    review_escalation_hours = fields.Float(
        related="company_id.review_escalation_hours", readonly=False
    )
    review_urgent_hours = fields.Float(
        related="company_id.review_urgent_hours", readonly=False
    )
    review_retention_years = fields.Integer(
        related="company_id.review_retention_years", readonly=False
    )
    review_form_number = fields.Char(
        related="company_id.review_form_number", readonly=False
    )
    review_form_revision = fields.Char(
        related="company_id.review_form_revision", readonly=False
    )
    review_form_distribution = fields.Char(
        related="company_id.review_form_distribution", readonly=False
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

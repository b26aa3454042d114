from odoo import fields, models


class CustomerReviewCompanySettings(models.AbstractModel):
    """What a company sets for this addon, on whatever page it is shown."""

    _name = "customer.review.company.settings"
    _description = "Settings of a Company"

    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    review_separation = fields.Boolean(
        related="company_id.review_separation", readonly=False
    )
    review_signing = fields.Selection(
        related="company_id.review_signing", readonly=False
    )
    review_carry_over = fields.Boolean(
        related="company_id.review_carry_over", readonly=False
    )
    review_general_deputy_id = fields.Many2one(
        related="company_id.review_general_deputy_id", readonly=False
    )
    review_escalation_hours = fields.Float(
        related="company_id.review_escalation_hours", readonly=False
    )
    review_urgent_hours = fields.Float(
        related="company_id.review_urgent_hours", readonly=False
    )
    review_told = fields.Boolean(related="company_id.review_told", readonly=False)
    review_digest = fields.Boolean(related="company_id.review_digest", readonly=False)

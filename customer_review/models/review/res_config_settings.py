from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

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

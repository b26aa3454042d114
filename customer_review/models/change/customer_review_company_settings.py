from odoo import fields, models


class CustomerReviewCompanySettings(models.AbstractModel):
    _inherit = "customer.review.company.settings"

    change_used = fields.Boolean(related="company_id.change_used", readonly=False)
    change_customer_confirmation = fields.Boolean(
        related="company_id.change_customer_confirmation", readonly=False
    )
    change_reminder_days = fields.Integer(
        related="company_id.change_reminder_days", readonly=False
    )

from odoo import fields, models


class CustomerReviewCompanySettings(models.AbstractModel):
    _inherit = "customer.review.company.settings"

    publication_used = fields.Boolean(
        related="company_id.publication_used", readonly=False
    )
    publication_reminder_days = fields.Integer(
        related="company_id.publication_reminder_days", readonly=False
    )
    publication_for_documents = fields.Boolean(
        related="company_id.publication_for_documents", readonly=False
    )

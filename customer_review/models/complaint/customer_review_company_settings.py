from odoo import fields, models


class CustomerReviewCompanySettings(models.AbstractModel):
    _inherit = "customer.review.company.settings"

    complaint_report_safety = fields.Boolean(
        related="company_id.complaint_report_safety",
        readonly=False,
    )
    complaint_report_severity = fields.Boolean(
        related="company_id.complaint_report_severity",
        readonly=False,
    )
    complaint_report_repeated = fields.Boolean(
        related="company_id.complaint_report_repeated",
        readonly=False,
    )
    complaint_report_overdue = fields.Boolean(
        related="company_id.complaint_report_overdue",
        readonly=False,
    )
    complaint_report_amount = fields.Monetary(
        related="company_id.complaint_report_amount",
        currency_field="currency_id",
        readonly=False,
    )
    complaint_verification_days = fields.Integer(
        related="company_id.complaint_verification_days",
        readonly=False,
    )
    complaint_reopen_days = fields.Integer(
        related="company_id.complaint_reopen_days",
        readonly=False,
    )
    complaint_reminder_days = fields.Integer(
        related="company_id.complaint_reminder_days",
        readonly=False,
    )
    complaint_accept_silence = fields.Boolean(
        related="company_id.complaint_accept_silence",
        readonly=False,
    )
    complaint_containment_days = fields.Integer(
        related="company_id.complaint_containment_days",
        readonly=False,
    )
    complaint_corrective_days = fields.Integer(
        related="company_id.complaint_corrective_days",
        readonly=False,
    )
    complaint_preventive_days = fields.Integer(
        related="company_id.complaint_preventive_days",
        readonly=False,
    )
    complaint_public_page = fields.Boolean(
        related="company_id.complaint_public_page",
        readonly=False,
    )
    complaint_hourly_limit = fields.Integer(
        related="company_id.complaint_hourly_limit",
        readonly=False,
    )

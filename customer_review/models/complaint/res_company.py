from datetime import timedelta

from odoo import fields, models

from ..const import SETTINGS

# A hundred years: what is set beyond is a slip of the pen, and stops nothing.
MAX_DAYS = 36_500


class ResCompany(models.Model):
    _inherit = "res.company"

    complaint_report_safety = fields.Boolean(
        prefetch=SETTINGS, string="Safety and Legal Matters", default=True
    )
    complaint_report_severity = fields.Boolean(
        prefetch=SETTINGS, string="Major and Urgent Complaints", default=True
    )
    complaint_report_repeated = fields.Boolean(
        prefetch=SETTINGS, string="Repeated Complaints", default=True
    )
    complaint_report_overdue = fields.Boolean(
        prefetch=SETTINGS, string="Overdue Complaints", default=True
    )
    complaint_report_amount = fields.Monetary(
        prefetch=SETTINGS,
        string="Claims above",
        help="In the company's currency; 0: no limit.",
    )
    complaint_verification_days = fields.Integer(
        prefetch=SETTINGS,
        string="Check Effectiveness after",
        default=30,
        help="Calendar days after the answer.",
    )
    complaint_reopen_days = fields.Integer(
        prefetch=SETTINGS,
        string="Replies Reopen within",
        default=30,
        help="Calendar days after closing; a later reply makes a new complaint.",
    )
    complaint_reminder_days = fields.Integer(
        prefetch=SETTINGS,
        string="Remind Customers after",
        default=7,
        help="Calendar days without a verdict on the answer; 0: no reminder.",
    )
    complaint_accept_silence = fields.Boolean(
        prefetch=SETTINGS,
        string="Silence Counts as Settled",
        help="When the customer does not answer the reminder for as long again.",
    )
    complaint_containment_days = fields.Integer(
        prefetch=SETTINGS,
        string="Containment within",
        default=1,
        help="Calendar days proposed for a containment (8D: D3).",
    )
    complaint_corrective_days = fields.Integer(
        prefetch=SETTINGS,
        string="Corrective Actions within",
        default=14,
        help="Calendar days proposed for a corrective action (8D: D5 and D6).",
    )
    complaint_preventive_days = fields.Integer(
        prefetch=SETTINGS,
        string="Preventive Actions within",
        default=25,
        help="Calendar days proposed for a preventive action (8D: D7).",
    )
    complaint_public_page = fields.Boolean(
        prefetch=SETTINGS,
        string="Public Complaint Page",
        help="Anyone may send a complaint at /complaint, without a login.",
    )
    complaint_hourly_limit = fields.Integer(
        prefetch=SETTINGS,
        string="Complaints per Sender and Hour",
        default=5,
        help="More than these are turned away, on the public page and the portal.",
    )

    def _get_complaint_days(self, name):
        """Return the days of the setting ``name``, within what a calendar holds."""
        self.ensure_one()
        return min(max(0, self.sudo()[f"complaint_{name}_days"]), MAX_DAYS)

    def _count_working_hours(self, start, stop):
        """Return the working hours between two UTC datetimes.

        A company without a working schedule works around the clock.
        """
        self.ensure_one()
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            return (stop - start) / timedelta(hours=1)
        return calendar.get_work_hours_count(start, stop)

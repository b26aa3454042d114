from datetime import timedelta

from odoo import fields, models, tools

# Ten years: what is planned beyond is a slip of the pen.
MAX_HOURS = 87_600


class ResCompany(models.Model):
    _inherit = "res.company"

    review_separation = fields.Boolean(
        string="Separation of Duties",
        default=True,
        help="The submitter and the salesperson never decide the final step.",
    )
    review_signing = fields.Selection(
        selection=[
            ("never", "Never"),
            ("final", "For the final step"),
            ("every", "For every decision"),
        ],
        string="Signing with the Password",
        required=True,
        default="never",
        help="Whoever decides is asked for the password, each time anew.",
    )
    review_carry_over = fields.Boolean(
        string="Carry Opinions over",
        default=True,
        help="On a new revision only those departments answer again whose parts have"
        " changed. The General Manager always decides anew.",
    )
    review_general_deputy_id = fields.Many2one(
        comodel_name="res.users",
        string="General Orders Approved by",
        domain=[("share", "=", False)],
        help="May decide the final step of general orders in the General Manager's"
        " name. The form says so.",
    )
    review_escalation_hours = fields.Float(
        string="Second Escalation after",
        default=8.0,
        help="Working hours between the reminder of an overdue opinion and the report"
        " to the General Manager.",
    )
    review_urgent_hours = fields.Float(
        string="Urgent Reviews within",
        default=8.0,
        help="Working hours for the whole review of an urgent document.",
    )
    review_retention_years = fields.Integer(
        string="Retention (years)",
        default=3,
        help="Printed on each form.",
    )
    review_form_number = fields.Char(string="Form Number", default="QR-8.2-01")
    review_form_revision = fields.Char(string="Form Revision", default="A/0")
    review_form_distribution = fields.Char(
        string="Distribution",
        help="Who gets a copy of the form; empty: the departments that reviewed.",
    )

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        # Portal users read their company; the settings of this addon are not theirs.
        return (
            self.env.su
            or field._modules[:1] != ("customer_review",)
            or not self.env.user.share
        )

    def write(self, vals):
        result = super().write(vals)
        if "review_signing" in vals:
            self.env.registry.clear_cache()
        return result

    @tools.ormcache("self.id")
    def _get_review_signing(self):
        """Return which decisions are signed with the password."""
        return self.sudo().review_signing

    def _plan_working_hours(self, hours, start):
        """Return the UTC datetime ``hours`` working hours after ``start`` (UTC).

        Weekends, holidays and daylight-saving changes are those of the company's
        working schedule. A company without one works around the clock.
        """
        self.ensure_one()
        # A setting that is out of all bounds plans badly, and stops nothing.
        hours = min(max(0.0, hours), MAX_HOURS)
        calendar = self.sudo().resource_calendar_id
        planned = calendar and calendar.plan_hours(hours, start, compute_leaves=True)
        return planned or start + timedelta(hours=hours)

    def _get_local_date(self, moment):
        """Return the date of a UTC datetime where the company works."""
        self.ensure_one()
        calendar = self.sudo().resource_calendar_id
        local = self.with_context(tz=calendar.tz or self.env.user.tz)
        return fields.Datetime.context_timestamp(local, moment).date()

from datetime import UTC, datetime, time, timedelta

from odoo import fields, models, tools

from ..const import SETTINGS

# How far ahead the working times are kept at hand.
KEPT_WEEKS = 8

# Ten years: what is planned beyond is a slip of the pen.
MAX_HOURS = 87_600


class ResCompany(models.Model):
    _inherit = "res.company"

    review_separation = fields.Boolean(
        prefetch=SETTINGS,
        string="Separation of Duties",
        default=True,
        help="The submitter and the salesperson never decide the final step.",
    )
    review_signing = fields.Selection(
        prefetch=SETTINGS,
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
        prefetch=SETTINGS,
        string="Carry Opinions over",
        default=True,
        help="On a new revision only those departments answer again whose parts have"
        " changed. The General Manager always decides anew.",
    )
    review_general_deputy_id = fields.Many2one(
        prefetch=SETTINGS,
        comodel_name="res.users",
        string="Regular Documents Approved by",
        domain=[("share", "=", False)],
        help="May decide the final step of what is not special in the General"
        " Manager's name. The form says so.",
    )
    review_escalation_hours = fields.Float(
        prefetch=SETTINGS,
        string="Second Escalation after",
        default=8.0,
        help="Working hours between the reminder of an overdue opinion and the report"
        " to the General Manager.",
    )
    review_told = fields.Boolean(
        prefetch=SETTINGS,
        string="Tell People",
        default=True,
        help="Who has to decide, who submitted it and who sells it are told at once, in"
        " the inbox or by mail as each prefers; each step stands in the chatter.",
    )
    review_digest = fields.Boolean(
        prefetch=SETTINGS,
        string="Daily Digest",
        default=True,
        help="Each working day's morning a mail with what waits for the person.",
    )
    review_urgent_hours = fields.Float(
        prefetch=SETTINGS,
        string="Urgent Reviews within",
        default=8.0,
        help="Working hours for the whole review of an urgent document.",
    )

    def _has_field_access(self, field, operation):
        if self.env.su or field._modules[:1] != ("customer_review",):
            return super()._has_field_access(field, operation)
        # Portal users read their company; the settings of this addon are not theirs.
        return self.env.user._is_internal() and super()._has_field_access(
            field, operation
        )

    def write(self, vals):
        result = super().write(vals)
        if any(
            name.startswith("resource_calendar_")
            or self._fields[name].prefetch == SETTINGS
            for name in vals
        ):
            self.env.registry.clear_cache()  # menus depend on settings, too
        return result

    @tools.ormcache("self.id")
    def _get_review_settings(self):
        """Return what each submission and decision asks for, kept at hand."""
        return self.sudo()._prepare_review_settings()

    def _prepare_review_settings(self):
        return {
            "signing": self.review_signing,
            "separation": self.review_separation,
            "general_deputy_id": self.review_general_deputy_id.id,
            "tz": self.resource_calendar_id.tz,
            "urgent_hours": self.review_urgent_hours,
            "told": self.review_told,
        }

    def _get_review_signing(self):
        """Return which decisions are signed with the password."""
        return self._get_review_settings()["signing"]

    def _is_review_told(self):
        """Return whether people are told of each step."""
        return self._get_review_settings()["told"]

    def _is_review_separated(self):
        """Return whether those involved are kept from the final step."""
        return self._get_review_settings()["separation"]

    def _get_review_general_deputy(self):
        """Return who decides the final step of general documents for the manager."""
        user_id = self._get_review_settings()["general_deputy_id"]
        return self.env["res.users"].browse(user_id or [])

    def _plan_working_hours(self, hours, start):
        """Return the UTC datetime ``hours`` working hours after ``start`` (UTC).

        Weekends, holidays and daylight-saving changes are those of the company's
        working schedule. A company without one works around the clock.
        """
        self.ensure_one()
        # A setting that is out of all bounds plans badly, and stops nothing.
        hours = min(max(0.0, hours), MAX_HOURS)
        left = timedelta(hours=hours)
        for begin, end in self._get_working_times(start.date()):
            begin = max(begin, start)
            if begin < end and left <= end - begin:
                return begin + left
            left -= max(end - begin, timedelta())
        calendar = self.sudo().resource_calendar_id
        planned = calendar and calendar.plan_hours(hours, start, compute_leaves=True)
        return planned or start + timedelta(hours=hours)

    @tools.ormcache("self.id", "day")
    def _get_working_times(self, day):
        """Return the working times from ``day`` on, as pairs of UTC datetimes.

        Kept at hand for some weeks; none where the company has no fixed schedule.
        """
        calendar = self.sudo().resource_calendar_id
        if not calendar or calendar.flexible_hours:
            return ()
        start = datetime.combine(day, time.min, UTC)
        end = start + timedelta(weeks=KEPT_WEEKS)
        intervals = calendar._work_intervals_batch(start, end)[False]
        return tuple(
            (_get_naive(begin), _get_naive(end)) for begin, end, _meta in intervals
        )

    @tools.ormcache("self.id", "first", "last")
    def _count_working_days(self, first, last):
        """Return the working days between two dates, both included; kept at hand."""
        calendar = self.sudo().resource_calendar_id
        if not calendar:
            return (last - first).days + 1
        return calendar.get_work_duration_data(
            datetime.combine(first, time.min), datetime.combine(last, time.max)
        )["days"]

    def _get_local_date(self, moment):
        """Return the date of a UTC datetime where the company works."""
        self.ensure_one()
        zone = self._get_review_settings()["tz"] or self.env.user.tz
        local = self.with_context(tz=zone)
        return fields.Datetime.context_timestamp(local, moment).date()


def _get_naive(moment):
    return moment.astimezone(UTC).replace(tzinfo=None)

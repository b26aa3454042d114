import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class CustomerOrderChangeAcknowledgement(models.Model):
    """That a department has taken notice of an applied change: who, and when.

    A member of the department acknowledges, or its deputy.
    """

    _name = "customer.order.change.acknowledgement"
    _inherit = ["customer.review.evidence"]
    _description = "Acknowledgement of a Change"
    _order = "change_id, department_id, id"
    _rec_name = "department_id"

    _engine_fields = frozenset(
        {
            "change_id",
            "department_id",
            "user_id",
            "date",
            "activity_id",
            "date_reminded",
        }
    )

    change_id = fields.Many2one(
        comodel_name="customer.order.change",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="change_id.company_id", store=True)
    department_id = fields.Many2one(
        comodel_name="customer.review.department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Acknowledged by",
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Datetime(string="Acknowledged on", readonly=True)
    activity_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, ondelete="set null"
    )
    date_reminded = fields.Datetime(string="Reminded on", readonly=True)
    can_acknowledge = fields.Boolean(compute="_compute_can_acknowledge")

    _department_unique = models.UniqueIndex("(change_id, department_id)")

    @api.depends("date", "department_id")
    @api.depends_context("uid")
    def _compute_can_acknowledge(self):
        for one in self:
            one.can_acknowledge = not one._get_acknowledge_error()

    def action_acknowledge(self):
        """Take notice of the change for the department."""
        self._check_visible()
        for one in self:
            if error := one._get_acknowledge_error():
                raise UserError(error)
        self._as_engine().write(
            {"user_id": self.env.uid, "date": fields.Datetime.now()}
        )
        self._close_activities()
        return True

    def _open_activities(self):
        """Ask the responsible person of each department."""
        activities = self._open_activities_on(
            "mail_activity_type_change",
            [
                {
                    "record": one.change_id,
                    "summary": self.env._(
                        "%s: take notice of the change", one.department_id._get_name()
                    ),
                    "date_deadline": fields.Date.context_today(one),
                    "user_id": one.department_id._get_assignee(one.company_id).id,
                }
                for one in self
            ],
        )
        for one, activity in zip(self, activities, strict=True):
            one._as_engine().write({"activity_id": activity.id})

    def _get_assignees(self):
        """Return the users who take notice for the departments."""
        users = self.env["res.users"]
        for one in self:
            users |= one.department_id._get_assignee(one.company_id)
        return users

    @api.model
    def _cron_remind(self):
        """Remind the departments that have not taken notice yet, again and again."""
        now = fields.Datetime.now()
        pending = self.search(
            Domain("date", "=", False) & Domain("change_id.date_applied", "!=", False)
        )
        overdue = pending.filtered(lambda one: one._is_reminder_due(now))
        self.env["ir.cron"]._commit_progress(remaining=len(overdue))
        for one in overdue:
            try:
                with self.env.cr.savepoint():
                    one._remind()
            except Exception:
                _logger.exception("No reminder of acknowledgement %s", one.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _is_reminder_due(self, now):
        self.ensure_one()
        days = self.company_id.sudo().change_reminder_days
        last = self.date_reminded or self.change_id.date_applied
        return days > 0 and last + timedelta(days=days) <= now

    def _remind(self):
        """Write to the department, and see that it still has its to-do."""
        self.ensure_one()
        self._as_engine().write({"date_reminded": fields.Datetime.now()})
        if not self.activity_id.active:
            self._open_activities()
        self.change_id.message_notify(
            partner_ids=self._get_assignees().partner_id.ids,
            subject=self.env._("Reminder: %s", self.change_id.name),
            body=self.env._(
                "%(department)s has not taken notice of the applied change"
                " %(change)s yet.",
                department=self.department_id._get_name(),
                change=self.change_id.name,
            ),
        )

    def _get_acknowledge_error(self):
        """Return why the user cannot acknowledge for the department, or False."""
        self.ensure_one()
        one = self.sudo()
        if one.date:
            return self.env._("It is acknowledged already.")
        if one.department_id._is_reviewer(self.env.user, one.company_id):
            return False
        return self.env._(
            "Only members of %s, or its deputy, acknowledge here.",
            one.department_id._get_name(),
        )

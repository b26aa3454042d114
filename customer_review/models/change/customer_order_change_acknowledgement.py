from odoo import api, fields, models
from odoo.exceptions import UserError


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
        self.check_access("read")
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

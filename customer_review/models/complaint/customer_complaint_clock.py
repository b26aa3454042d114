from odoo import api, fields, models
from odoo.fields import Domain

# Milestone: the field that holds when it was reached.
MILESTONES = {
    "acknowledge": "date_acknowledged",
    "answer": "date_first_answer",
    "solution": "date_answered",
    "close": "date_closed",
}
# What starts again when the customer reopens.
REOPENED_MILESTONES = ("solution", "close")


class CustomerComplaint(models.Model):
    """The deadlines of a complaint: due, reached, late, paused, escalated."""

    _inherit = "customer.complaint"

    date_acknowledged = fields.Datetime(
        string="Acknowledged on", readonly=True, copy=False
    )
    date_first_answer = fields.Datetime(
        string="First Answered on",
        readonly=True,
        copy=False,
        help="When a person of the company first wrote to the customer.",
    )
    date_answered = fields.Datetime(
        string="Answered on", readonly=True, copy=False, tracking=True
    )
    date_closed = fields.Datetime(string="Closed on", readonly=True, copy=False)
    deadline_acknowledge = fields.Datetime(
        string="Acknowledge by", compute="_compute_deadlines", store=True
    )
    deadline_answer = fields.Datetime(
        string="First Answer by", compute="_compute_deadlines", store=True
    )
    deadline_solution = fields.Datetime(
        string="Solution by", compute="_compute_deadlines", store=True
    )
    deadline_close = fields.Datetime(
        string="Close by", compute="_compute_deadlines", store=True
    )
    next_deadline = fields.Datetime(
        compute="_compute_next_deadline",
        store=True,
        index="btree_not_null",
        help="Empty while the customer is waited for, and once all is reached.",
    )
    next_deadline_kind = fields.Selection(
        selection=[
            ("acknowledge", "Acknowledge"),
            ("answer", "First Answer"),
            ("solution", "Solution"),
            ("close", "Close"),
        ],
        string="Next Milestone",
        compute="_compute_next_deadline",
        store=True,
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    punctuality = fields.Selection(
        selection=[("on_time", "On Time"), ("late", "Late")],
        string="Answered",
        compute="_compute_punctuality",
        store=True,
        help="Whether the answer with the solution reached the customer in time.",
    )
    days_to_close = fields.Float(
        string="Days to Close",
        compute="_compute_days_to_close",
        store=True,
        aggregator="avg",
        help="Calendar days from receipt to closing.",
    )
    waiting_since = fields.Datetime(
        string="Waiting for the Customer since", readonly=True, copy=False
    )
    paused_hours = fields.Float(
        readonly=True,
        copy=False,
        help="Working hours spent waiting for the customer, added to the deadlines.",
    )
    escalation_level = fields.Integer(readonly=True, copy=False)
    date_escalated = fields.Datetime(readonly=True, copy=False)
    date_escalation = fields.Datetime(
        string="Escalates on",
        compute="_compute_date_escalation",
        store=True,
        index="btree_not_null",
    )

    @api.depends("severity", "date_received", "date_reopened", "paused_hours")
    def _compute_deadlines(self):
        deadline_model = self.env["customer.complaint.deadline"]
        hours_by_company = {
            company: deadline_model._get_hours(company) for company in self.company_id
        }
        for complaint in self:
            hours = hours_by_company[complaint.company_id].get(complaint.severity, {})
            for milestone, reached in MILESTONES.items():
                name = f"deadline_{milestone}"
                # A milestone that was reached keeps the deadline it was held to.
                if not (complaint[reached] and complaint[name]):
                    complaint[name] = complaint._plan_deadline(milestone, hours)

    @api.depends(
        "state",
        "kind",
        "waiting_since",
        *MILESTONES.values(),
        *(f"deadline_{milestone}" for milestone in MILESTONES),
    )
    def _compute_next_deadline(self):
        for complaint in self:
            pending = [
                (complaint[f"deadline_{milestone}"], milestone)
                for milestone in complaint._get_milestones()
                if complaint[f"deadline_{milestone}"]
                and not complaint[MILESTONES[milestone]]
            ]
            paused = complaint.waiting_since or not complaint.is_open
            deadline, milestone = (
                min(pending) if pending and not paused else (False, False)
            )
            complaint.next_deadline = deadline
            complaint.next_deadline_kind = milestone

    @api.depends("next_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint.is_late = bool(
                complaint.next_deadline and complaint.next_deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("next_deadline", "<", fields.Datetime.now())
        on_time = Domain("next_deadline", "=", False) | ~late
        return Domain.OR([late if wanted else on_time for wanted in value])

    @api.depends("date_answered", "deadline_solution")
    def _compute_punctuality(self):
        for complaint in self:
            answered, deadline = complaint.date_answered, complaint.deadline_solution
            complaint.punctuality = (
                ("on_time" if answered <= deadline else "late")
                if answered and deadline
                else False
            )

    @api.depends("date_received", "date_closed")
    def _compute_days_to_close(self):
        for complaint in self:
            closed = complaint.date_closed
            seconds = closed and (closed - complaint.date_received).total_seconds()
            complaint.days_to_close = (seconds or 0.0) / 86400

    @api.depends("next_deadline", "escalation_level", "date_escalated")
    def _compute_date_escalation(self):
        for complaint in self:
            due = complaint.next_deadline
            if due and complaint.escalation_level == 1:
                company = complaint.company_id
                due = max(
                    due,
                    company._plan_working_hours(
                        company.review_escalation_hours, complaint.date_escalated
                    ),
                )
            elif complaint.escalation_level > 1:
                due = False
            complaint.date_escalation = due

    def action_wait_for_customer(self):
        """Stop the clock until the customer answers."""
        self._check_handler()
        self._do_wait()

    def action_resume(self):
        """Let the clock run again; the working time waited is added to it."""
        self._check_handler()
        self._do_resume()

    def _do_wait(self):
        self.filtered(
            lambda complaint: complaint.is_open and not complaint.waiting_since
        )._as_engine().write({"waiting_since": fields.Datetime.now()})

    def _do_resume(self):
        now = fields.Datetime.now()
        for complaint in self.filtered("waiting_since"):
            waited = complaint.company_id._count_working_hours(
                complaint.waiting_since, now
            )
            complaint._as_engine().write(
                {
                    "waiting_since": False,
                    "paused_hours": complaint.paused_hours + waited,
                }
            )

    def _get_milestones(self):
        """Return the milestones that hold for this kind of message."""
        self.ensure_one()
        if self.kind == "complaint":
            return tuple(MILESTONES)
        return ("acknowledge", "answer")

    def _plan_deadline(self, milestone, hours):
        """Return the UTC deadline of ``milestone``, given its working hours."""
        self.ensure_one()
        if milestone not in hours or not self.date_received:
            return False
        start, allowed = self.date_received, hours[milestone]
        if self.date_reopened and milestone in REOPENED_MILESTONES:
            start = self.date_reopened
        if milestone != "acknowledge":
            allowed += self.paused_hours
        return self.company_id._plan_working_hours(allowed, start)

    @api.model
    def _cron_escalate(self, batch=500):
        """Tell the responsible person what is late, then the General Manager.

        What is not due costs nothing: an index finds the rest.
        """
        failed = self.browse()
        while due := self.search(
            [
                ("date_escalation", "<=", fields.Datetime.now()),
                ("id", "not in", failed.ids),
            ],
            order="date_escalation, id",
            limit=batch,
        ):
            for complaint in due:
                failed |= complaint._try("_escalate")
                if not self.env["ir.cron"]._commit_progress(1):
                    return

    def _escalate(self):
        """Take one step up; each is taken once."""
        self.ensure_one()
        level = self.escalation_level + 1
        self._as_engine().write(
            {"escalation_level": level, "date_escalated": fields.Datetime.now()}
        )
        if level == 1:
            self._schedule(
                self.user_id or self.team_id.sudo().user_id,
                self.env._(
                    "Late: %(step)s", step=self._get_label("next_deadline_kind")
                ),
            )
        else:
            self._escalate_to_general_manager()

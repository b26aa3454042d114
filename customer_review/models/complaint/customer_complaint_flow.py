import logging

from odoo import Command, api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

# The one step that the form offers first.
NEXT_STEPS = {
    "received": "acknowledge",
    "acknowledged": "assess",
    "assessed": "investigate",
    "investigating": "answer",
    "answered": "verify",
    "verified": "close",
    "reopened": "assess",
}
# A suggestion or praise is answered without an investigation.
SHORT_NEXT_STEPS = {
    **NEXT_STEPS,
    "acknowledged": "answer",
    "answered": "close",
    "reopened": "answer",
}


class CustomerComplaint(models.Model):
    """The steps of a complaint: each is checked, then done."""

    _inherit = "customer.complaint"

    validity = fields.Selection(
        selection=[("valid", "Valid"), ("unfounded", "Unfounded")],
        string="Assessment",
        tracking=True,
    )
    assessment_reason = fields.Text()
    lead_department_id = fields.Many2one(
        comodel_name="customer.review.department",
        check_company=True,
        index="btree_not_null",
        tracking=True,
    )
    department_ids = fields.Many2many(
        comodel_name="customer.review.department",
        string="Departments Concerned",
        check_company=True,
    )
    refusal_reason = fields.Text(
        string="Reason Told to the Customer",
        help="Goes to the customer as it stands when the complaint is refused.",
    )
    reopen_reason = fields.Text(string="Why It Was Reopened")
    reopen_count = fields.Integer(string="Times Reopened", readonly=True, copy=False)
    date_reopened = fields.Datetime(string="Reopened on", readonly=True, copy=False)
    closing_note = fields.Text(
        string="Closed without Confirmation Because",
        copy=False,
        help="Needed only where the customer has not confirmed that it is settled.",
    )
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Closed by", readonly=True, copy=False
    )
    next_step = fields.Char(compute="_compute_next_step")
    next_step_hint = fields.Text(compute="_compute_next_step")

    @api.depends("state", "kind", "validity")
    def _compute_next_step(self):
        for complaint in self:
            step = complaint._get_next_step()
            complaint.next_step = step
            complaint.next_step_hint = step and complaint._get_step_error(step)

    def action_acknowledge(self):
        """Tell the customer that the message has arrived."""
        self._check_step("acknowledge")
        self._do_acknowledge()

    def action_assess(self):
        """Accept the complaint as valid and ask the departments concerned."""
        self._check_step("assess")
        self._do_assess()

    def action_investigate(self):
        """Begin to look for the causes."""
        self._check_step("investigate")
        self._do_investigate()

    def action_answer(self):
        """Send the result to the customer, or record how it was told."""
        self._check_step("answer")
        self._do_answer()

    def action_refuse(self):
        """Refuse the complaint as unfounded, and tell the customer why."""
        self._check_step("refuse")
        self._do_refuse()

    def action_close(self):
        """Close the complaint; it does not change any more."""
        self._check_step("close")
        self._do_close()

    def action_reopen(self):
        """Take the complaint up again."""
        self._check_step("reopen")
        self._do_reopen()

    def _get_next_step(self):
        """Return the step that comes next, False where there is none."""
        self.ensure_one()
        if self.kind != "complaint":
            return SHORT_NEXT_STEPS.get(self.state, False)
        step = NEXT_STEPS.get(self.state, False)
        if self.validity == "unfounded" and step in ("assess", "investigate", "answer"):
            return "refuse"
        return step

    def _check_step(self, step):
        """Raise where the user may not take ``step``, or something is missing.

        :raises UserError: names each complaint with all that it still lacks
        """
        self._check_handler()
        errors = {complaint: complaint._get_step_error(step) for complaint in self}
        if any(errors.values()):
            raise UserError(
                "\n\n".join(
                    self.env._(
                        "%(complaint)s is not ready for '%(step)s'. What is missing:"
                        "\n%(obstacles)s",
                        complaint=complaint.name,
                        step=self._get_step_label(step),
                        obstacles="\n".join(f"- {line}" for line in error.split("\n")),
                    )
                    for complaint, error in errors.items()
                    if error
                )
            )

    def _do_acknowledge(self):
        for complaint in self:
            complaint._as_engine().write(
                {"state": "acknowledged", "date_acknowledged": fields.Datetime.now()}
            )
        self._send_template("customer_review.customer_complaint_mail_acknowledgement")

    def _do_assess(self):
        for complaint in self:
            departments = complaint.department_ids | complaint.lead_department_id
            complaint._as_engine().write(
                {
                    "state": "assessed",
                    "department_ids": [Command.set(departments.ids)],
                }
            )
        self._ask_departments()
        self._report_where_needed()

    def _do_investigate(self):
        self._as_engine().write({"state": "investigating"})

    def _do_answer(self):
        now = fields.Datetime.now()
        for complaint in self:
            told = complaint.answer_channel != "email" and complaint.answer_time
            complaint._as_engine().write(
                {
                    "state": "answered",
                    "date_answered": told or now,
                    "date_first_answer": complaint.date_first_answer or told or now,
                    "answered_by_id": self.env.uid,
                    "answer_to": complaint._get_answer_recipient(),
                    "customer_verdict": False,
                    "date_reminded": False,
                    "verification_due": complaint._plan_verification(),
                }
            )
            complaint._send_answer()
            complaint._do_resume()
        self._schedule_verification()

    def _do_refuse(self):
        now = fields.Datetime.now()
        for complaint in self:
            complaint._as_engine().write(
                {
                    "state": "refused",
                    "date_first_answer": complaint.date_first_answer or now,
                    "date_answered": now,
                    "answered_by_id": self.env.uid,
                    "answer_to": complaint._get_answer_recipient(),
                    "date_closed": now,
                    "closed_by_id": self.env.uid,
                }
            )
        self._send_template("customer_review.customer_complaint_mail_refusal")
        self._close_activities()

    def _do_close(self):
        self._as_engine().write(
            {
                "state": "closed",
                "date_closed": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
            }
        )
        self._close_activities()

    def _do_reopen(self, reason=False):
        """Take these up again; solution and closing get new deadlines."""
        for complaint in self:
            complaint._as_engine().write(
                {
                    "state": "reopened",
                    "date_reopened": fields.Datetime.now(),
                    "reopen_reason": reason,
                    "reopen_count": complaint.reopen_count + 1,
                    "paused_hours": 0.0,
                    "waiting_since": False,
                    "escalation_level": 0,
                    "date_answered": False,
                    "date_verified": False,
                    "verified_by_id": False,
                    "verification_result": False,
                    "date_closed": False,
                    "closed_by_id": False,
                    "closing_note": False,
                    "customer_verdict": False,
                }
            )
            complaint._schedule(
                complaint.user_id or complaint.team_id.sudo().user_id,
                self.env._("Reopened: %(subject)s", subject=complaint.subject),
            )

    @api.model
    def _get_step_label(self, step):
        return {
            "acknowledge": self.env._("Acknowledge"),
            "assess": self.env._("Complete Assessment"),
            "investigate": self.env._("Start Investigation"),
            "answer": self.env._("Send Answer"),
            "refuse": self.env._("Refuse as Unfounded"),
            "verify": self.env._("Record Verification"),
            "close": self.env._("Close"),
            "reopen": self.env._("Reopen"),
        }[step]

    def _try(self, method):
        """Run ``method`` in a savepoint; return what failed, for crons."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                getattr(self, method)()
        except Exception:
            _logger.exception("%s failed for complaint %s", method, self.id)
            return self
        return self.browse()

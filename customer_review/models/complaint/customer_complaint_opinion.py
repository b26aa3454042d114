from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# What a department works on besides its answer.
PARTS = ("containment", "cause", "action")


class CustomerComplaintOpinion(models.Model):
    """What a department answers on a complaint.

    A member of the department gives it, or the deputy in the responsible person's
    name; once given it stays. Asked by the assessment, never by hand.
    """

    _name = "customer.complaint.opinion"
    _inherit = ["customer.complaint.part"]
    _description = "Department's Answer on a Complaint"
    _order = "complaint_id, department_id, id"
    _rec_name = "department_id"
    _engine_fields = frozenset(
        {
            "complaint_id",
            "department_id",
            "state",
            "user_id",
            "on_behalf_of_id",
            "date_given",
            "date_deadline",
            "activity_id",
        }
    )

    department_id = fields.Many2one(
        comodel_name="customer.review.department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    state = fields.Selection(
        selection=[("pending", "Pending"), ("given", "Given")],
        required=True,
        readonly=True,
        default="pending",
        copy=False,
    )
    comment = fields.Text(string="Answer")
    user_id = fields.Many2one(
        comodel_name="res.users", string="Answered by", readonly=True, copy=False
    )
    on_behalf_of_id = fields.Many2one(
        comodel_name="res.users", string="Answered for", readonly=True, copy=False
    )
    date_given = fields.Datetime(string="Answered on", readonly=True, copy=False)
    date_deadline = fields.Datetime(string="Due", readonly=True, copy=False)
    activity_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, copy=False, ondelete="set null"
    )
    can_answer = fields.Boolean(compute="_compute_can_answer")

    @api.depends("state", "department_id", "complaint_id.state")
    @api.depends_context("uid")
    def _compute_can_answer(self):
        for opinion in self:
            opinion.can_answer = not opinion._get_answer_error()

    def action_answer(self):
        """Give the department's answer."""
        self._check_answer()
        self._do_answer()

    def action_view_part(self):
        """Open the complaint's containment, causes or actions, as the context says."""
        self._check_visible()
        self.ensure_one()
        part = self.env.context.get("complaint_part")
        if part not in PARTS:
            raise UserError(self.env._("There is no such part of a complaint."))
        model = self.env[f"customer.complaint.{part}"]
        return {
            "type": "ir.actions.act_window",
            "name": model._description,
            "res_model": model._name,
            "view_mode": "list" if part == "containment" else "list,form",
            "domain": [("complaint_id", "=", self.complaint_id.id)],
            "context": {"default_complaint_id": self.complaint_id.id},
        }

    def _get_answer_error(self):
        """Return why the user cannot answer for the department, or False."""
        self.ensure_one()
        complaint = self.complaint_id
        if self.state == "given":
            return self.env._("The answer has been given; it stays as it is.")
        if not complaint.sudo().is_open:
            return self.env._("The complaint is closed.")
        if complaint._get_role_in(self.department_id):
            return False
        return self.env._(
            "Only a member of %(department)s, or the deputy, answers for it.",
            department=self.department_id.sudo().name,
        )

    def _check_answer(self):
        self._check_visible()
        for opinion in self:
            if error := opinion._get_answer_error():
                raise AccessError(error)
            if not opinion.comment:
                raise UserError(self.env._("Write the department's answer first."))

    def _do_answer(self):
        self.complaint_id._claim()
        for opinion in self:
            department, complaint = opinion.department_id, opinion.complaint_id
            responsible = department.with_company(opinion.company_id).sudo().user_id
            deputy = complaint._get_role_in(department) == "deputy"
            opinion._as_engine().write(
                {
                    "state": "given",
                    "user_id": self.env.uid,
                    "on_behalf_of_id": deputy and responsible.id,
                    "date_given": fields.Datetime.now(),
                }
            )
            complaint._close_activities_of(opinion.activity_id)
        started = self.complaint_id.filtered(lambda one: one.state == "assessed")
        started._as_engine().write({"state": "investigating"})

    def _get_write_error(self, names):
        if error := super()._get_write_error(names):
            return error
        return "comment" in names and self._get_answer_error()

    def _get_delete_error(self):
        return self.env._("A department's answer stays on record, given or not.")

    def _schedule_answers(self):
        """Set the deadline of each answer and give its department an activity."""
        for opinion in self:
            complaint = opinion.complaint_id
            assignee = opinion.department_id._get_assignee(complaint.company_id)
            activity = complaint._schedule(
                assignee,
                self.env._(
                    "Answer for %(department)s", department=opinion.department_id.name
                ),
            )
            deadline = complaint.deadline_solution
            if activity and deadline:
                activity.date_deadline = deadline.date()
            opinion.write({"date_deadline": deadline, "activity_id": activity.id})

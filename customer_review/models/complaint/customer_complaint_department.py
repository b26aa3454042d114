from odoo import api, fields, models


class CustomerComplaint(models.Model):
    """The departments' part: their answers, their lines, their activities."""

    _inherit = "customer.complaint"

    opinion_ids = fields.One2many(
        comodel_name="customer.complaint.opinion",
        inverse_name="complaint_id",
        string="Department Answers",
    )
    containment_ids = fields.One2many(
        comodel_name="customer.complaint.containment",
        inverse_name="complaint_id",
    )
    cause_ids = fields.One2many(
        comodel_name="customer.complaint.cause",
        inverse_name="complaint_id",
        string="Causes",
    )
    action_ids = fields.One2many(
        comodel_name="customer.complaint.action",
        inverse_name="complaint_id",
        string="Actions",
    )

    my_opinion_id = fields.Many2one(
        comodel_name="customer.complaint.opinion",
        string="My Department's Answer",
        compute="_compute_my_opinion_id",
        help="The answer that waits for the user, if there is one.",
    )

    @api.depends("opinion_ids.state")
    @api.depends_context("uid")
    def _compute_my_opinion_id(self):
        for complaint in self:
            complaint.my_opinion_id = complaint.opinion_ids.filtered("can_answer")[:1]

    def action_view_my_opinion(self):
        """Open the answer that waits for the user."""
        self._check_visible()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Department's Answer"),
            "res_model": "customer.complaint.opinion",
            "res_id": self.my_opinion_id.id,
            "view_mode": "form",
            "target": "new",
        }

    def _ask_departments(self):
        """Open one answer for each department concerned, with its activity."""
        self.env["customer.complaint.opinion"]._as_engine().create(
            [
                {"complaint_id": complaint.id, "department_id": department.id}
                for complaint in self
                for department in complaint.department_ids
                - complaint.opinion_ids.filtered(
                    lambda opinion: opinion.state == "pending"
                ).department_id
            ]
        )._schedule_answers()

    def _schedule(self, user, summary, note=False):
        """Give ``user`` an activity; return it, none where there is no user."""
        self.ensure_one()
        if not user:
            return self.env["mail.activity"]
        values = {"record": self, "user_id": user.id, "summary": summary, "note": note}
        return self._open_activities_on("mail_activity_type_complaint", [values])

    def _close_activities(self, users=None):
        """Close the activities of these complaints, or those of ``users`` alone."""
        activities = self.sudo().activity_ids
        if users is not None:
            activities = activities.filtered(lambda act: act.user_id in users)
        self._close_activities_of(activities)

    def _get_signatures(self):
        """Return the signature block of the form as ``{role, name, date}``."""
        self.ensure_one()
        given = self.opinion_ids.filtered(lambda opinion: opinion.state == "given")
        opinions = {opinion.department_id.code: opinion for opinion in given}
        lead = given.filtered(
            lambda opinion: opinion.department_id == self.lead_department_id
        )[:1]
        signatures = [
            {
                "role": self.env._("Recorder"),
                "name": self.recorder_id.name,
                "date": self.create_date,
            }
        ]
        for role, opinion in (
            (self.env._("Department Head"), lead),
            (self.env._("Quality"), opinions.get("quality")),
            (self.env._("Sales"), opinions.get("sales")),
        ):
            signatures.append(
                {
                    "role": role,
                    "name": opinion and opinion.user_id.name,
                    "date": opinion and opinion.date_given,
                }
            )
        signatures.append(
            {
                "role": self.env._("General Manager"),
                "name": self.general_manager_id.name,
                "date": self.date_decided,
            }
        )
        return signatures

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerComplaint(models.Model):
    """What is reported to the General Manager, and what he decides."""

    _inherit = "customer.complaint"

    report_wanted = fields.Selection(
        selection=[("yes", "Yes"), ("no", "Not needed")],
        string="Report to the General Manager",
        help="It is reported in any case where a setting asks for it.",
    )
    report_state = fields.Selection(
        selection=[
            ("none", "Not Reported"),
            ("reported", "To Decide"),
            ("decided", "Decided"),
        ],
        string="General Manager",
        required=True,
        readonly=True,
        copy=False,
        default="none",
        index=True,
        tracking=True,
    )
    report_reason = fields.Text(string="Reported Because", readonly=True, copy=False)
    date_reported = fields.Datetime(string="Reported on", readonly=True, copy=False)
    reported_by_id = fields.Many2one(
        comodel_name="res.users", string="Reported by", readonly=True, copy=False
    )
    general_manager_decision = fields.Selection(
        selection=[
            ("agreed", "Agreed"),
            ("measures", "Further measures needed"),
        ],
        string="Decision",
        readonly=True,
        copy=False,
        tracking=True,
    )
    general_manager_comment = fields.Text(
        string="Comment of the General Manager", readonly=True, copy=False
    )
    general_manager_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True, copy=False
    )
    general_manager_for_id = fields.Many2one(
        comodel_name="res.users", string="Decided for", readonly=True, copy=False
    )
    date_decided = fields.Datetime(string="Decided on", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    @api.depends("report_state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for complaint in self:
            complaint.can_decide = not complaint._get_decide_error()

    def action_report_to_general_manager(self):
        """Ask the General Manager to decide."""
        self._check_report()
        for complaint in self:
            complaint._do_report(
                complaint._get_report_reasons()
                or [self.env._("requested by %(user)s", user=self.env.user.name)]
            )

    def action_decide(self):
        """Open the dialog in which the General Manager decides."""
        self._check_decide()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("General Manager's Decision"),
            "res_model": "customer.complaint.decision",
            "view_mode": "form",
            "target": "new",
            "context": {"default_complaint_ids": self.ids},
        }

    def _check_report(self):
        self._check_handler()
        for complaint in self:
            if error := complaint._get_report_error():
                raise UserError(error)

    def _get_report_error(self):
        """Return why it cannot be reported to the General Manager, or False."""
        self.ensure_one()
        if self.report_state == "reported":
            return self.env._(
                "%(complaint)s is with the General Manager already.",
                complaint=self.name,
            )
        manager = self._get_general_manager()
        if manager and manager._get_assignee(self.company_id):
            return False
        return self.env._(
            "%(complaint)s cannot be reported: nobody in %(company)s decides"
            " as General Manager. Ask the administrator to put a person into"
            " the department '%(department)s'.",
            complaint=self.name,
            company=self.company_id.name,
            department=manager.name or self.env._("General Manager"),
        )

    def _get_decide_error(self):
        """Return why the user cannot decide for the General Manager, or False."""
        self.ensure_one()
        if self.report_state != "reported":
            return self.env._("It does not wait for the General Manager.")
        if self._get_role_in(self._get_general_manager()):
            return False
        return self.env._("Only the General Manager, or the deputy, decides on it.")

    def _check_decide(self):
        self._check_visible()
        for complaint in self:
            if error := complaint._get_decide_error():
                raise AccessError(
                    self.env._(
                        "%(complaint)s: %(reason)s",
                        complaint=complaint.name,
                        reason=error,
                    )
                )

    def _do_decide(self, decision, comment):
        """Record the General Manager's decision; it cannot be taken back."""
        self._check_decide()
        for complaint in self:
            manager = complaint._get_general_manager()
            deputy = complaint._get_role_in(manager) == "deputy"
            responsible = manager.with_company(complaint.company_id).sudo().user_id
            complaint._as_engine().write(
                {
                    "report_state": "decided",
                    "general_manager_decision": decision,
                    "general_manager_comment": comment,
                    "general_manager_id": self.env.uid,
                    "general_manager_for_id": deputy and responsible.id,
                    "date_decided": fields.Datetime.now(),
                }
            )
            complaint._close_activities(responsible | self.env.user)
            if decision == "measures":
                complaint._schedule(
                    complaint.user_id,
                    self.env._("The General Manager asks for further measures"),
                    comment,
                )

    def _report_where_needed(self):
        """Report what a person or a setting wants reported, once."""
        for complaint in self.filtered(lambda record: record.report_state == "none"):
            reasons = complaint._get_report_reasons()
            if complaint.report_wanted == "yes":
                reasons.append(
                    self.env._("requested by %(user)s", user=self.env.user.name)
                )
            if reasons:
                complaint._do_report(reasons)

    def _do_report(self, reasons):
        self.ensure_one()
        if error := self._get_report_error():
            raise UserError(error)
        assignee = self._get_general_manager()._get_assignee(self.company_id)
        self._as_engine().write(
            {
                "report_state": "reported",
                "report_reason": "; ".join(reasons),
                "date_reported": fields.Datetime.now(),
                "reported_by_id": self.env.uid,
                "general_manager_decision": False,
                "general_manager_comment": False,
            }
        )
        self._schedule(
            assignee, self.env._("Decide on the complaint"), "; ".join(reasons)
        )

    def _get_report_reasons(self):
        """Return why the company's settings want the General Manager told."""
        self.ensure_one()
        company = self.company_id
        amount = company.complaint_report_amount
        reasons = {
            self.env._("safety or legal matter"): company.complaint_report_safety
            and self.is_safety,
            self.env._("severity"): company.complaint_report_severity
            and self.severity in ("major", "urgent"),
            self.env._("repeated"): company.complaint_report_repeated
            and self.repeat_count,
            self.env._("overdue"): company.complaint_report_overdue and self.is_late,
            self.env._("claim above the limit"): amount and self.claim_amount > amount,
        }
        return [reason for reason, holds in reasons.items() if holds]

    @api.model
    def _get_general_manager(self):
        """Return the department that decides on what is reported, as superuser."""
        return self.env["customer.review.department"]._get_general_manager()

    def _escalate_to_general_manager(self):
        """Report what is overdue, or only tell where the setting is off.

        Where nobody decides as General Manager, the responsible person is told.
        """
        self.ensure_one()
        manager = self._get_general_manager()
        assignee = manager and manager._get_assignee(self.company_id)
        overdue = self.company_id.complaint_report_overdue
        if assignee and overdue and self.report_state == "none":
            self._do_report([self.env._("overdue")])
            return
        self._schedule(
            assignee or self.user_id or self.team_id.sudo().user_id,
            self.env._("Late: %(step)s", step=self._get_label("next_deadline_kind")),
        )

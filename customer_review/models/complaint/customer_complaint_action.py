from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class CustomerComplaintAction(models.Model):
    """A corrective or preventive action: owned, due, done, verified by another."""

    _name = "customer.complaint.action"
    _inherit = ["customer.complaint.part"]
    _description = "Action on a Complaint"
    _order = "complaint_id, kind, date_deadline, id"
    _engine_fields = frozenset(
        {"state", "date_done", "done_by_id", "date_verified", "verified_by_id"}
    )

    name = fields.Char(string="Action", required=True)
    kind = fields.Selection(
        selection=[("corrective", "Corrective"), ("preventive", "Preventive")],
        required=True,
        default="corrective",
    )
    measure = fields.Selection(
        selection=[
            ("process", "Process"),
            ("equipment", "Equipment or Tooling"),
            ("design", "Design or Specification"),
            ("inspection", "Inspection"),
            ("document", "Document"),
            ("supplier", "Supplier"),
            ("training", "Training"),
            ("other", "Other"),
        ],
        required=True,
        default="process",
    )
    cause_id = fields.Many2one(
        comodel_name="customer.complaint.cause",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('complaint_id', '=', complaint_id)]",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
    )
    date_deadline = fields.Date(
        string="Due",
        compute="_compute_date_deadline",
        store=True,
        readonly=False,
        index=True,
    )
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("verified", "Verified")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        index=True,
    )
    date_done = fields.Datetime(string="Done on", readonly=True, copy=False)
    done_by_id = fields.Many2one(
        comodel_name="res.users", string="Done by", readonly=True, copy=False
    )
    date_verified = fields.Datetime(string="Verified on", readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        comodel_name="res.users", string="Verified by", readonly=True, copy=False
    )
    evidence = fields.Text(help="What shows that it was done and works.")
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Files of Evidence"
    )

    @api.depends("kind")
    def _compute_date_deadline(self):
        today = fields.Date.context_today(self)
        for action in self:
            company = action.company_id or self.env.company
            days = (
                company.complaint_corrective_days
                if action.kind == "corrective"
                else company.complaint_preventive_days
            )
            action.date_deadline = action.date_deadline or fields.Date.add(
                today, days=days
            )

    def write(self, vals):
        if not self._is_engine() and any(act.state == "verified" for act in self):
            raise UserError(
                self.env._(
                    "A verified action does not change. Add another action instead."
                )
            )
        return super().write(vals)

    def action_done(self):
        """Report the action as done."""
        self.check_access("write")
        for action in self:
            if action.state != "open":
                raise UserError(
                    self.env._("'%(action)s' is done already.", action=action.name)
                )
        self._as_engine().write(
            {
                "state": "done",
                "date_done": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )

    def action_verify(self):
        """Confirm, as another person than the owner, that the action was done."""
        self.check_access("write")
        for action in self:
            if obstacle := action._get_verify_obstacle():
                raise obstacle
        self._as_engine().write(
            {
                "state": "verified",
                "date_verified": fields.Datetime.now(),
                "verified_by_id": self.env.uid,
            }
        )

    def _get_verify_obstacle(self):
        """Return the exception that says why the user cannot verify it, or None."""
        self.ensure_one()
        if self.state != "done":
            return UserError(
                self.env._(
                    "'%(action)s' is verified after it was done. Report it as done"
                    " first.",
                    action=self.name,
                )
            )
        if not self.evidence and not self.attachment_ids:
            return UserError(
                self.env._(
                    "'%(action)s' has no evidence. Write what shows that it works, or"
                    " attach it.",
                    action=self.name,
                )
            )
        if self.env.user in self.user_id | self.done_by_id:
            return AccessError(
                self.env._(
                    "'%(action)s' is verified by another person than the one who did"
                    " it.",
                    action=self.name,
                )
            )
        return None

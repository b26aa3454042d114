from odoo import api, fields, models
from odoo.exceptions import UserError

# What may be added to an action between its report and its verification.
EVIDENCE_FIELDS = frozenset({"evidence", "attachment_ids"})


class CustomerComplaintAction(models.Model):
    """A corrective or preventive action: owned, due, done, verified by another."""

    _name = "customer.complaint.action"
    _inherit = ["customer.complaint.part"]
    _description = "Action on a Complaint"
    _order = "complaint_id, kind, date_deadline, id"
    _engine_fields = frozenset(
        {"state", "date_done", "done_by_id", "date_verified", "verified_by_id"}
    )
    _assignable_fields = frozenset({"user_id"})

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
            days = company._get_complaint_days(action.kind or "corrective")
            action.date_deadline = action.date_deadline or fields.Date.add(
                today, days=days
            )

    def action_done(self):
        """Report the action as done."""
        self._check_done()
        self._do_done()

    def action_verify(self):
        """Confirm, as another person than the owner, that the action was done."""
        self._check_verify()
        self._do_verify()

    def _check_done(self):
        self._check_visible()
        self.check_access("write")
        for action in self:
            if error := action._get_done_error():
                raise UserError(error)

    def _get_done_error(self):
        """Return why it cannot be reported as done, or False."""
        self.ensure_one()
        if self.state != "open":
            return self.env._("'%(action)s' is done already.", action=self.name)
        return self._get_closed_error()

    def _do_done(self):
        self.complaint_id._claim()
        self._as_engine().write(
            {
                "state": "done",
                "date_done": fields.Datetime.now(),
                "done_by_id": self.env.uid,
            }
        )

    def _check_verify(self):
        self._check_visible()
        self.check_access("write")
        for action in self:
            if error := action._get_verify_error():
                raise UserError(error)

    def _get_verify_error(self):
        """Return why the user cannot verify it, or False."""
        self.ensure_one()
        if error := self._get_closed_error():
            return error
        if self.state != "done":
            return self.env._(
                "'%(action)s' is verified after it was done. Report it as done first.",
                action=self.name,
            )
        if not self.evidence and not self.attachment_ids:
            return self.env._(
                "'%(action)s' has no evidence. Write what shows that it works, or"
                " attach it.",
                action=self.name,
            )
        if self.env.user in self.user_id | self.done_by_id:
            return self.env._(
                "'%(action)s' is verified by another person than the one who did it.",
                action=self.name,
            )
        return False

    def _do_verify(self):
        self._as_engine().write(
            {
                "state": "verified",
                "date_verified": fields.Datetime.now(),
                "verified_by_id": self.env.uid,
            }
        )

    def _get_write_error(self, names):
        if error := super()._get_write_error(names):
            return error
        if self.state == "verified":
            return self.env._(
                "A verified action does not change. Add another action instead."
            )
        if self.state == "done" and not EVIDENCE_FIELDS.issuperset(names):
            return self.env._(
                "'%(action)s' was reported as done: only its evidence may be added."
                " Add another action instead.",
                action=self.name,
            )
        return False

    def _get_delete_error(self):
        if error := super()._get_delete_error():
            return error
        if self.state != "open":
            return self.env._(
                "'%(action)s' was reported as done and stays on record. Add another"
                " action instead.",
                action=self.name,
            )
        return self._get_told_error()

    def _get_file_error(self):
        if error := super()._get_file_error():
            return error
        if self.state == "verified":
            return self.env._(
                "'%(action)s' is verified: its files of evidence stay as they are."
                " Add another action instead.",
                action=self.name,
            )
        return False

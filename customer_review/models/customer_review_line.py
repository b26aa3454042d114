from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime


class CustomerReviewLine(models.Model):
    """A department's opinion on a review.

    =====================  ====================================================
    Action                 Who
    =====================  ====================================================
    Decide                 a member of the department, or its deputy while set
    Decide the final step  as above, or the person who approves general orders;
                           never the submitter or the salesperson (setting)
    =====================  ====================================================

    Serves points 3.1 to 3.6 of the procedure.
    """

    _name = "customer.review.line"
    _inherit = ["customer.review.evidence"]
    _description = "Department Opinion"
    _order = "sequence, department_sequence, id"
    _rec_name = "department_id"

    _engine_fields = frozenset(
        {
            "review_id",
            "company_id",
            "department_id",
            "department_sequence",
            "sequence",
            "hours",
            "is_final",
            "decision",
            "user_id",
            "on_behalf_of_id",
            "date_opened",
            "date_decided",
            "date_deadline",
            "comment",
            "check_ids",
            "activity_id",
            "escalation",
            "date_escalated",
        }
    )

    review_id = fields.Many2one(
        comodel_name="customer.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    department_id = fields.Many2one(
        comodel_name="customer.review.department",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    # Kept here so that reordering the departments leaves old forms as they are.
    department_sequence = fields.Integer(readonly=True)
    sequence = fields.Integer(string="Step", readonly=True)
    hours = fields.Float(string="Working Hours", readonly=True)
    is_final = fields.Boolean(string="Final Step", readonly=True)
    decision = fields.Selection(
        selection=[
            ("waiting", "Waiting"),
            ("pending", "To Review"),
            ("accepted", "Accepted"),
            ("conditional", "Accepted with Conditions"),
            ("rejected", "Not Accepted"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Decided by",
        readonly=True,
        ondelete="restrict",
    )
    on_behalf_of_id = fields.Many2one(
        comodel_name="res.users", string="For", readonly=True, ondelete="restrict"
    )
    date_opened = fields.Datetime(string="Opened on", readonly=True)
    date_decided = fields.Datetime(string="Decided on", readonly=True)
    date_deadline = fields.Datetime(string="Due", readonly=True, index=True)
    comment = fields.Text(string="Opinion", readonly=True)
    check_ids = fields.One2many(
        comodel_name="customer.review.check",
        inverse_name="line_id",
        string="Checklist",
    )
    activity_id = fields.Many2one(
        comodel_name="mail.activity",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    escalation = fields.Integer(
        string="Escalations",
        readonly=True,
        help="1: the department was reminded; 2: the General Manager was told.",
    )
    date_escalated = fields.Datetime(readonly=True)

    review_state = fields.Selection(related="review_id.state", string="State")
    partner_id = fields.Many2one(related="review_id.partner_id")
    document_name = fields.Char(related="review_id.document_name")
    subject = fields.Char(related="review_id.subject")
    review_class = fields.Selection(related="review_id.review_class")
    amount_total = fields.Monetary(related="review_id.amount_total", string="Amount")
    currency_id = fields.Many2one(related="review_id.currency_id")
    date_delivery = fields.Date(related="review_id.date_delivery")
    submitter_id = fields.Many2one(
        related="review_id.user_id", string="Submitted by"
    )
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )

    _pending_idx = models.Index("(department_id, date_deadline) WHERE decision = 'pending'")

    @api.depends("decision", "date_deadline")
    def _compute_is_late(self):
        now = self.env.cr.now()
        for line in self:
            line.is_late = (
                line.decision == "pending"
                and bool(line.date_deadline)
                and line.date_deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("decision", "=", "pending") & Domain(
            "date_deadline", "<", self.env.cr.now()
        )

    @api.depends("decision", "review_id.state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for line in self:
            line.can_decide = not line._get_decision_error()

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        user = self.env.user
        departments = self.env["customer.review.department"].sudo()
        own = departments.search(
            Domain("group_id", "in", user._get_group_ids())
            | Domain("deputy_id", "=", user.id)
        )
        deputised = self.env.companies.sudo().filtered(
            lambda company: company.review_general_deputy_id == user
        )
        domain = Domain("department_id", "in", own.ids)
        if deputised:
            domain |= (
                Domain("is_final", "=", True)
                & Domain("company_id", "in", deputised.ids)
                & Domain("review_id.review_class", "=", "regular")
            )
        separated = self.env.companies.sudo().filtered("review_separation")
        involved = (
            Domain("is_final", "=", True)
            & Domain("company_id", "in", separated.ids)
            & (
                Domain("review_id.user_id", "=", user.id)
                | Domain("review_id.salesperson_id", "=", user.id)
            )
        )
        return Domain("decision", "=", "pending") & domain & ~involved

    def action_accept(self):
        """Accept for the department. Checklist items left open count as met.

        :raise UserError: where the user may not decide, or an item was answered no
        """
        self._take_decision("accepted")
        return True

    def action_accept_with_conditions(self):
        """Open the dialog that asks for the opinion and the conditions."""
        return self._open_decision("conditional")

    def action_reject(self):
        """Open the dialog that asks for the reason."""
        return self._open_decision("rejected")

    def action_open_review(self):
        """Open the form of the review."""
        self.ensure_one()
        return self.review_id._get_records_action()

    def _open_decision(self, decision):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_review.customer_review_decision_action"
        )
        if decision == "rejected":
            action["name"] = self.env._("Reject")
        return action | {
            "context": {
                "default_line_ids": self.ids,
                "default_decision": decision,
            }
        }

    def _get_decision_error(self, decision=None, checks=None):
        """Return why the user cannot decide on this opinion now, or False.

        :param decision: also whether this very decision is open to him
        :param checks: the checklists of several opinions, where the caller has them
        """
        self.ensure_one()
        line = self.sudo()
        user = self.env.user
        if line.review_state not in ("in_review", "to_approve"):
            return self.env._("The review is closed.")
        if line.decision == "waiting":
            return self.env._(
                "It is not yet the turn of %s.", line.department_id._get_name()
            )
        if line.decision != "pending":
            return self.env._(
                "%(user)s has already decided for %(department)s.",
                user=line.user_id.name,
                department=line.department_id._get_name(),
            )
        if line.company_id.id not in user._get_company_ids():
            return self.env._("The review belongs to another company.")
        if not line._is_entitled(user):
            return self.env._(
                "Only members of %s, or its deputy, decide here.",
                line.department_id._get_name(),
            )
        if line._is_involved(user):
            return self.env._(
                "Whoever submitted or sells it does not decide its final step."
                " Another member of %s has to.",
                line.department_id._get_name(),
            )
        if not decision:
            return False
        checks = line._get_checks() if checks is None else checks
        return line._get_acceptance_error(
            decision, checks.filtered(lambda check: check.line_id == line)
        )

    def _get_acceptance_error(self, decision, checks):
        """Return why the department cannot accept in this way, or False."""
        refused = checks.filtered(lambda check: check.answer == "no")
        if unexplained := refused.filtered(lambda check: not check.note):
            return self.env._(
                "Say in a note why '%s' is answered with no.", unexplained[0].name
            )
        if decision == "accepted" and refused:
            return self.env._(
                "'%s' is answered with no: accept with conditions, or reject.",
                refused[0].name,
            )
        if self.is_final and decision != "rejected":
            if conditions := self.review_id._get_open_conditions():
                return self.env._(
                    "Still open: %s. Close these conditions before the final"
                    " approval.",
                    ", ".join(conditions.mapped("name")),
                )
            return self.review_id._get_document()._get_approval_error()
        return False

    def _get_checks(self):
        """Return the checklists of these opinions, read in one go."""
        return self.env["customer.review.check"].search_fetch(
            [("line_id", "in", self.ids)], ["line_id", "name", "answer", "note"]
        )

    def _is_entitled(self, user):
        self.ensure_one()
        return (
            self.department_id._is_member(user)
            or self.department_id._is_deputy(user, self.company_id)
            or self._is_general_deputy(user)
        )

    def _is_general_deputy(self, user):
        return (
            self.is_final
            and self.review_id.review_class == "regular"
            and self.company_id.review_general_deputy_id == user
        )

    def _is_involved(self, user):
        review = self.review_id
        return (
            self.is_final
            and self.company_id.review_separation
            and user
            in review.user_id + review.salesperson_id + review._get_salesperson()
        )

    def _get_principal(self, user):
        """Return the person in whose name ``user`` decides, if it is not his own."""
        self.ensure_one()
        user_id = self.department_id._get_people(self.company_id)[1]
        responsible = self.env["res.users"].browse(user_id or [])
        if responsible == user:
            return self.env["res.users"]
        deputises = self.department_id._is_deputy(user, self.company_id) or (
            self._is_general_deputy(user) and not self.department_id._is_member(user)
        )
        if not deputises:
            return self.env["res.users"]
        return responsible or self.department_id._get_members(self.company_id)[:1]

    def _check_can_decide(self, decision):
        """Raise where the user may not decide so; return the checklists."""
        checks = self.sudo()._get_checks()
        errors = {line: line._get_decision_error(decision, checks) for line in self}
        errors = {line: error for line, error in errors.items() if error}
        if errors:
            raise UserError(
                "\n".join(
                    f"{line.sudo().review_id.display_name}: {error}"
                    for line, error in errors.items()
                )
            )
        return checks

    def _take_decision(self, decision, comment=False, conditions=()):
        """Decide in the user's name, and let the reviews move on.

        :param conditions: records with the action, owner and date of each condition
        :raise UserError: where the user may not decide so
        """
        checks = self._check_can_decide(decision)
        if decision == "accepted":
            checks.filtered(lambda check: not check.answer)._as_engine().write(
                {"answer": "yes"}
            )
        if conditions:
            self._add_conditions(conditions)
        lines = self.sudo()
        user = self.env.user
        for principal, own in lines.grouped(lambda x: x._get_principal(user)).items():
            own._as_engine().write(
                {
                    "decision": decision,
                    "user_id": user.id,
                    "on_behalf_of_id": principal.id,
                    "date_decided": self.env.cr.now(),
                    "comment": comment,
                }
            )
        lines._close_activities()
        if decision == "rejected":
            lines.review_id._as_engine().write({"closing_reason": comment})
        lines.review_id._advance()
        if decision != "accepted":
            lines._log_decision()

    def _add_conditions(self, conditions):
        """Set the conditions on each of the opinions that is about to be given."""
        self.env["customer.review.condition"]._as_engine().create(
            [
                {
                    "review_id": line.review_id.id,
                    "line_id": line.id,
                    "company_id": line.company_id.id,
                    "name": condition.name,
                    "user_id": condition.user_id.id,
                    "date_deadline": condition.date_deadline,
                }
                for line in self.sudo()
                for condition in conditions
            ]
        )._open_activities()

    def _log_decision(self):
        labels = dict(self._fields["decision"]._description_selection(self.env))
        bodies = {}
        for line in self:
            text = f"{line.department_id._get_name()}: {labels[line.decision]}"
            if line.on_behalf_of_id:
                text += " " + self.env._("(for %s)", line.on_behalf_of_id.name)
            bodies.setdefault(line.review_id, []).append(f"{text} – {line.comment}")
        self.env["customer.review"]._log_by_document(
            {review: "; ".join(texts) for review, texts in bodies.items()}
        )

    def _open(self, late):
        """Ask these departments: it is their turn now.

        They have until the time planned at submission; the full hours of their
        step where those before them were late.
        """
        now = self.env.cr.now()
        planned = {}
        for line in self:
            vals = {"decision": "pending", "date_opened": now}
            if line.review_id in late:
                key = (line.company_id, line.hours)
                if key not in planned:
                    planned[key] = line.company_id._plan_working_hours(line.hours, now)
                vals["date_deadline"] = planned[key]
            line._as_engine().write(vals)
        self._open_activities()

    def _open_activities(self):
        assignees = {
            company: lines.department_id._get_assignees(company)
            for company, lines in self.grouped("company_id").items()
        }
        self._schedule_activities(
            "mail_activity_type_review",
            [
                {
                    "summary": line.department_id._get_name(),
                    "date_deadline": line.date_deadline.date(),
                    "user_id": assignees[line.company_id][line.department_id].id,
                }
                for line in self
            ],
        )

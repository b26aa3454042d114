from odoo import api, fields, models
from odoo.fields import Domain

from ..const import OPEN_STATES
from .customer_review_signing import signed


class CustomerReviewLine(models.Model):
    """A department's opinion on a review.

    =====================  ====================================================
    Action                 Who
    =====================  ====================================================
    Decide                 a member of the department, or its deputy while set
    Decide the final step  as above, or who approves regular documents for him;
                           never whoever wrote, submitted or sells it (setting)
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
            "signature",
            "signed_name",
            "signed_for",
            "carried_from_id",
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
    # Who signed, as it was then.
    signature = fields.Binary(readonly=True, attachment=True)
    signed_name = fields.Char(readonly=True)
    signed_for = fields.Char(readonly=True)
    carried_from_id = fields.Many2one(
        comodel_name="customer.review.line",
        string="Carried over from",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The opinion given on an earlier revision, of which no part that the"
        " department looks at has changed.",
    )
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
    submitter_id = fields.Many2one(related="review_id.user_id", string="Submitted by")
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    can_decide = fields.Boolean(
        compute="_compute_can_decide", search="_search_can_decide"
    )

    _pending_idx = models.Index(
        "(department_id, date_deadline) WHERE decision = 'pending'"
    )

    @api.depends("decision", "date_deadline", "review_id.state")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for line in self:
            line.is_late = (
                line.decision == "pending"
                and line.review_state in OPEN_STATES
                and bool(line.date_deadline)
                and line.date_deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._get_open_domain() & Domain(
            "date_deadline", "<", fields.Datetime.now()
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
            & Domain("review_id.own_decision", "=", False)
            & self._get_involved_domain(user)
        )
        return self._get_open_domain() & domain & ~involved

    @api.model
    def _get_open_domain(self):
        """Return the opinions that are asked for now."""
        return Domain("decision", "=", "pending") & Domain(
            "review_id.state", "in", OPEN_STATES
        )

    @api.model
    def _get_involved_domain(self, user):
        """Return the reviews whose document ``user`` wrote, submitted or sells."""
        domain = Domain("review_id.user_id", "=", user.id)
        domain |= Domain("review_id.salesperson_id", "=", user.id)
        domain |= Domain("review_id.author_ids", "in", user.ids)
        for model in self.env["customer.review.mixin"]._get_document_models():
            if name := self.env[model]._review_salesperson_field:
                # Superuser's: a reviewer needs no rights on the document.
                sold = self.env[model].sudo()._search([(name, "=", user.id)])
                field = self.env[model]._review_field
                domain |= Domain(f"review_id.{field}", "in", sold)
        return domain

    @signed
    def action_accept(self):
        """Accept for the department. Checklist items left open count as met.

        :raise UserError: where the user may not decide, or an item was answered no
        """
        self._check_visible()
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
        self._check_visible()
        self.ensure_one()
        return self.review_id._get_records_action()

    def _open(self, late):
        """Ask these departments: it is their turn now.

        They have until the time planned at submission; the full hours of their
        step where those before them were late.
        """
        now = fields.Datetime.now()
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
                    "date_deadline": line.company_id._get_local_date(
                        line.date_deadline
                    ),
                    "user_id": line._get_assignee(
                        assignees[line.company_id][line.department_id]
                    ).id,
                }
                for line in self
            ],
        )
        self._tell_turn()

    def _get_assignee(self, assignee):
        """Return the department's ``assignee``, or another one if he is involved."""
        if not self._is_involved(assignee):
            return assignee
        involved = self.review_id._get_involved()
        other = self.department_id._get_assignee(self.company_id, involved)
        return other or assignee

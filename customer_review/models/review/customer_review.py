from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import ormcache

from ..const import ACCEPTING_DECISIONS, OPEN_STATES


class CustomerReview(models.Model):
    """The review form: one submission of one document.

    It holds a frozen snapshot of what was submitted, the opinion of every
    department and the conclusion, and is kept for good: a refused, withdrawn or
    outdated form is followed by a new revision, never edited.

    =============  ============================================================
    Action         Who
    =============  ============================================================
    Read           auditor, manager, every reviewer; the submitter, the
                   salesperson and the owner of a condition their own
    Write          the engine alone, after it has checked the user
    Delete         nobody
    =============  ============================================================

    Serves ISO 9001:2015 clauses 8.2.3.1 and 8.2.3.2.
    """

    _name = "customer.review"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.review.evidence"]
    _description = "Review"
    _order = "id desc"
    _mail_post_access = "read"

    _engine_fields = frozenset(
        {
            "name",
            "revision",
            "document_kind",
            "document_name",
            "company_id",
            "partner_id",
            "currency_id",
            "amount_total",
            "date_delivery",
            "review_class",
            "state",
            "user_id",
            "salesperson_id",
            "author_ids",
            "route_id",
            "own_decision",
            "method",
            "content",
            "confidential",
            "changes",
            "fingerprint",
            "line_ids",
            "condition_ids",
            "attachment_ids",
            "date_submitted",
            "date_deadline",
            "date_closed",
            "line_count",
            "decided_count",
            "turn",
            "closing_reason",
        }
    )

    name = fields.Char(string="Review Number", required=True, readonly=True)
    revision = fields.Integer(required=True, readonly=True, aggregator=None)
    document_kind = fields.Selection(
        selection=lambda self: self.env["customer.review.mixin"]._get_document_kinds(),
        string="Document",
        readonly=True,
    )
    document_name = fields.Char(string="Document Number", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Submitted by", readonly=True, required=True
    )
    salesperson_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    author_ids = fields.Many2many(
        comodel_name="res.users",
        relation="customer_review_author_rel",
        string="Written by",
        readonly=True,
        # Who has left the company wrote it all the same.
        context={"active_test": False},
        help="Whoever wrote the content does not decide its final step.",
    )
    state = fields.Selection(
        selection=[
            ("in_review", "In Review"),
            ("to_approve", "To Approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
            ("superseded", "Superseded"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    review_class = fields.Selection(
        selection=[("regular", "Regular"), ("special", "Special")],
        string="Class",
        readonly=True,
    )
    subject = fields.Char(
        string="Kind",
        compute="_compute_subject",
        help="What was submitted, and whether it is special.",
    )
    route_id = fields.Many2one(
        comodel_name="customer.review.route", readonly=True, ondelete="restrict"
    )
    own_decision = fields.Boolean(
        readonly=True, help="Whoever wrote it may decide it himself."
    )
    method = fields.Selection(
        selection=[
            ("circulation", "Circulation"),
            ("meeting", "Meeting"),
            ("authorised", "Authorised Person"),
        ],
        string="Review Method",
        readonly=True,
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    amount_total = fields.Monetary(string="Amount", readonly=True)
    date_delivery = fields.Date(string="Required Delivery", readonly=True)
    date_submitted = fields.Datetime(string="Submitted on", readonly=True)
    date_deadline = fields.Datetime(string="Deadline", readonly=True, index=True)
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    closing_reason = fields.Text(readonly=True)
    # The snapshots are large: no list of reviews or opinions reads them along.
    content = fields.Json(
        readonly=True, prefetch=False, help="What was submitted, as it was."
    )
    # Read through _get_confidential_figures alone, see _has_field_access.
    confidential = fields.Json(readonly=True, prefetch=False)
    changes = fields.Json(
        readonly=True, prefetch=False, help="What changed since the revision before."
    )
    fingerprint = fields.Char(
        readonly=True, help="SHA-256 of the content that was submitted."
    )
    line_ids = fields.One2many(
        comodel_name="customer.review.line",
        inverse_name="review_id",
        string="Departments",
        readonly=True,
    )
    condition_ids = fields.One2many(
        comodel_name="customer.review.condition",
        inverse_name="review_id",
        string="Conditions",
        readonly=True,
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Submitted Documents", readonly=True
    )
    line_count = fields.Integer(string="Opinions", readonly=True)
    decided_count = fields.Integer(string="Opinions Given", readonly=True)

    turn = fields.Integer(
        readonly=True, help="How often an opinion or a condition moved it on."
    )

    _revision_unique = models.UniqueIndex("(company_id, name, revision)")

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for review in self:
            review.display_name = (
                self.env._(
                    "%(name)s rev. %(revision)s",
                    name=review.name,
                    revision=review.revision,
                )
                if review.revision > 1
                else review.name
            )

    @api.depends_context("lang")
    @api.depends("content")
    def _compute_subject(self):
        for review in self:
            document = review._get_document().sudo()
            review.subject = document._get_review_subject(review.content)

    @api.constrains(lambda self: self._get_document_fields())
    def _check_document(self):
        for review in self:
            if sum(bool(review[name]) for name in self._get_document_fields()) != 1:
                raise UserError(self.env._("A review is about exactly one document."))

    def _has_field_access(self, field, operation):
        # Neither read, searched nor grouped: one method decides who sees it.
        if field.name in ("confidential", "facts") and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.model
    @ormcache()
    def _get_engine_fields(self):
        # The many2one to a document is guarded by itself, whoever adds it.
        return super()._get_engine_fields() | set(self._get_document_fields())

    def action_view_document(self):
        """Open the document that is reviewed, for those who may read it."""
        self._check_visible()
        self.ensure_one()
        return self._get_document()._get_records_action()

    @api.model
    def _get_document_fields(self):
        """Return the names of the many2ones that point to a document."""
        return [
            self.env[model]._review_field
            for model in self.env["customer.review.mixin"]._get_document_models()
        ]

    @api.model
    def _get_document_model(self, kind):
        """Return the name of the model of this kind of document, or False."""
        field = kind and self._fields.get(f"{kind}_id")
        return field.comodel_name if field else False

    def _get_document(self):
        """Return the document of this review."""
        self.ensure_one()
        return self[f"{self.document_kind}_id"]

    def _get_involved(self):
        """Return who wrote, submitted or sells it, then and now."""
        self.ensure_one()
        review = self.sudo()
        return (
            review.user_id
            | review.salesperson_id
            | review.author_ids
            | review._get_document()._get_review_salesperson()
        )

    def _get_withdraw_error(self):
        """Return why the user cannot take the document back, or False."""
        self.ensure_one()
        review = self.sudo()
        if review.state not in OPEN_STATES:
            return self.env._("There is no open review to withdraw.")
        if self._is_withdrawer((review.user_id | review.salesperson_id).ids):
            return False
        return self.env._(
            "Only %(user)s, who submitted it, or the salesperson can withdraw it.",
            user=review.user_id.name,
        )

    @api.model
    def _is_withdrawer(self, user_ids):
        """Return whether the user may withdraw what these have submitted and sell."""
        user = self.env.user
        return user.has_group("customer_review.group_manager") or (
            user.id in user_ids and user.has_group("customer_review.group_user")
        )

    def _get_own_lines(self):
        """Return the pending opinions that the user may give now.

        :raise UserError: where there is none, with the reason
        """
        self._check_visible()
        own = self.env["customer.review.line"]
        for review in self:
            pending = review.sudo().line_ids.filtered(
                lambda line: line.decision == "pending"
            )
            mine = pending.filtered(
                lambda line: not line.with_env(self.env)._get_decision_error()
            )
            if not mine:
                reason = (
                    pending[:1].with_env(self.env)._get_decision_error()
                    if (pending)
                    else self.env._("There is nothing left to decide.")
                )
                raise UserError(
                    self.env._(
                        "%(review)s: %(reason)s",
                        review=review.sudo().display_name,
                        reason=reason,
                    )
                )
            own += mine
        return own.with_env(self.env)

    def _claim(self):
        """Let the later of two people who act on it at once fail and be tried again.

        Each updates the row of the review: what both have read cannot differ from
        what they decide on.
        """
        for review in self:
            review._as_engine().write({"turn": review.turn + 1})

    def _get_open_conditions(self):
        return self.sudo().condition_ids.filtered(lambda c: c.state == "open")

    def _get_awaited_lines(self):
        """Return the opinions that are to be given now."""
        return self.sudo().line_ids.filtered(
            lambda line: (
                line.decision == "pending" and line.review_id.state in OPEN_STATES
            )
        )

    def _get_awaited_departments(self):
        return self._get_awaited_lines().department_id

    def _is_accepted_by_all(self):
        """Return whether every department has accepted, and no condition is open."""
        self.ensure_one()
        decisions = set(self.sudo().line_ids.mapped("decision"))
        return bool(
            decisions
            and decisions.issubset(ACCEPTING_DECISIONS)
            and not self._get_open_conditions()
        )

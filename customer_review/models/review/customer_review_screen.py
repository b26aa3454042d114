from babel.dates import format_skeleton

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse

from ..const import OPEN_STATES


class CustomerReview(models.Model):
    """What the screens of a review need beside its record. Nothing here is stored."""

    _inherit = "customer.review"

    can_decide = fields.Boolean(
        string="Waits for Me",
        compute="_compute_can_decide",
        search="_search_can_decide",
    )
    can_withdraw = fields.Boolean(compute="_compute_can_withdraw")
    can_open_document = fields.Boolean(compute="_compute_can_open_document")
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    own_department_names = fields.Char(
        string="I Decide for", compute="_compute_can_decide"
    )
    own_check_ids = fields.Many2many(
        comodel_name="customer.review.check",
        string="My Checklist",
        compute="_compute_can_decide",
    )
    awaited_department_ids = fields.Many2many(
        comodel_name="customer.review.department",
        string="Waits for",
        compute="_compute_awaited",
        search="_search_awaited_department_ids",
    )
    awaited_user_ids = fields.Many2many(
        comodel_name="res.users",
        string="Awaited Persons",
        compute="_compute_awaited_user_ids",
        compute_sudo=True,
    )
    open_condition_count = fields.Integer(
        string="Open Conditions", compute="_compute_counts"
    )
    condition_count = fields.Integer(
        string="Number of Conditions", compute="_compute_counts"
    )
    revision_count = fields.Integer(
        string="Number of Revisions", compute="_compute_counts"
    )
    progress_text = fields.Char(string="Progress", compute="_compute_progress_text")
    channel = fields.Char(compute="_compute_channel")
    findings_html = fields.Html(
        string="What Makes It Special", compute="_compute_findings_html", sanitize=False
    )
    changes_html = fields.Html(
        string="What Changed", compute="_compute_changes_html", sanitize=False
    )

    @api.depends("state", "line_ids.decision")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for review in self:
            own = review.line_ids.filtered(
                lambda line: line.decision == "pending" and line.can_decide
            )
            review.can_decide = bool(own)
            review.own_department_names = ", ".join(own.department_id.mapped("name"))
            review.own_check_ids = own.check_ids

    def _search_can_decide(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "in", OPEN_STATES) & Domain(
            "line_ids", "any", Domain("can_decide", "=", True)
        )
        return domain if True in value else ~domain

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_withdraw(self):
        for review in self:
            review.can_withdraw = review.state in OPEN_STATES and (
                not review._get_withdraw_error()
            )

    @api.depends_context("uid")
    def _compute_can_open_document(self):
        for review in self:
            review.can_open_document = review._get_document().has_access("read")

    @api.depends("state", "date_deadline")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for review in self:
            deadline = review.date_deadline
            review.is_late = (
                review.state in OPEN_STATES and bool(deadline) and deadline < now
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "in", OPEN_STATES) & Domain(
            "date_deadline", "<", fields.Datetime.now()
        )
        return domain if True in value else ~domain

    @api.depends("state", "line_ids.decision")
    def _compute_awaited(self):
        for review in self:
            review.awaited_department_ids = review._get_awaited_lines().department_id

    @api.depends("state", "line_ids.decision", "line_ids.activity_id")
    def _compute_awaited_user_ids(self):
        for review in self:
            review.awaited_user_ids = review._get_awaited_lines().activity_id.user_id

    def _search_awaited_department_ids(self, operator, value):
        if operator not in ("in", "ilike", "any"):
            return NotImplemented
        return Domain("state", "in", OPEN_STATES) & Domain(
            "line_ids",
            "any",
            Domain("decision", "=", "pending")
            & Domain("department_id", operator, value),
        )

    @api.depends("condition_ids.state", "changes")
    def _compute_counts(self):
        for review in self:
            conditions = review.condition_ids
            review.condition_count = len(conditions)
            review.open_condition_count = len(
                conditions.filtered(lambda condition: condition.state == "open")
            )
            review.revision_count = review.revision

    @api.depends("decided_count", "line_count")
    def _compute_progress_text(self):
        for review in self:
            review.progress_text = self.env._(
                "%(given)s of %(all)s",
                given=review.decided_count,
                all=review.line_count,
            )

    @api.depends("content")
    @api.depends_context("lang")
    def _compute_channel(self):
        for review in self:
            document = review._get_document().sudo()
            review.channel = review.content and document._get_form_channel(
                review, review.content
            )

    @api.depends("content")
    @api.depends_context("uid", "lang")
    def _compute_findings_html(self):
        for review in self:
            findings = (review.content or {}).get("details", {}).get("findings", [])
            review.findings_html = review._render_findings(
                findings, review._get_confidential_figures()
            )

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_changes_html(self):
        for review in self:
            revisions = review._get_revisions().filtered(
                lambda other, review=review: other.revision <= review.revision
            )
            review.changes_html = revisions._render_revisions()

    def action_approve(self):
        """Accept for every department for which the user decides."""
        return self._get_own_lines().action_accept()

    def action_approve_with_conditions(self):
        """Open the dialog that asks for the conditions."""
        return self._get_own_lines().action_accept_with_conditions()

    def action_reject(self):
        """Open the dialog that asks for the reason."""
        return self._get_own_lines().action_reject()

    def action_withdraw(self):
        """Take the document back from review."""
        self._check_visible()
        for review in self:
            if error := review._get_withdraw_error():
                raise UserError(error)
        return self._open_withdrawal()

    def _open_withdrawal(self):
        """Open the dialog that asks why it is taken back."""
        action = self.env["customer.review.resource"]._get_action(
            "customer_review.customer_review_withdrawal_action",
            "customer.review.withdrawal",
        )
        return action | {"target": "new", "context": {"default_review_ids": self.ids}}

    def action_print(self):
        """Print the form."""
        self._check_visible()
        return self._print_form(self.ids)

    def action_view_conditions(self):
        """Show the conditions that were set on this review."""
        self._check_visible()
        self.ensure_one()
        action = self.env["customer.review.resource"]._get_action(
            "customer_review.customer_review_condition_action",
            "customer.review.condition",
        )
        return action | {"domain": [("review_id", "=", self.id)], "context": {}}

    def action_view_revisions(self):
        """Show all revisions of this form."""
        self._check_visible()
        self.ensure_one()
        return self._get_revisions()._get_records_action(
            name=self.env._("Revisions of %s", self.name)
        )

    def _get_revisions(self):
        self.ensure_one()
        return self.search(
            Domain("name", "=", self.name)
            & Domain("company_id", "=", self.company_id.id)
        )

    def _format_moment(self, moment, with_date=True, with_time=True):
        """Return a moment in the user's time as one reads it in a sentence."""
        if not moment:
            return ""
        local = fields.Datetime.context_timestamp(self, moment)
        locale = babel_locale_parse(self.env.lang or "en_US")
        skeletons = ["MMMEd"] * with_date + ["Hm"] * with_time
        return " ".join(
            format_skeleton(skeleton, local, locale=locale) for skeleton in skeletons
        )

    @api.model
    def _render_html(self, template, **values):
        """Return what a template makes of ``values``, in the user's language."""
        return self.env["ir.qweb"]._render(template, values, minimal_qcontext=True)

    def _render_findings(self, findings, confidential):
        """Return the criteria that are met, each with its evidence."""
        if not findings:
            return False
        criteria = self.env["customer.review.criterion"].browse(
            finding["criterion_id"] for finding in findings
        )
        names = {
            criterion.id: criterion.name
            for criterion in criteria.with_context(active_test=False).exists()
        }
        return self._render_html(
            "customer_review.review_findings",
            findings=[
                {
                    "name": names.get(finding["criterion_id"], finding["code"]),
                    "evidence": finding["evidence"]
                    or confidential.get(str(finding["id"]))
                    or self._get_neutral_evidence(finding["criterion_id"]),
                    "origin": self._get_form_selection(
                        "customer.review.finding", "origin", finding["origin"]
                    ),
                    "dismissal": finding["dismiss_reason"]
                    and self.env._(
                        "dismissed by %(user)s: %(reason)s",
                        user=finding["dismissed_by"],
                        reason=finding["dismiss_reason"],
                    ),
                }
                for finding in findings
            ],
        )

    def _render_revisions(self):
        """Return what each of these revisions changed: what, before, after."""
        return self._render_html(
            "customer_review.review_revisions",
            revisions=[
                {
                    "heading": self.env._(
                        "Revision %(revision)s · %(state)s · submitted by %(user)s,"
                        " %(date)s",
                        revision=review.revision,
                        state=self._get_form_selection(
                            self._name, "state", review.state
                        ),
                        user=review.user_id.name,
                        date=self._format_moment(review.date_submitted),
                    ),
                    "reason": review.closing_reason,
                    "changes": self._label_changes(review.changes),
                    "note": self.env._("The first submission.")
                    if review.revision == 1
                    else self.env._("Submitted again with the same content."),
                }
                for review in self
            ],
        )

    @api.model
    def _render_history(self, rows):
        """Return reviews as a list with links, for the document's own page.

        :param rows: dicts of the columns of reviews, the newest first
        """
        if not rows:
            return False
        return self._render_html(
            "customer_review.review_history",
            reviews=[
                {
                    "id": row["id"],
                    "name": self.env._(
                        "%(name)s rev. %(revision)s",
                        name=row["name"],
                        revision=row["revision"],
                    ),
                    "state": self._get_form_selection(
                        self._name, "state", row["state"]
                    ),
                    "moment": self._format_moment(
                        row["date_closed"] or row["date_submitted"]
                    ),
                    "reason": row["closing_reason"],
                }
                for row in rows
            ],
        )

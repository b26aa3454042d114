from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

# States in which a review says something about the content as it is.
SUBMITTED = ("in_review", "to_approve", "approved")


class CustomerReviewMixin(models.AbstractModel):
    """A document that is reviewed before the company commits itself to it.

    A model adopts it by naming its many2one on ``customer.review``
    (``_review_field``), the content that is reviewed (``_review_content_fields``
    and ``_review_content_lines``), and by redefining ``review_ids`` with that
    inverse. It answers :meth:`_get_review_policies` and :meth:`_is_review_committed`,
    and acts on :meth:`_review_approved` and :meth:`_review_refused`.

    =========  ==========================================================
    Action     Who
    =========  ==========================================================
    Submit     group_user with write access to the document
    Withdraw   the submitter, the salesperson, group_manager
    Decide     see ``customer.review.line``
    =========  ==========================================================

    Serves ISO 9001:2015 clause 8.2.3.
    """

    _name = "customer.review.mixin"
    _inherit = ["customer.review.guard"]
    _description = "Reviewed Document"

    _engine_fields = frozenset(
        {
            "review_id",
            "review_ids",
            "review_state",
            "review_required",
            "review_committed",
            "review_class",
            "review_held",
            "content_fingerprint",
            "approved_fingerprint",
        }
    )
    # Name of the many2one to this model on customer.review.
    _review_field = None
    # Name of the many2one to whoever sells the document.
    _review_salesperson_field = None
    # Names of the reviewed fields of the document itself.
    _review_content_fields = ()
    # Reviewed x2many fields, each with the reviewed fields of its records.
    _review_content_lines = {}

    review_ids = fields.One2many("customer.review", groups="base.group_user")
    review_id = fields.Many2one(
        comodel_name="customer.review",
        string="Current Review",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="base.group_user",
    )
    review_state = fields.Selection(
        selection=[
            ("none", "Not Submitted"),
            ("in_review", "In Review"),
            ("to_approve", "To Approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("outdated", "Outdated"),
        ],
        default="none",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    review_class = fields.Selection(
        selection=[("regular", "Regular"), ("special", "Special")],
        string="Class",
        default="regular",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    review_required = fields.Boolean(
        compute="_compute_review_required",
        store=True,
        copy=False,
        groups="base.group_user",
    )
    review_committed = fields.Boolean(
        compute="_compute_review_required",
        store=True,
        copy=False,
        groups="base.group_user",
    )
    review_held = fields.Boolean(
        string="Held for Review",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="The customer has accepted or paid; the approval confirms the document.",
    )
    confirm_on_approval = fields.Boolean(
        copy=False,
        groups="base.group_user",
        help="Confirm by itself as soon as the review is approved.",
    )
    review_urgent = fields.Boolean(
        string="Urgent",
        copy=False,
        groups="base.group_user",
        help="The whole review is due within the hours set for urgent ones.",
    )
    content_fingerprint = fields.Char(
        compute="_compute_content_fingerprint",
        store=True,
        copy=False,
        groups="base.group_user",
        help="SHA-256 of the content that is reviewed, as it is now.",
    )
    approved_fingerprint = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="SHA-256 of the content that was approved.",
    )

    @api.depends(lambda self: [*self._get_commitment_fields(), "review_class"])
    def _compute_review_required(self):
        required = self._get_review_policies()
        for document in self:
            committed = document._is_review_committed()
            # Decided once, when the document is committed: a later change of the
            # policy asks nothing of what is already running.
            if not (committed and document.review_committed):
                document.review_required = required[document]
            document.review_committed = committed

    @api.depends(lambda self: self._get_review_content_dependencies())
    def _compute_content_fingerprint(self):
        for document in self:
            document.content_fingerprint = (
                document._is_review_relevant()
                and self._hash_content(document._get_review_content())
            )

    @api.constrains(
        lambda self: [
            *self._get_commitment_fields(),
            "content_fingerprint",
            "approved_fingerprint",
        ]
    )
    def _check_reviewed(self):
        """Refuse a commitment that differs from what was approved (8.2.3.1)."""
        for document in self.sudo():
            if (
                document.review_required
                and document._is_review_committed()
                and not document._is_review_approved()
            ):
                raise ValidationError(document._get_unreviewed_message())

    def _compute_field_value(self, field):
        result = super()._compute_field_value(field)
        if field.name == "content_fingerprint":
            self.filtered("id")._note_content_change()
        return result

    def action_submit_review(self):
        """Open a review of each document and hand it to the first departments.

        :raise UserError: naming, for each document, what is missing and who can
            close the gap; nothing is submitted then
        """
        self._raise_errors(
            {document: document._get_submit_error() for document in self}
        )
        self._measure_criteria()
        self._raise_errors(
            {document: document._get_incomplete_message() for document in self}
        )
        self.env["customer.review"]._submit(self)
        return True

    def action_withdraw_review(self):
        """Take the open reviews back. What was decided so far stays on record."""
        self._raise_errors(
            {document: document._get_withdraw_error() for document in self}
        )
        self.sudo().review_id._withdraw()
        return True

    def action_approve_review(self):
        """Accept for every department whose pending opinion is the user's to give."""
        return self._get_own_review_lines().action_accept()

    def action_approve_review_with_conditions(self):
        """Open the decision dialog to accept with conditions."""
        return self._get_own_review_lines().action_accept_with_conditions()

    def action_reject_review(self):
        """Open the decision dialog to refuse the document with a reason."""
        return self._get_own_review_lines().action_reject()

    def action_view_reviews(self):
        """Show the reviews of the document, the newest first."""
        return (
            self.sudo()
            .review_ids.with_env(self.env)
            ._get_records_action(name=self.env._("Reviews"))
        )

    def action_print_review(self):
        """Print the form of the current review."""
        return self.env.ref("customer_review.report_review").report_action(
            self.sudo().review_id.ids
        )

    @api.model
    def _get_document_kinds(self):
        """Return the selection of models that are reviewed."""
        return [
            (
                model._review_field.removesuffix("_id"),
                self.env["ir.model"]._get(name).sudo().name or model._description,
            )
            for name, model in self.env.registry.items()
            if getattr(model, "_review_field", None) and not model._abstract
        ]

    # What an adopter answers

    @api.model
    def _get_commitment_fields(self):
        """Return the fields that say whether the document is being committed."""
        return ["company_id"]

    @api.model
    def _get_review_content_dependencies(self):
        """Return the dotted names of all reviewed fields."""
        return [
            *self._review_content_fields,
            *self._review_content_lines,
            *(
                f"{lines}.{name}"
                for lines, names in self._review_content_lines.items()
                for name in names
            ),
        ]

    def _get_review_policies(self):
        """Return, by document, whether the company's policy asks for its review."""
        return dict.fromkeys(self, True)

    def _is_review_committed(self):
        """Return whether the company has committed itself to this document."""
        self.ensure_one()
        return False

    def _is_review_editable(self):
        """Return whether the content may still change, and so outdate a review."""
        self.ensure_one()
        return not self._is_review_committed()

    def _is_review_relevant(self):
        """Return whether the content's fingerprint has to be kept."""
        self.ensure_one()
        return True

    def _get_reviewed_records(self, lines):
        """Return the records of an x2many field that are reviewed content."""
        self.ensure_one()
        return self[lines]

    def _get_review_vals(self):
        """Return further values for the review: party, amount, dates."""
        self.ensure_one()
        return {}

    def _get_review_salesperson(self):
        """Return who sells the document, and so never decides its final step."""
        self.ensure_one()
        name = self._review_salesperson_field
        return self[name] if name else self.env["res.users"]

    @api.model
    def _get_review_subject(self, content):
        """Return what kind of document ``content`` is, in the user's language."""
        return self.env["ir.model"]._get(self._name).sudo().name

    def _get_review_details(self):
        """Return what the form prints beside the content, as plain JSON values."""
        self.ensure_one()
        return {}

    def _get_confirmation_details(self):
        """Return those details that may still arrive while the review is open."""
        self.ensure_one()
        return {}

    def _get_review_attachments(self):
        """Return the files that are submitted with the document."""
        self.ensure_one()
        return self.env["ir.attachment"]

    def _get_incomplete_message(self):
        """Return what is missing before the document can be submitted, or False."""
        self.ensure_one()
        return False

    def _get_approval_error(self):
        """Return what is missing before the final step can approve, or False."""
        self.ensure_one()
        return False

    def _review_approved(self, review):
        """Act on the approval of ``review``; one document."""

    def _review_refused(self, review):
        """Act on the refusal of ``review``; one document."""

    def _review_content_changed(self):
        """Act on content that changed after the document was submitted."""

    # Predicates: each returns the reason why not, or False

    def _get_submit_error(self):
        self.ensure_one()
        if not self.env.user.has_group("customer_review.group_user"):
            return self.env._(
                "Only users of Customer Review submit documents. Ask your"
                " administrator for the right 'Customer Review: User'."
            )
        if not self.has_access("write"):
            return self.env._("You may only submit documents that you may change.")
        if not self._is_review_editable():
            return self.env._(
                "Only a quotation that is still open can be submitted for review."
            )
        if self.sudo().review_state in SUBMITTED:
            return self.env._(
                "It is already under review or approved. Change its content or"
                " withdraw it first."
            )
        return False

    def _get_withdraw_error(self):
        self.ensure_one()
        document = self.sudo()
        user = self.env.user
        if document.review_state not in ("in_review", "to_approve"):
            return self.env._("There is no open review to withdraw.")
        if not (
            user.has_group("customer_review.group_manager")
            or user.has_group("customer_review.group_user")
            and user in document.review_id.user_id + document.review_id.salesperson_id
        ):
            return self.env._(
                "Only %(user)s, who submitted it, or the salesperson can withdraw it.",
                user=document.review_id.user_id.name,
            )
        return False

    def _is_review_approved(self):
        self.ensure_one()
        document = self.sudo()
        return bool(
            document.content_fingerprint
            and document.content_fingerprint == document.approved_fingerprint
        )

    def _get_unreviewed_message(self):
        """Return why the document cannot be confirmed, and what to do next."""
        self.ensure_one()
        review = self.sudo().review_id
        name = self.display_name
        state = self.sudo().review_state
        if state in ("in_review", "to_approve"):
            return self.env._(
                "%(name)s is still under review (%(review)s): %(departments)s to"
                " answer. It can be confirmed once the review is approved.",
                name=name,
                review=review.display_name,
                departments=", ".join(
                    department._get_name()
                    for department in review._get_awaited_departments()
                ),
            )
        if state == "refused":
            return self.env._(
                "The review of %(name)s was refused (%(review)s). Correct it and"
                " submit it again.",
                name=name,
                review=review.display_name,
            )
        if self.sudo().approved_fingerprint or state == "outdated":
            return self.env._(
                "The content of %(name)s differs from what was reviewed. Submit it"
                " for review again before it is confirmed.",
                name=name,
            )
        return self.env._(
            "%(name)s must be reviewed before it is confirmed. Use Submit for"
            " Review first.",
            name=name,
        )

    # The engine's side

    def _get_own_review_lines(self):
        """Return the pending lines of the current reviews that the user decides.

        :raise UserError: where there is none, with the reason
        """
        lines = self.env["customer.review.line"]
        for document in self:
            pending = document.sudo().review_id.line_ids.filtered(
                lambda line: line.decision == "pending"
            )
            own = pending.filtered(lambda line: not line._get_decision_error())
            if not own:
                raise UserError(
                    pending[0]._get_decision_error()
                    if pending
                    else self.env._(
                        "%(name)s is not under review.", name=document.display_name
                    )
                )
            lines += own.with_env(self.env)
        return lines

    def _raise_errors(self, errors):
        """Raise one UserError that names each document and what is wrong with it."""
        errors = {document: error for document, error in errors.items() if error}
        if errors:
            raise UserError(
                "\n\n".join(
                    f"{document.display_name}: {error}"
                    for document, error in errors.items()
                )
            )

    def _measure_criteria(self):
        """Measure the criteria of a special document and keep them as findings."""
        if self:
            self.env["customer.review.finding"]._update_measured(self)

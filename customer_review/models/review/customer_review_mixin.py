import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..const import OPEN_STATES, SUBMITTED_STATES

# Stands before what is kept instead of a fingerprint until the first submission. It
# changes with the content, so that an edit updates the document's row: of an edit and
# a submission at the same time one fails and is tried again.
UNKEPT = "*"


class CustomerReviewMixin(models.AbstractModel):
    """A document that is reviewed before the company commits itself to it.

    A model adopts it by naming its many2one on ``customer.review`` and
    ``customer.review.finding`` (``_review_field``) and the content that is reviewed
    (``_review_content_fields`` and ``_review_content_lines``; those of all its
    classes add up), and by redefining ``customer_review_ids`` and ``finding_ids``
    with that inverse. It answers what the methods under *What an adopter answers*
    ask, where their answers do not fit.

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
            "customer_review_ids",
            "review_id",
            "review_state",
            "review_required",
            "review_class",
            "review_held",
            "review_author_uids",
            "content_fingerprint",
            "approved_fingerprint",
        }
    )
    # Name of the many2one to this model on customer.review and its findings.
    _review_field = None
    # Name of the many2one to whoever sells the document.
    _review_salesperson_field = None
    # Names of the reviewed fields of the document itself.
    _review_content_fields = ()
    # Reviewed x2many fields, each with the reviewed fields of its records.
    _review_content_lines = {"finding_ids": ("criterion_id", "origin", "dismissed")}
    # Further x2many fields of its form, which mostly list nothing.
    _review_lists = ("customer_review_ids",)

    customer_review_ids = fields.One2many(
        comodel_name="customer.review", string="Reviews", groups="base.group_user"
    )
    finding_ids = fields.One2many(
        comodel_name="customer.review.finding",
        string="Findings",
        copy=False,
        groups="base.group_user",
        # The rows of the list come with the query that finds them.
        context={"whole_rows": True},
    )
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
        compute="_compute_review_class",
        store=True,
        default="regular",
        copy=False,
        groups="base.group_user",
    )
    review_required = fields.Boolean(
        compute="_compute_review_required",
        search="_search_review_required",
        groups="base.group_user",
        help="By the company's policy now; once committed, as it was decided then.",
    )
    # Decided when the document is committed, and kept: a later change of the policy
    # asks nothing of what is already running.
    review_obligation = fields.Selection(
        selection=[
            ("required", "Review Required"),
            ("regular", "Regular, No Review Required"),
            ("none", "No Review Asked for"),
        ],
        compute="_compute_review_obligation",
        store=True,
        copy=False,
        groups="base.group_user",
    )
    review_decided_company_id = fields.Many2one(
        comodel_name="res.company",
        compute="_compute_review_obligation",
        store=True,
        copy=False,
        groups="base.group_user",
        help="The company whose policy was asked.",
    )
    review_decided_fingerprint = fields.Char(
        compute="_compute_review_obligation",
        store=True,
        copy=False,
        groups="base.group_user",
        help="The content that was found regular, or on which no review was asked.",
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
    review_author_uids = fields.Json(
        string="Written by",
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="Users who wrote reviewed content, besides who created the document.",
    )
    content_fingerprint = fields.Char(
        compute="_compute_content_fingerprint",
        store=True,
        copy=False,
        groups="base.group_user",
        help="SHA-256 of the content that is reviewed, as it is now; until the first"
        " submission a mark that each change renews.",
    )
    approved_fingerprint = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="SHA-256 of the content that was approved.",
    )

    @api.depends("finding_ids.dismissed")
    def _compute_review_class(self):
        for document in self:
            active = document.finding_ids.filtered(lambda one: not one.dismissed)
            document.review_class = "special" if active else "regular"

    @api.depends(
        lambda self: [
            *self._get_commitment_fields(),
            "review_class",
            "review_obligation",
        ]
    )
    def _compute_review_required(self):
        for document in self:
            if document._get_review_stage() == "committed":
                required = document.sudo().review_obligation == "required"
            else:
                policy = document._get_review_policy()
                required = policy == "all" or (
                    policy == "special" and document.sudo().review_class == "special"
                )
            document.review_required = required

    def _search_review_required(self, operator, value):
        if operator != "in":
            return NotImplemented
        companies = self.env["res.company"].sudo().search(Domain.TRUE)
        by_policy = companies.grouped(self.browse()._get_company_review_policy)
        undecided = Domain("review_obligation", "=", False) & (
            Domain("company_id", "in", by_policy.get("all", companies.browse()).ids)
            | Domain("review_class", "=", "special")
            & Domain(
                "company_id", "in", by_policy.get("special", companies.browse()).ids
            )
        )
        domain = Domain("review_obligation", "=", "required") | undecided
        return domain if True in value else ~domain

    @api.depends(lambda self: [*self._get_commitment_fields(), "content_fingerprint"])
    def _compute_review_obligation(self):
        for document in self:
            if document._get_review_stage() != "committed":
                decision = (False, False, False)
            elif document._is_obligation_decided():
                decision = (
                    document.review_obligation,
                    document.review_decided_company_id,
                    document.review_decided_fingerprint,
                )
            else:
                before = document.review_obligation and (
                    document.review_decided_fingerprint or UNKEPT
                )
                decision = document._decide_obligation()
                if before and decision[0] == "required":
                    decision = (*decision[:2], before)
            (
                document.review_obligation,
                document.review_decided_company_id,
                document.review_decided_fingerprint,
            ) = decision

    @api.depends(lambda self: self._get_review_content_dependencies())
    def _compute_content_fingerprint(self):
        for document in self:
            if document._is_fingerprint_kept():
                content = document._get_review_content()
                document.content_fingerprint = self._hash_content(content)
            elif document._get_review_policy() != "none":
                document.content_fingerprint = f"{UNKEPT}{secrets.token_hex(8)}"
            else:
                document.content_fingerprint = False

    @api.constrains(
        lambda self: [
            *self._get_commitment_fields(),
            "review_obligation",
            "content_fingerprint",
            "approved_fingerprint",
        ]
    )
    def _check_reviewed(self):
        """Refuse a commitment that differs from what was approved (8.2.3.1)."""
        for document in self.sudo():
            if document._is_being_applied():
                continue  # compared at the end, see _apply_reviewed
            if document._get_review_stage() == "committed" and (
                error := document._get_commitment_error()
            ):
                document.with_env(self.env)._raise_unreviewed(error)

    def _raise_unreviewed(self, error):
        """Refuse what was not reviewed; an adopter may offer another way."""
        raise ValidationError(error)

    def _is_obligation_decided(self):
        """Return whether the decision that is kept still holds for what is there.

        It holds while company and content are what it was taken on; a review that
        was required then stays required.
        """
        self.ensure_one()
        if self.review_obligation == "regular":
            kept = self.content_fingerprint or UNKEPT
            return kept.startswith(UNKEPT) or kept == self.review_decided_fingerprint
        if self.review_obligation == "none":
            return self.company_id == self.review_decided_company_id
        return self.review_obligation == "required"

    def _decide_obligation(self):
        """Return obligation, company and fingerprint for what is committed now."""
        self.ensure_one()
        policy = self._get_review_policy()
        if policy == "none" or self._is_brought_by_module():
            return "none", self.company_id, False
        if policy == "special" and not self._is_special_now():
            content = self._hash_content(self._get_review_content())
            return "regular", self.company_id, content
        return "required", self.company_id, False

    def _is_brought_by_module(self):
        """Return whether a module that is being loaded brings the document along.

        Its author has decided on it. No user's request runs meanwhile.
        """
        self.ensure_one()
        return not self.env.registry.ready and not self.sudo().review_id

    def _is_special_now(self):
        """Return whether a criterion is met, measured now, that nobody dismissed."""
        self.ensure_one()
        document = self.sudo()
        if document.review_class == "special":
            return True
        met = self.env["customer.review.criterion"]._measure(document)[document.id]
        dismissed = document.finding_ids.filtered("dismissed").criterion_id
        return bool(set(met) - set(dismissed))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_reviewed(self):
        if submitted := self.sudo().filtered("review_id"):
            raise UserError(
                self.env._(
                    "%(names)s cannot be deleted: what was submitted for review is kept"
                    " with its forms. Cancel or archive it instead.",
                    names=", ".join(submitted.mapped("display_name")),
                )
            )

    # What an adopter answers

    @api.model
    def _get_commitment_fields(self):
        """Return the fields that say whether the document is being committed."""
        return ["company_id"]

    def _get_review_stage(self):
        """Return ``open`` (its content may change), ``committed`` or ``closed``."""
        self.ensure_one()
        return "open"

    @api.model
    def _get_open_domain(self):
        """Return the domain of the documents whose stage is ``open``."""
        return Domain("review_obligation", "=", False)

    def _get_review_policy(self):
        """Return what the company reviews: ``none``, ``special`` or ``all``."""
        self.ensure_one()
        return self._get_company_review_policy(self.company_id)

    @api.model
    def _get_company_review_policy(self, company):
        """Return the policy of ``company`` for this kind of document."""
        return "all"

    @api.model
    def _get_review_content_dependencies(self):
        """Return the dotted names of all reviewed fields."""
        content_lines = self._get_content_lines()
        return [
            *self._get_content_fields(),
            *content_lines,
            *(
                f"{lines}.{name}"
                for lines, names in content_lines.items()
                for name in names
            ),
        ]

    @api.model
    def _get_content_parts(self):
        """Return which part of the content a reviewed field belongs to.

        :return: dict of a field, or of ``lines.field``, to the code of a
            ``customer.review.part``; what is not named concerns everybody
        """
        return {}

    @api.model
    def _get_changed_parts(self, changes):
        """Return the codes of the parts in which ``changes`` fall.

        :param changes: see ``customer.review._get_changes``
        """
        parts = self._get_content_parts()
        codes = set()
        for change in changes:
            if change["model"] == self._name:
                codes.add(parts.get(change["field"]))
                continue
            lines = next(
                name
                for name in self._get_content_lines()
                if self._fields[name].comodel_name == change["model"]
            )
            if change["field"]:
                codes.add(parts.get(f"{lines}.{change['field']}"))
            else:  # a record was added or removed, with all that it holds
                names = self._get_content_lines()[lines]
                codes.update(parts.get(f"{lines}.{name}") for name in names)
        return codes

    def _is_department_concerned(self, department, content):
        """Return whether a step of the route is asked about ``content`` at all."""
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

    @api.model
    def _get_review_subject(self, content):
        """Return what kind of document ``content`` is, in the user's language."""
        return self._get_document_label()

    def _get_review_details(self):
        """Return what the form prints beside the content, as plain JSON values."""
        self.ensure_one()
        return {
            "findings": [finding._prepare_detail() for finding in self.finding_ids],
            **self._get_confirmation_details(),
        }

    def _get_confirmation_details(self):
        """Return those details that may still arrive while the review is open."""
        self.ensure_one()
        return {}

    def _get_review_attachments(self):
        """Return the files that are submitted with the document."""
        self.ensure_one()
        return self.env["ir.attachment"]

    def _get_incomplete_error(self):
        """Return what is missing before the document can be submitted, or False."""
        self.ensure_one()
        return False

    def _get_approval_error(self):
        """Return what is missing before the final step can approve, or False."""
        self.ensure_one()
        return False

    @api.model
    def _get_report_columns(self):
        """Return SQL by which the analysis of reviews reads this kind of document.

        :return: dict of ``committed`` (a condition), ``date``, ``partner`` and
            ``salesperson``, over the alias ``document``
        """
        return {
            "committed": SQL("document.review_obligation IS NOT NULL"),
            "date": SQL("document.create_date"),
            "partner": SQL("NULL::integer"),
            "salesperson": SQL.identifier("document", self._review_salesperson_field)
            if self._review_salesperson_field
            else SQL("NULL::integer"),
        }

    def _can_see_confidential(self):
        """Return whether the user may see the figures of confidential criteria."""
        self.ensure_one()
        return self.has_access("read")

    def _is_accepted_by_customer(self):
        """Return whether the customer's acceptance that holds it is still there."""
        self.ensure_one()
        return False

    def _commit_reviewed(self, accepted):
        """Commit the document; called as superuser in the name of who asked for it.

        :param accepted: by the customer, else by the submitter's wish
        """
        self.ensure_one()

    def _forget_acceptance(self):
        """Act on content that changed after the customer had accepted it."""

    def _review_approved(self, review):
        """Act on the approval of ``review``; one document."""
        self._commit_on_approval(review)

    def _review_refused(self, review):
        """Act on the refusal of ``review``; one document."""

    # Questions that everybody asks in the same words

    @api.model
    def _get_document_kind(self):
        """Return the short name of this kind of document, as reviews keep it."""
        return self._review_field.removesuffix("_id")

    @api.model
    def _get_document_label(self):
        """Return what this kind of document is called, in the user's language."""
        return self.env["ir.model"]._get(self._name).sudo().name

    @api.model
    def _get_document_kinds(self):
        """Return the selection of models that are reviewed."""
        return [
            (model._get_document_kind(), model._get_document_label())
            for model in map(self.env.__getitem__, self._get_document_models())
        ]

    @api.model
    @ormcache()
    def _get_document_models(self):
        """Return the names of the models that are reviewed."""
        return [
            name
            for name, model in self.env.registry.items()
            if getattr(model, "_review_field", None) and not model._abstract
        ]

    def _get_involved(self):
        """Return who wrote, submitted or sells it: no final step for them."""
        self.ensure_one()
        document = self.sudo()
        return (
            document._get_review_authors()
            | document._get_review_salesperson()
            | document.review_id.user_id
        )

    def _get_review_authors(self):
        """Return who wrote the document's reviewed content."""
        self.ensure_one()
        authors = self.env["res.users"].browse(self.sudo().review_author_uids or [])
        return authors | self.sudo().create_uid

    def _get_review_salesperson(self):
        """Return who sells the document."""
        self.ensure_one()
        name = self._review_salesperson_field
        return self[name] if name else self.env["res.users"]

    def _is_review_approved(self):
        self.ensure_one()
        document = self.sudo()
        return bool(
            document.content_fingerprint
            and document.content_fingerprint == document.approved_fingerprint
        )

    def _is_fingerprint_kept(self):
        """Return whether a change of the content has to be noticed at all."""
        self.ensure_one()
        document = self.sudo()
        return bool(
            document.review_id
            or document.approved_fingerprint
            or document._get_review_stage() == "committed"
            and document._get_review_policy() != "none"
        )

    def _get_commitment_error(self):
        """Return why the document cannot be committed as it is, or False."""
        self.ensure_one()
        document = self.sudo()
        if document._get_review_stage() == "committed":
            required = document.review_obligation == "required"
        else:
            required = document._decide_obligation()[0] == "required"
        if not required or document._is_review_approved():
            return False
        return self._get_unreviewed_message()

    def _get_unreviewed_message(self):
        """Return why the document cannot be committed, and what to do next."""
        self.ensure_one()
        document = self.sudo()
        review, state = document.review_id, document.review_state
        name = self.display_name
        if document._is_committed_before():
            return self.env._(
                "%(name)s was confirmed without a review, and this would make it need"
                " one. Cancel it and set it back first; then change it and submit it"
                " for review.",
                name=name,
            )
        if state in OPEN_STATES:
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
        if (
            state == "outdated"
            and not document.approved_fingerprint
            and (document.content_fingerprint == review.fingerprint)
        ):
            return self.env._(
                "%(name)s was set back after it had been confirmed, which voids its"
                " approval. Submit it for review again before it is confirmed.",
                name=name,
            )
        if document.approved_fingerprint or state == "outdated":
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

    def _is_committed_before(self):
        """Return whether it was committed, needing no review, before it needs one."""
        self.ensure_one()
        return bool(
            self.review_obligation == "required" and self.review_decided_fingerprint
        )

    def _get_submit_error(self):
        """Return why the user cannot submit this document now, or False."""
        self.ensure_one()
        if not self.env.user.has_group("customer_review.group_user"):
            return self.env._(
                "Only users of Customer Review submit documents. Ask your"
                " administrator for the right 'Customer Review: User'."
            )
        if not self.has_access("write"):
            return self.env._("You may only submit documents that you may change.")
        if self._get_review_stage() != "open":
            return self.env._("It is not open any more, so nothing is left to review.")
        if self.sudo().review_state in SUBMITTED_STATES:
            return self.env._(
                "It is already under review or approved. Change its content or"
                " withdraw it first."
            )
        return False

    def _get_withdraw_error(self):
        """Return why the user cannot take the document back now, or False."""
        self.ensure_one()
        document = self.sudo()
        if document.review_state not in OPEN_STATES:
            return self.env._("There is no open review to withdraw.")
        return document.review_id.with_env(self.env)._get_withdraw_error()

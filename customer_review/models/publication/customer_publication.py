from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import ENDED_STATES, OPEN_STATES


class CustomerPublication(models.Model):
    """Marketing material: catalogue, advertisement, web page, exhibition, video.

    It is published only as it was approved. Whatever changes in it afterwards, a file
    that somebody replaced included, takes it down at once.

    ===============  ==========================================================
    Action           Who
    ===============  ==========================================================
    Prepare, submit  group_user: own ones and those without an owner
    Judge a claim    a member of Quality and one of Technical, see
                     ``customer.publication.verdict``
    Decide           see ``customer.review.line``
    Publish, take    as prepare; group_manager
    back, renew
    Read             group_user, group_reviewer, group_auditor, group_manager;
                     everybody in the house what is published
    ===============  ==========================================================

    Serves point 5.1.1 of the procedure.
    """

    _name = "customer.publication"
    _inherit = [
        "customer.review.mixin",
        "customer.review.kept",
        "customer.review.boundary",
        "customer.review.activities",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Publication"
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _review_field = "publication_id"
    _review_salesperson_field = "user_id"
    _review_content_fields = (
        "company_id",
        "name",
        "kind",
        "version",
        "lang_ids",
        "product_ids",
        "channel",
        "audience",
        "date_from",
        "date_to",
        "url",
        "text",
    )
    _review_content_lines = {
        "claim_ids": ("text", "kind", "place", "substantiation", "evidence"),
        "file_ids": ("name", "checksum", "url"),
    }
    _engine_fields = frozenset(
        {
            "version",
            "previous_id",
            "lifecycle",
            "placement_ids",
            "file_texts",
            "date_reminded",
            "date_closed",
            "closed_by_id",
            "closing_reason",
        }
    )
    _assignable_fields = frozenset({"user_id"})

    name = fields.Char(string="Title", required=True, tracking=True)
    kind = fields.Selection(
        selection=[
            ("catalogue", "Product Catalogue"),
            ("brochure", "Brochure"),
            ("advertisement", "Advertisement"),
            ("web_page", "Web Page"),
            ("exhibition", "Exhibition Material"),
            ("video", "Video"),
        ],
        required=True,
        default="brochure",
    )
    version = fields.Integer(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: 1,
        aggregator=None,
        help="New content is a new version.",
    )
    lang_ids = fields.Many2many(
        comodel_name="res.lang",
        string="Languages",
        context={"active_test": False},
        default=lambda self: self.env["res.lang"].search(
            [("code", "=", self.env.user.lang)]
        ),
        help="Whose forbidden words are searched for.",
    )
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        index=True,
        tracking=True,
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("in_review", "In Review"),
            ("approved", "Approved"),
            ("published", "Published"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        group_expand=True,
        tracking=True,
    )
    # What was done with it beside its review; the state says what that comes to.
    lifecycle = fields.Selection(
        selection=[
            ("prepared", "Being Prepared"),
            ("published", "Published"),
            ("expired", "Expired"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: "prepared",
    )
    channel = fields.Selection(
        selection=[
            ("web", "Web Page"),
            ("shop", "Shop"),
            ("print", "Print Run"),
            ("exhibition", "Exhibition"),
            ("press", "Press"),
            ("social", "Social Media"),
            ("mail", "Mailing"),
            ("other", "Other"),
        ],
        help="Where it is meant to appear.",
    )
    audience = fields.Char(help="For whom it is meant.")
    date_from = fields.Date(string="Valid from", tracking=True)
    date_to = fields.Date(
        string="Valid until",
        tracking=True,
        help="It expires by itself after this day. Empty: until it is withdrawn.",
    )
    url = fields.Char(string="URL", help="Where what is not a file can be seen.")
    text = fields.Text(help="What it says, where that is not in a file.")
    product_ids = fields.Many2many(
        comodel_name="product.template", string="Products", check_company=True
    )
    claim_ids = fields.One2many(
        comodel_name="customer.publication.claim",
        inverse_name="publication_id",
        string="Claims",
        copy=True,
        # The rows of the list come with the query that finds them.
        context={"whole_rows": True},
    )
    file_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="customer_publication_file_rel",
        column1="publication_id",
        column2="attachment_id",
        string="Files",
        copy=False,
        bypass_search_access=True,
        help="They are reviewed: a replaced file outdates the review and takes the"
        " publication down.",
    )
    customer_review_ids = fields.One2many(inverse_name="publication_id")
    finding_ids = fields.One2many(inverse_name="publication_id")
    previous_id = fields.Many2one(
        comodel_name="customer.publication",
        string="Earlier Version",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    first_id = fields.Many2one(
        comodel_name="customer.publication",
        string="First Version",
        compute="_compute_first_id",
        recursive=True,
        store=True,
        index=True,
        help="The same for all versions of a publication.",
    )
    document_ids = fields.One2many(
        comodel_name="product.document",
        inverse_name="publication_id",
        string="Product Documents",
        help="What customers see of it with products and quotations.",
    )
    date_closed = fields.Datetime(string="Closed on", readonly=True, copy=False)
    closed_by_id = fields.Many2one(
        comodel_name="res.users", string="Closed by", readonly=True, copy=False
    )
    closing_reason = fields.Char(readonly=True, copy=False)

    _previous_unique = models.UniqueIndex(
        "(previous_id) WHERE previous_id IS NOT NULL",
        "This publication has a later version already. Go on with that one.",
    )
    _validity_idx = models.Index("(company_id, date_to) WHERE state = 'published'")

    @api.depends("name", "version")
    def _compute_display_name(self):
        for publication in self:
            publication.display_name = publication.name and self.env._(
                "%(title)s, version %(version)s",
                title=publication.name,
                version=publication.version,
            )

    @api.depends("previous_id.first_id")
    def _compute_first_id(self):
        for publication in self:
            publication.first_id = publication.previous_id.first_id or publication

    @api.depends(
        "lifecycle", "review_state", "content_fingerprint", "approved_fingerprint"
    )
    def _compute_state(self):
        for publication in self:
            if publication.lifecycle in ENDED_STATES:
                publication.state = publication.lifecycle
            elif publication._is_review_approved():
                is_out = publication.lifecycle == "published"
                publication.state = "published" if is_out else "approved"
            elif publication.review_state in OPEN_STATES:
                publication.state = "in_review"
            else:
                publication.state = "draft"

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for publication in self:
            start, end = publication.date_from, publication.date_to
            if start and end and end < start:
                raise ValidationError(
                    self.env._(
                        "%(publication)s cannot end before it begins. Enter a later"
                        " day in 'Valid until'.",
                        publication=publication.display_name,
                    )
                )

    @api.constrains("lifecycle")
    def _check_published(self):
        """Refuse to publish what is not approved as it is (5.1.1)."""
        for publication in self.sudo():
            if publication.lifecycle == "published" and (
                not publication._is_review_approved()
            ):
                raise ValidationError(publication._get_unreviewed_message())

    @api.model_create_multi
    def create(self, vals_list):
        publications = super().create(vals_list)
        publications._adopt_files()
        publications._search_words()
        return publications

    def write(self, vals):
        result = super().write(vals)
        if self._is_content(vals):
            self._adopt_files()
            self._search_words()
        return result

    def copy_data(self, default=None):
        return [
            vals | {"name": self.env._("%s (copy)", publication.name)}
            if "name" not in (default or {})
            else vals
            for publication, vals in zip(self, super().copy_data(default), strict=True)
        ]

    def _get_state_label(self):
        """Return the state in the user's language."""
        self.ensure_one()
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state]

    def _get_versions(self):
        """Return all versions of these publications, the first ones first."""
        return self.sudo().search(
            [("first_id", "in", self.sudo().first_id.ids)], order="version, id"
        )

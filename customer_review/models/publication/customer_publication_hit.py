from odoo import api, fields, models

from ..const import SUBMITTED_STATES

# By what a hit is known again after another search.
KEY_FIELDS = ("kind", "word", "excerpt", "part", "claim_id", "file_name", "page")


class CustomerPublicationHit(models.Model):
    """A forbidden word that a publication has, or a file that could not be searched.

    The search makes them; whoever prepares the publication answers each of them
    before its submission. The answers are printed on the form.
    """

    _name = "customer.publication.hit"
    _inherit = ["customer.review.rows", "customer.review.kept"]
    _description = "Word to Answer"
    _order = "publication_id, part_sequence, page, id"
    _rec_name = "word"

    _engine_fields = frozenset(
        {
            "publication_id",
            "kind",
            "word",
            "note",
            "excerpt",
            "part",
            "part_sequence",
            "claim_id",
            "file_name",
            "page",
            "answered_by_id",
        }
    )

    publication_id = fields.Many2one(
        comodel_name="customer.publication",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(related="publication_id.company_id", store=True)
    kind = fields.Selection(
        selection=[("word", "Forbidden Word"), ("unreadable", "Could Not Be Searched")],
        required=True,
        readonly=True,
        default=lambda self: "word",
    )
    word = fields.Char(required=True, readonly=True)
    note = fields.Char(string="Why", readonly=True)
    excerpt = fields.Text(string="In This Text", readonly=True)
    part = fields.Selection(
        selection=[
            ("title", "Title"),
            ("text", "Text"),
            ("claim", "Claim"),
            ("file", "File"),
        ],
        required=True,
        readonly=True,
    )
    part_sequence = fields.Integer(readonly=True)
    claim_id = fields.Many2one(
        comodel_name="customer.publication.claim",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    file_name = fields.Char(readonly=True)
    page = fields.Integer(readonly=True, aggregator=None)
    place = fields.Char(string="Where", compute="_compute_place")
    answer = fields.Char(
        help="Why the word may stay, or who looked through the file instead."
    )
    answered_by_id = fields.Many2one(
        comodel_name="res.users", string="Answered by", readonly=True
    )

    @api.depends("part", "file_name", "page", "claim_id")
    @api.depends_context("lang")
    def _compute_place(self):
        labels = dict(self._fields["part"]._description_selection(self.env))
        for hit in self:
            if hit.part == "file" and hit.page:
                hit.place = self.env._(
                    "%(file)s, page %(page)s", file=hit.file_name, page=hit.page
                )
            elif hit.part == "claim":
                hit.place = f"{labels['claim']}: {hit.claim_id.text or ''}"
            else:
                hit.place = hit.file_name or labels[hit.part]

    def write(self, vals):
        result = super().write(vals)
        if "answer" in vals and not self._is_engine():
            self._as_engine().write({"answered_by_id": self.env.uid})
        return result

    def _get_write_error(self, names):
        publication = self.publication_id
        if error := publication._get_closed_error():
            return error
        if publication.sudo().review_state not in SUBMITTED_STATES:
            return False
        return self.env._(
            "%(publication)s is under review or approved with the answers it has."
            " Withdraw it first to change them.",
            publication=publication.display_name,
        )

    @api.model
    def _get_key(self, vals):
        """Return by what a hit is known again after another search.

        :param vals: its values, or the hit itself
        """
        values = {name: vals[name] for name in KEY_FIELDS if name in vals}
        claim = values.get("claim_id")
        if isinstance(claim, models.BaseModel):
            values["claim_id"] = claim.id
        return tuple(values.get(name) or False for name in KEY_FIELDS)

    def _prepare_detail(self):
        """Return what the form keeps of it, as plain JSON values."""
        self.ensure_one()
        return {
            "kind": self.kind,
            "word": self.word,
            "place": self.place,
            "excerpt": self.excerpt or "",
            "answer": self.answer or "",
            "answered_by": self.answered_by_id.name or "",
        }

import hashlib
import json

from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerPublicationClaim(models.Model):
    """What a publication claims, what it rests on, and what became of it.

    Quality and Technical each give their verdict in the review. A verdict is about
    this text with this evidence: it holds in later versions as long as both are the
    same, and no longer.
    """

    _name = "customer.publication.claim"
    _inherit = [
        "customer.review.rows",
        "customer.review.kept",
        "customer.review.boundary",
    ]
    _description = "Claim"
    _order = "publication_id, sequence, id"
    _rec_name = "text"

    publication_id = fields.Many2one(
        comodel_name="customer.publication",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="publication_id.company_id", store=True, index=True
    )
    sequence = fields.Integer(default=10)
    text = fields.Text(string="Claim", required=True)
    kind = fields.Selection(
        selection=[
            ("performance", "Performance"),
            ("quality", "Quality or Safety"),
            ("comparison", "Comparison"),
            ("data", "Quoted Data"),
            ("certificate", "Certificate or Award"),
            ("environment", "Environment"),
            ("service", "Delivery or Service"),
            ("other", "Other"),
        ],
        required=True,
        default="performance",
    )
    place = fields.Char(
        string="Where", help="Page, paragraph or minute at which it is stated."
    )
    substantiation = fields.Text(help="What it rests on: test, calculation, source.")
    evidence_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="customer_publication_claim_evidence_rel",
        column1="claim_id",
        column2="attachment_id",
        string="Evidence Files",
        copy=False,
        bypass_search_access=True,
        help="They are reviewed: a replaced file outdates the review.",
    )
    evidence = fields.Text(
        compute="_compute_evidence",
        compute_sudo=True,
        help="The evidence files with their checksums.",
    )
    claim_key = fields.Char(
        compute="_compute_claim_key",
        store=True,
        index=True,
        help="Equal where the text and what it rests on are the same.",
    )
    text_key = fields.Char(
        compute="_compute_text_key",
        store=True,
        index=True,
        help="Equal where the same is claimed.",
    )
    state = fields.Selection(related="publication_id.state", string="Publication State")
    hit_count = fields.Integer(
        string="Unanswered Words",
        compute="_compute_hit_count",
        help="Forbidden words in it that nobody has answered yet.",
    )
    use_count = fields.Integer(
        string="Stated in",
        compute="_compute_use_count",
        help="How many publications state it.",
    )

    @api.depends("evidence_ids.name", "evidence_ids.checksum", "evidence_ids.url")
    def _compute_evidence(self):
        for claim in self:
            claim.evidence = "\n".join(
                f"{file.name} ({file.checksum or file.url or ''})"
                for file in claim.evidence_ids.sorted("id")
            )

    @api.depends(
        "text", "kind", "substantiation", "evidence_ids.checksum", "evidence_ids.url"
    )
    def _compute_claim_key(self):
        for claim in self:
            files = claim.evidence_ids
            claim.claim_key = self._hash_key(
                [
                    self._normalise(claim.text),
                    self._normalise(claim.substantiation),
                    sorted(file.checksum or file.url or "" for file in files),
                ]
            )

    @api.depends("text")
    def _compute_text_key(self):
        for claim in self:
            claim.text_key = self._hash_key(self._normalise(claim.text).casefold())

    @api.depends("publication_id.hit_ids.answer", "text")
    def _compute_hit_count(self):
        for claim in self:
            hits = claim.publication_id.hit_ids.filtered(lambda hit: not hit.answer)
            claim.hit_count = len(
                hits.filtered(lambda hit, claim=claim: hit.claim_id == claim._origin)
            )

    @api.depends("text_key")
    def _compute_use_count(self):
        counts = dict(
            self._read_group(
                [("text_key", "in", self.mapped("text_key"))],
                ["text_key"],
                ["publication_id:count_distinct"],
            )
        )
        for claim in self:
            claim.use_count = counts.get(claim.text_key, 0)

    @api.model_create_multi
    def create(self, vals_list):
        with self.env["customer.publication"]._tracking_content():
            claims = super().create(vals_list)
        for claim in claims:
            if error := claim._get_closed_error():
                raise UserError(error)
        claims._follow_change()
        return claims

    def write(self, vals):
        with self.env["customer.publication"]._tracking_content():
            result = super().write(vals)
        self._follow_change()
        return result

    def unlink(self):
        publications = self.publication_id
        publications._note_author()
        with self.env["customer.publication"]._tracking_content():
            result = super().unlink()
        publications._search_words()
        return result

    def action_view_uses(self):
        """Show every publication that states this claim."""
        self._check_visible()
        self.ensure_one()
        uses = self.search([("text_key", "=", self.text_key)])
        return uses.publication_id._get_records_action(
            name=self.env._("Publications that State It")
        )

    @api.model
    def _normalise(self, text):
        """Return a text without what makes no difference to what it says."""
        return " ".join((text or "").split())

    @api.model
    def _hash_key(self, value):
        canonical = json.dumps(value, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def _get_write_error(self, names):
        return self._get_closed_error()

    def _get_delete_error(self):
        return self._get_closed_error()

    def _get_closed_error(self):
        """Return why its publication does not change any more, or False."""
        self.ensure_one()
        return self.publication_id._get_closed_error()

    def _is_substantiated(self):
        """Return whether it says, or shows, what it rests on."""
        self.ensure_one()
        return bool(self._normalise(self.substantiation) or self.evidence_ids)

    def _follow_change(self):
        """Let the publication notice that its claims were written directly."""
        publications = self.publication_id
        publications._note_author()
        publications._adopt_files()
        publications._search_words()

import hashlib
import json

from odoo import api, fields, models

# The departments that judge each claim, by their code.
JUDGES = ("quality", "technical")


class CustomerPublicationClaim(models.Model):
    """What a publication claims, what it rests on, and what became of it.

    Quality and Technical each give their verdict in the review. A verdict is about
    this text with this evidence: it holds in later versions as long as both are the
    same, and no longer.
    """

    _name = "customer.publication.claim"
    _inherit = ["customer.review.rows", "customer.review.guard"]
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
    quality_verdict = fields.Selection(
        selection=lambda self: self._get_verdict_selection(),
        string="Quality",
        compute="_compute_verdicts",
    )
    technical_verdict = fields.Selection(
        selection=lambda self: self._get_verdict_selection(),
        string="Technical",
        compute="_compute_verdicts",
    )
    can_judge = fields.Boolean(compute="_compute_can_judge")
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

    @api.depends("claim_key", "publication_id.review_id.turn")
    def _compute_verdicts(self):
        given = self._get_given_verdicts()
        for claim in self:
            own = given.get(claim._origin.id, {})
            for code in JUDGES:
                claim[f"{code}_verdict"] = own[code].verdict if code in own else False

    @api.depends("publication_id.review_state", "publication_id.review_id.turn")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        verdicts = self._get_own_verdicts()
        for claim in self:
            claim.can_judge = claim._origin in verdicts.claim_id

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
        claims._follow_change()
        return claims

    def write(self, vals):
        with self.env["customer.publication"]._tracking_content():
            result = super().write(vals)
        self._follow_change()
        return result

    def unlink(self):
        publications = self.publication_id
        publications._check_not_closed()
        publications._note_author()
        with self.env["customer.publication"]._tracking_content():
            result = super().unlink()
        publications._search_words()
        return result

    def action_accept(self):
        """Accept the claim for each department for which the user judges it.

        :raise UserError: where the user judges none of them now, with the reason
        """
        self._get_verdicts_to_give()._judge("accepted")
        return True

    def action_reject(self):
        """Ask in a dialog why the claim is rejected."""
        self.ensure_one()
        return self._get_verdicts_to_give()._open_rejection()

    def action_view_uses(self):
        """Show every publication that states this claim."""
        self.ensure_one()
        self.check_access("read")
        uses = self.search([("text_key", "=", self.text_key)])
        return uses.publication_id._get_records_action(
            name=self.env._("Publications that State It")
        )

    @api.model
    def _get_verdict_selection(self):
        verdicts = self.env["customer.publication.verdict"]
        return verdicts._fields["verdict"]._description_selection(self.env)

    @api.model
    def _normalise(self, text):
        """Return a text without what makes no difference to what it says."""
        return " ".join((text or "").split())

    @api.model
    def _hash_key(self, value):
        canonical = json.dumps(value, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def _is_substantiated(self):
        """Return whether it says, or shows, what it rests on."""
        self.ensure_one()
        return bool(self._normalise(self.substantiation) or self.evidence_ids)

    def _follow_change(self):
        """Let the publication notice that its claims were written directly."""
        publications = self.publication_id
        publications._check_not_closed()
        publications._note_author()
        publications._adopt_files()
        publications._search_words()

    @api.model
    def _get_judges(self):
        """Return the departments that judge claims."""
        departments = self.env["customer.review.department"].sudo()
        return departments.search([("code", "in", JUDGES), ("company_id", "=", False)])

    def _get_given_verdicts(self):
        """Return the latest verdict on each claim as it is now.

        Those given on earlier revisions and versions count, as long as text and
        evidence are the same.

        :return: dict of claim id to dict of the department's code to the verdict
        """
        latest = {}
        verdicts = self.env["customer.publication.verdict"].sudo()
        for publication, claims in (
            self._origin.sudo().grouped("publication_id").items()
        ):
            given = verdicts.search(
                [
                    ("publication_id", "in", publication._get_versions().ids),
                    ("claim_key", "in", claims.mapped("claim_key")),
                    ("verdict", "!=", False),
                ],
                order="id",
            )
            by_key = {}
            for verdict in given:
                own = by_key.setdefault(verdict.claim_key, {})
                own[verdict.department_id.code] = verdict
            latest |= {claim.id: by_key.get(claim.claim_key, {}) for claim in claims}
        return latest

    def _get_rejected(self):
        """Return the claims that are as they were rejected, each with its verdict."""
        given = self._get_given_verdicts()
        return [
            (claim, verdict)
            for claim in self
            for verdict in given[claim.id].values()
            if verdict.verdict == "rejected"
        ]

    def _get_own_verdicts(self):
        """Return the verdicts on these claims that the user may give now."""
        verdicts = self._origin.sudo().publication_id.review_id.verdict_ids
        asked = verdicts.filtered(
            lambda one: (
                one.claim_id in self._origin and one.line_id.decision == "pending"
            )
        )
        lines = asked.line_id.filtered(
            lambda line: not line.with_env(self.env)._get_decision_error()
        )
        return asked.filtered(lambda one: one.line_id in lines).with_env(self.env)

    def _get_verdicts_to_give(self):
        """Return the verdicts that the user may give.

        :raise UserError: where there is none, with the reason
        """
        publications = self.publication_id
        publications._check_review_access()
        verdicts = self._get_own_verdicts()
        publications._raise_errors(
            {
                claim.publication_id: self.env._(
                    "'%(claim)s' is not yours to judge now: members of Quality and of"
                    " Technical do that while their opinion is asked for.",
                    claim=claim.text,
                )
                for claim in self
                if claim not in verdicts.claim_id
            }
        )
        return verdicts

from odoo import api, fields, models

# The departments that judge each claim, by their code.
JUDGES = ("quality", "technical")


class CustomerPublicationClaim(models.Model):
    """The verdicts on a claim: who gives them, and how long they hold."""

    _inherit = "customer.publication.claim"

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

    def action_accept(self):
        """Accept the claim for each department for which the user judges it.

        :raise UserError: where the user judges none of them now, with the reason
        """
        self._check_visible()
        self._get_verdicts_to_give()._judge("accepted")
        return True

    def action_reject(self):
        """Ask in a dialog why the claim is rejected."""
        self._check_visible()
        self.ensure_one()
        return self._get_verdicts_to_give()._open_rejection()

    @api.model
    def _get_verdict_selection(self):
        verdicts = self.env["customer.publication.verdict"]
        return verdicts._fields["verdict"]._description_selection(self.env)

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
        claims = self._origin.sudo()
        given = self.env["customer.publication.verdict"].sudo()
        given = given.search(
            [
                ("publication_id.first_id", "in", claims.publication_id.first_id.ids),
                ("claim_key", "in", claims.mapped("claim_key")),
                ("verdict", "!=", False),
            ],
            order="id",
        )
        latest = {}
        for one in given:
            known = latest.setdefault((one.publication_id.first_id, one.claim_key), {})
            known[one.department_id.code] = one
        return {
            claim.id: latest.get((claim.publication_id.first_id, claim.claim_key), {})
            for claim in claims
        }

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

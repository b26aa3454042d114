from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerPublicationVerdict(models.Model):
    """What a department says of one claim in one review. Kept with the form.

    ==========  =============================================================
    Action      Who
    ==========  =============================================================
    Judge       whoever may decide on the department's opinion, until it is
                given; see ``customer.review.line``
    Create      the engine, on submission
    Delete      nobody
    ==========  =============================================================

    It is no part of the reviewed content, so it outdates nothing.
    """

    _name = "customer.publication.verdict"
    _inherit = ["customer.review.rows", "customer.review.evidence"]
    _description = "Verdict on a Claim"
    _order = "review_id desc, department_id, sequence, id"
    _rec_name = "text"

    _engine_fields = frozenset(
        {
            "line_id",
            "review_id",
            "publication_id",
            "company_id",
            "department_id",
            "claim_id",
            "claim_key",
            "text",
            "sequence",
            "user_id",
            "date",
            "carried_from_id",
        }
    )

    line_id = fields.Many2one(
        comodel_name="customer.review.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    review_id = fields.Many2one(
        comodel_name="customer.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    publication_id = fields.Many2one(
        comodel_name="customer.publication",
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
        ondelete="restrict",
    )
    claim_id = fields.Many2one(
        comodel_name="customer.publication.claim",
        string="Judged Claim",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    claim_key = fields.Char(required=True, readonly=True, index=True)
    text = fields.Text(string="Claim", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    verdict = fields.Selection(
        selection=[("accepted", "Accepted"), ("rejected", "Rejected")]
    )
    note = fields.Char(help="Needed where the claim is rejected.")
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Given by",
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Datetime(string="Given on", readonly=True)
    carried_from_id = fields.Many2one(
        comodel_name="customer.review",
        string="Carried from",
        readonly=True,
        ondelete="restrict",
        help="It was given there: text and evidence are the same.",
    )
    can_judge = fields.Boolean(compute="_compute_can_judge")

    @api.depends("line_id.decision", "review_id.state")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        for line, verdicts in self.grouped("line_id").items():
            verdicts.can_judge = not line._get_decision_error()

    def write(self, vals):
        if not self._is_engine():
            self._check_engine_fields(vals)
            self._check_judged(vals)
        result = super().write(vals)
        if "verdict" in vals and not self._is_engine():
            self._as_engine().write(
                {
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "carried_from_id": False,
                }
            )
            self._move_review()
        return result

    def action_accept(self):
        """Accept the claim."""
        self._check_visible()
        self._judge("accepted")
        return True

    def action_reject(self):
        """Ask in a dialog why the claim is rejected."""
        self._check_visible()
        return self._open_rejection()

    @api.model
    def _open(self, reviews):
        """Ask the departments that judge claims for a verdict on each of them.

        A claim that was accepted as it is, on an earlier revision or version, keeps
        that verdict; it can be changed as long as the opinion is not given.
        """
        vals_list = []
        for review in reviews:
            claims = review.publication_id.claim_ids.sorted()
            given = claims._get_given_verdicts()
            judges = claims._get_judges()
            for line in review.line_ids.filtered(
                lambda line, judges=judges: line.department_id in judges
            ):
                code = line.department_id.code
                vals_list += [
                    self._prepare_vals(line, claim, number, given[claim.id].get(code))
                    for number, claim in enumerate(claims)
                ]
        return self._as_engine().create(vals_list)

    @api.model
    def _prepare_vals(self, line, claim, number, earlier):
        """Return the values of the verdict that ``line`` is asked for.

        :param number: the claim's place in the publication
        :param earlier: the verdict on the same claim that was given last
        """
        vals = {
            "line_id": line.id,
            "review_id": line.review_id.id,
            "publication_id": claim.publication_id.id,
            "company_id": line.company_id.id,
            "department_id": line.department_id.id,
            "claim_id": claim.id,
            "claim_key": claim.claim_key,
            "text": claim.text,
            "sequence": number,
        }
        if earlier and earlier.verdict == "accepted":
            vals |= {
                "verdict": earlier.verdict,
                "note": earlier.note,
                "user_id": earlier.user_id.id,
                "date": earlier.date,
                "carried_from_id": (earlier.carried_from_id or earlier.review_id).id,
            }
        return vals

    def _check_judged(self, vals):
        """Raise where the user may not judge these claims so."""
        for line in self.line_id:
            if error := line._get_decision_error():
                raise UserError(error)
        for one in self:
            verdict = vals.get("verdict", one.verdict)
            if verdict == "rejected" and not (vals.get("note", one.note) or "").strip():
                raise UserError(
                    self.env._(
                        "Say in the note why the claim '%s' is rejected: whoever wrote"
                        " it has to reword it.",
                        one.text,
                    )
                )

    def _judge(self, verdict):
        self.write({"verdict": verdict})

    def _move_review(self):
        """Update the review's row: of a verdict and a decision that come at once, the
        later one is tried again on what the first has left."""
        for review in self.review_id.sudo():
            review._as_engine().write({"turn": review.turn + 1})

    def _get_form_text(self):
        """Return the verdict as it is printed: what, by whom, when, why."""
        self.ensure_one()
        if not self.verdict:
            return "–"
        review = self.review_id
        parts = [
            review._get_form_selection(self._name, "verdict", self.verdict),
            self.user_id.name,
            review._get_form_day(self.date),
            self.note,
            self.carried_from_id
            and self.env._("carried from %s", self.carried_from_id.display_name),
        ]
        return ", ".join(filter(None, parts))

    def _open_rejection(self):
        """Open the dialog that rejects one claim, for all of these departments."""
        for line in self.line_id:
            if error := line._get_decision_error():
                raise UserError(error)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_review.customer_publication_rejection_action"
        )
        return action | {"context": {"default_verdict_ids": self.ids}}

from odoo import api, fields, models
from odoo.exceptions import UserError

from ...models.review.customer_review_signing import signed


class CustomerReviewDecision(models.TransientModel):
    """Asks for the opinion, and for the conditions, of one or several decisions."""

    _name = "customer.review.decision"
    _inherit = ["customer.review.boundary"]
    _description = "Review Decision"

    line_ids = fields.Many2many(
        comodel_name="customer.review.line", string="Opinions", required=True
    )
    decision = fields.Selection(
        selection=[
            ("accepted", "Accept"),
            ("conditional", "Accept with Conditions"),
            ("rejected", "Reject"),
        ],
        required=True,
        default="accepted",
    )
    comment = fields.Text(string="Opinion")
    condition_ids = fields.One2many(
        comodel_name="customer.review.decision.condition",
        inverse_name="decision_id",
        string="Conditions",
    )
    blocked = fields.Text(string="Cannot Be Decided", compute="_compute_blocked")
    decidable_count = fields.Integer(compute="_compute_blocked")
    confirm_label = fields.Char(
        compute="_compute_confirm_label", help="What the main button does."
    )

    @api.depends("line_ids", "decision")
    def _compute_blocked(self):
        for wizard in self:
            errors = {
                line: line._get_decision_error(wizard.decision)
                for line in wizard.line_ids._filtered_access("read")
            }
            wizard.decidable_count = len([e for e in errors.values() if not e])
            wizard.blocked = "\n".join(
                f"{line.sudo().review_id.display_name}: {error}"
                for line, error in errors.items()
                if error
            )

    @api.depends("line_ids", "decision")
    @api.depends_context("lang")
    def _compute_confirm_label(self):
        for wizard in self:
            reviews = wizard.line_ids.sudo().review_id
            what = (
                reviews._get_document()._get_document_label()
                if len(reviews) == 1
                else self.env._("%s Reviews", len(reviews))
            )
            wizard.confirm_label = {
                "accepted": self.env._("Approve %s", what),
                "conditional": self.env._("Approve %s with Conditions", what),
                "rejected": self.env._("Reject %s", what),
            }[wizard.decision or "accepted"]

    @signed
    def action_confirm(self):
        """Take the decision for every opinion that the user may give.

        :raise UserError: where the text or the conditions are missing, or none of
            the opinions can be given
        """
        self._check_visible()
        self.line_ids._check_visible()
        self.ensure_one()
        comment = (self.comment or "").strip()
        if self.decision != "accepted" and not comment:
            raise UserError(
                self.env._("Give the reason: it is kept and printed on the form.")
            )
        if self.decision == "conditional" and not self.condition_ids:
            raise UserError(
                self.env._(
                    "Name at least one condition: what is to be done, by whom, and"
                    " until when."
                )
            )
        lines = self.line_ids.filtered(
            lambda line: not line._get_decision_error(self.decision)
        )
        if not lines:
            raise UserError(self.blocked or self.env._("There is nothing to decide."))
        lines._take_decision(self.decision, comment, self.condition_ids)
        return {"type": "ir.actions.act_window_close"}


class CustomerReviewDecisionCondition(models.TransientModel):
    """A condition about to be set."""

    _name = "customer.review.decision.condition"
    _inherit = ["customer.review.boundary"]
    _description = "Condition to Set"

    decision_id = fields.Many2one(
        comodel_name="customer.review.decision", required=True, ondelete="cascade"
    )
    name = fields.Char(string="Action", required=True)
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
    )
    date_deadline = fields.Date(
        string="Due", required=True, default=fields.Date.context_today
    )

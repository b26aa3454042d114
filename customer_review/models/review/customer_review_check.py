from odoo import fields, models
from odoo.exceptions import UserError

# How an answer is marked on the screen.
ICONS = {
    "yes": "fa-check text-success",
    "no": "fa-times text-danger",
    "na": "fa-minus text-muted",
}


class CustomerReviewCheck(models.Model):
    """One item of a department's checklist, answered for one review.

    Whoever may decide on the opinion answers it, until the opinion is given.
    """

    _name = "customer.review.check"
    _inherit = ["customer.review.evidence"]
    _description = "Checklist Answer"
    _order = "line_id, sequence, id"

    _engine_fields = frozenset(
        {"line_id", "company_id", "item_id", "criterion_id", "name", "sequence"}
    )

    line_id = fields.Many2one(
        comodel_name="customer.review.line",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", readonly=True, required=True
    )
    item_id = fields.Many2one(
        comodel_name="customer.review.item", readonly=True, ondelete="set null"
    )
    criterion_id = fields.Many2one(
        comodel_name="customer.review.criterion",
        readonly=True,
        ondelete="set null",
        help="The finding that the department answers for.",
    )
    name = fields.Char(string="Question", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    answer = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No"), ("na", "Not Applicable")]
    )
    note = fields.Char(help="Needed where the answer is no.")
    department_id = fields.Many2one(related="line_id.department_id")

    def write(self, vals):
        if not self._is_engine():
            self._check_visible()
            for line in self.line_id:
                if error := line._get_decision_error():
                    raise UserError(error)
            # Of an answer and a decision at the same time one fails and is tried again.
            self.sudo().line_id.review_id._claim()
        return super().write(vals)

    def action_answer_yes(self):
        """Answer that the item is met."""
        self.write({"answer": "yes"})
        return True

    def action_answer_na(self):
        """Answer that the item does not apply."""
        self.write({"answer": "na"})
        return True

    def action_answer_no(self):
        """Answer that the item is not met, and ask for the note."""
        self.write({"answer": "no"})
        return self.action_edit_note()

    def action_edit_note(self):
        """Ask for the note in a dialog."""
        self._check_visible()
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (
                    self.env["customer.review.resource"]
                    ._find(
                        "customer_review.customer_review_check_view_form", "ir.ui.view"
                    )
                    .id,
                    "form",
                )
            ],
            "target": "new",
        }

    def _render_answers(self):
        """Return the items that are answered, each with its mark and its note."""
        checks = self.filtered("answer")
        if not checks:
            return False
        return self.env["customer.review"]._render_html(
            "customer_review.review_answers",
            checks=checks,
            icons=ICONS,
            labels=dict(self._fields["answer"]._description_selection(self.env)),
        )

from odoo import fields, models
from odoo.exceptions import UserError


class CustomerReviewCheck(models.Model):
    """One item of a department's checklist, answered for one review.

    Whoever may decide on the opinion answers it, until the opinion is given.
    """

    _name = "customer.review.check"
    _inherit = ["customer.review.evidence"]
    _description = "Checklist Answer"
    _order = "line_id, sequence, id"

    _engine_fields = frozenset({"line_id", "company_id", "item_id", "name", "sequence"})

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
    name = fields.Char(string="Question", required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    answer = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No"), ("na", "Not Applicable")]
    )
    note = fields.Char(help="Needed where the answer is no.")

    def write(self, vals):
        if not self._is_engine():
            for line in self.line_id:
                if error := line._get_decision_error():
                    raise UserError(error)
        return super().write(vals)

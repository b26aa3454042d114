from odoo import fields, models


class CustomerReviewItem(models.Model):
    """A question on a department's checklist, asked on every form of its kind."""

    _name = "customer.review.item"
    _inherit = ["customer.review.cached"]
    _description = "Checklist Item"
    _order = "department_id, sequence, id"

    department_id = fields.Many2one(
        comodel_name="customer.review.department",
        required=True,
        index=True,
        ondelete="cascade",
    )
    name = fields.Char(string="Question", required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    part_ids = fields.Many2many(
        comodel_name="customer.review.part",
        string="Looks at",
        help="On a new revision in which none of these parts has changed, the opinion"
        " of a department is carried over. Leave empty for everything.",
    )
    document_kind = fields.Selection(
        selection=lambda self: self.env["customer.review.mixin"]._get_document_kinds(),
        help="Leave empty to ask it on every kind of document.",
    )

    def _get_asked(self, kind):
        """Return those that are asked on a kind of document."""
        return self.filtered(lambda item: item.document_kind in (False, kind))

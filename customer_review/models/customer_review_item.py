from odoo import api, fields, models


class CustomerReviewItem(models.Model):
    """A question on a department's checklist, asked on every form of its kind."""

    _name = "customer.review.item"
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
    document_kind = fields.Selection(
        selection=lambda self: self.env["customer.review.mixin"]._get_document_kinds(),
        help="Leave empty to ask it on every kind of document.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

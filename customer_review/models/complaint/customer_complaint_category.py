from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerComplaintCategory(models.Model):
    """What a complaint is about; a sub-category has a parent."""

    _name = "customer.complaint.category"
    _description = "Complaint Category"
    _order = "parent_id, sequence, name, id"
    _parent_name = "parent_id"
    _rec_names_search = ["name", "parent_id.name"]

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="Leave empty for a category that every company has.",
    )
    parent_id = fields.Many2one(
        comodel_name="customer.complaint.category",
        string="Part of",
        index=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
    )
    child_ids = fields.One2many(
        comodel_name="customer.complaint.category",
        inverse_name="parent_id",
        string="Sub-categories",
    )
    is_safety = fields.Boolean(
        string="Safety or Legal Matter",
        help="Complaints of this category are reported to the General Manager.",
    )

    @api.depends("name", "parent_id.name")
    @api.depends_context("complaint_category_short")
    def _compute_display_name(self):
        for category in self:
            parent = category.parent_id.name
            if self.env.context.get("complaint_category_short") or not parent:
                category.display_name = category.name
            else:
                category.display_name = f"{parent} / {category.name}"

    @api.constrains("parent_id")
    def _check_parent_id(self):
        for category in self:
            if category.parent_id.parent_id or (
                category.parent_id and category.child_ids
            ):
                raise ValidationError(
                    self.env._(
                        "'%(category)s' would be on a third level: categories have"
                        " sub-categories, and no more. Choose another parent.",
                        category=category.name,
                    )
                )

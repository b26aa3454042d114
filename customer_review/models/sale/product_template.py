from odoo import fields, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    under_development = fields.Boolean(
        help="An order of this product is new product development, and so special."
    )
    daily_capacity = fields.Float(
        digits="Product Unit",
        help="What we can make per working day, in the product's unit of measure."
        " 0: not limited.",
    )

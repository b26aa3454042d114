from odoo import fields, models


class CustomerReviewPart(models.Model):
    """A part of the reviewed content, such as prices or dates.

    A checklist item says which parts it looks at, a document which part each of its
    reviewed fields belongs to. What belongs to none concerns everybody.
    """

    _name = "customer.review.part"
    _inherit = ["customer.review.cached"]
    _description = "Part of the Reviewed Content"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)

    _code_unique = models.UniqueIndex("(code)", "There is a part with this code.")

from odoo import fields, models


class CustomerReview(models.Model):
    _inherit = "customer.review"

    change_id = fields.Many2one(
        comodel_name="customer.order.change",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )

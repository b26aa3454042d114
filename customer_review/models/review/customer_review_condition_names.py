from odoo import api, fields, models


class CustomerReviewCondition(models.Model):
    """The names of the people of a condition, as they were then, for the form."""

    _inherit = "customer.review.condition"

    _engine_fields = frozenset({"owner_name", "closed_by_name"})

    owner_name = fields.Char(readonly=True)
    closed_by_name = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        users = self.env["res.users"].sudo()
        return super().create(
            [
                {**vals, "owner_name": users.browse(vals["user_id"]).name}
                if vals.get("user_id") and self._is_engine()
                else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("closed_by_id") and self._is_engine():
            closer = self.env["res.users"].sudo().browse(vals["closed_by_id"])
            vals = {**vals, "closed_by_name": closer.name}
        return super().write(vals)

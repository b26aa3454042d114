from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    change_used = fields.Boolean(
        string="Changes of Confirmed Orders",
        default=True,
        help="Reviewed orders are changed by requests that are reviewed themselves.",
    )
    change_customer_confirmation = fields.Boolean(
        string="Changes: Customer's Confirmation before Applying",
        help="An approved change is applied once the customer has confirmed it.",
    )
    change_reminder_days = fields.Integer(
        string="Remind of Acknowledgements after",
        default=2,
        help="Days without a department's acknowledgement; 0: no reminder.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "change_used" in vals:
            self.env.registry.clear_cache()  # menus depend on it
        return result

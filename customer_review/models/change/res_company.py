from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    change_customer_confirmation = fields.Boolean(
        string="Changes: Customer's Confirmation before Applying",
        help="An approved change is applied once the customer has confirmed it.",
    )
    change_reminder_days = fields.Integer(
        string="Remind of Acknowledgements after",
        default=2,
        help="Days without a department's acknowledgement; 0: no reminder.",
    )

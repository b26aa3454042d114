from odoo import fields, models

from ..const import SETTINGS


class ResCompany(models.Model):
    _inherit = "res.company"

    change_used = fields.Boolean(
        prefetch=SETTINGS,
        string="Changes of Confirmed Orders",
        default=True,
        help="Reviewed orders are changed by requests that are reviewed themselves.",
    )
    change_customer_confirmation = fields.Boolean(
        prefetch=SETTINGS,
        string="Changes: Customer's Confirmation before Applying",
        help="An approved change is applied once the customer has confirmed it.",
    )
    change_reminder_days = fields.Integer(
        prefetch=SETTINGS,
        string="Remind of Acknowledgements after",
        default=2,
        help="Days without a department's acknowledgement; 0: no reminder.",
    )

    def _prepare_review_settings(self):
        return super()._prepare_review_settings() | {"change_used": self.change_used}

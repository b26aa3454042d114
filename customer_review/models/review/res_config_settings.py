from odoo import models


class ResConfigSettings(models.TransientModel):
    """Administrators find the settings of this addon among those of all others."""

    _name = "res.config.settings"
    # What both define, such as the company, stays as Odoo's own page has it.
    _inherit = ["customer.review.company.settings", "res.config.settings"]

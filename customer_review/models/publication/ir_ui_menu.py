from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _get_switched_menus(self):
        return super()._get_switched_menus() | {
            "customer_review.customer_publication_menu": "publication_used",
        }

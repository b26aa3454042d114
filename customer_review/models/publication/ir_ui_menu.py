from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        """Leave out the publications where none of the user's companies uses them."""
        hidden = super()._load_menus_blacklist()
        if any(self.env.user.sudo().company_ids.mapped("publication_used")):
            return hidden
        menu = self.env.ref(
            "customer_review.customer_publication_menu", raise_if_not_found=False
        )
        own = menu and self.sudo().search([("id", "child_of", menu.id)])
        return hidden + (own.ids if own else [])

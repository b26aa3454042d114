from odoo import models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    def _get_switched_menus(self):
        """Return the menus that a company switches off, each with its setting.

        :return: dict of a menu's XML id to the name of a field of the company
        """
        return {}

    def _load_menus_blacklist(self):
        """Leave out what none of the user's companies uses."""
        hidden = super()._load_menus_blacklist()
        companies = self.env.user.sudo().company_ids
        for xmlid, setting in self._get_switched_menus().items():
            menu = self.env.ref(xmlid, raise_if_not_found=False)
            if menu and not any(companies.mapped(setting)):
                own = self.sudo().search([("id", "child_of", menu.id)])
                hidden = [*hidden, *own.ids]
        return hidden

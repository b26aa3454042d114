from odoo import models
from odoo.exceptions import MissingError


class Base(models.AbstractModel):
    _inherit = "base"

    def _check_visible(self):
        """Raise MissingError where the user may not read each of these records.

        Every public method of this addon begins with it, so that nobody learns from
        a refusal whether a record exists: what is hidden answers as what is missing.
        """
        try:
            is_visible = self._get_visible() == self
        except MissingError:
            is_visible = False
        if not is_visible:
            raise MissingError(
                self.env._(
                    "This record does not exist, or is not shared with you. Go back"
                    " to the list, and ask your administrator if you need it."
                )
            )

    def _get_visible(self):
        """Return those of these records whose actions are the user's to call."""
        return self._filtered_access("read")

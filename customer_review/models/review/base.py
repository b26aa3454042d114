from odoo import models
from odoo.exceptions import MissingError
from odoo.fields import Domain


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

    def _read_rows(self, name, domain=None):
        """Read the records that a one2many lists, and not just which, by one query.

        :param name: of the one2many
        :param domain: finds all rows of each record that it finds any of; those that
            these records have not read yet by default
        """
        field = self._fields[name]
        unread = self.browse(field._cache_missing_ids(self))
        if domain is None and not unread:
            return
        rows = (
            self.env[field.comodel_name]
            .with_context(active_test=False, **field.context)
            .search_fetch(
                field.get_comodel_domain(self)
                & (domain or Domain(field.inverse_name, "in", unread.ids))
            )
            .with_env(self.env)
        )
        by_record = rows.grouped(field.inverse_name)
        for record in unread or self.union(*by_record):
            field._insert_cache(record, [by_record.get(record, rows.browse())._ids])

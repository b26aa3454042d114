from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class CustomerReviewCached(models.AbstractModel):
    """Configuration that is read so often that it is kept at hand by ``ormcache``.

    Whatever changes it empties what is kept.
    """

    _name = "customer.review.cached"
    _description = "Configuration Kept at Hand"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._forget_kept()
        return records

    def write(self, vals):
        self._forget_kept()
        result = super().write(vals)
        self._forget_kept()
        return result

    def unlink(self):
        self._forget_kept()
        return super().unlink()

    def _forget_kept(self):
        """Empty what is kept of these records."""
        if self:
            self.env.registry.clear_cache()

    @api.model
    def _browse_kept(self):
        """Return all records, archived ones too, for superuser: no query reads them."""
        ids, columns = self._get_kept()
        records = self.sudo().browse(ids)
        for name, values in columns.items():
            self._fields[name]._insert_cache(records, values)
        return records

    @api.model
    @ormcache("self.env.lang")
    def _get_kept(self):
        """Return the sorted ids, and the values by field as the cache holds them."""
        fields = [
            field
            for field in self._fields.values()
            if field.column_type and field.prefetch is True and field.store
        ]
        records = (
            self.sudo()
            .with_context(active_test=False)
            .search_fetch(Domain.TRUE, [field.name for field in fields])
        )
        columns = {}
        for field in fields:
            cached = field._get_cache(records.env)
            columns[field.name] = tuple(cached[record_id] for record_id in records.ids)
        return records._ids, columns

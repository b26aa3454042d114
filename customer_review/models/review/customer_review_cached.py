from odoo import api, models


class CustomerReviewCached(models.AbstractModel):
    """Configuration that is read so often that it is kept at hand by ``ormcache``."""

    _name = "customer.review.cached"
    _description = "Configuration Kept at Hand"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class CustomerReviewCriterion(models.Model):
    """The names of the few criteria, kept at hand: every order form shows some."""

    _inherit = "customer.review.criterion"

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = self._get_names()
        for criterion in self:
            criterion.display_name = names.get(criterion.id) or criterion.name

    @api.model_create_multi
    def create(self, vals_list):
        criteria = super().create(vals_list)
        self.env.registry.clear_cache()
        return criteria

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache("self.env.lang")
    def _get_names(self):
        """Return the criteria's names by id, in the user's language."""
        criteria = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return {criterion.id: criterion.name for criterion in criteria}

from odoo import api, models
from odoo.tools import ormcache


class CustomerReviewCriterion(models.Model):
    _inherit = "customer.review.criterion"

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
    def _get_listed(self, company, document_kind):
        """Return the criteria that a form lists, in their order."""
        return self.sudo().browse(self._get_listed_ids(company.id, document_kind))

    @api.model
    @ormcache("company_id", "document_kind")
    def _get_listed_ids(self, company_id, document_kind):
        criteria = self.sudo().search(
            [
                ("document_kind", "in", (False, document_kind)),
                ("company_id", "in", (False, company_id)),
            ]
        )
        replaced = set(criteria.filtered("company_id").mapped("code"))
        return tuple(
            criterion.id
            for criterion in criteria
            if criterion.company_id or criterion.code not in replaced
        )

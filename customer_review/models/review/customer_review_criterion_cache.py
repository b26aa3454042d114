from odoo import api, models
from odoo.fields import Domain
from odoo.tools import ormcache


class CustomerReviewCriterion(models.Model):
    """The few criteria, kept at hand: every order form shows some of them."""

    _inherit = "customer.review.criterion"

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = self._get_names()
        for criterion in self:
            criterion.display_name = names.get(criterion.id) or criterion.name

    @api.model
    @ormcache("self.env.lang")
    def _get_names(self):
        """Return the criteria's names by id, in the user's language."""
        criteria = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return {criterion.id: criterion.name for criterion in criteria}

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

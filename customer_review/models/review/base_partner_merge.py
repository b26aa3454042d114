from odoo import models
from odoo.fields import Domain


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Two partners become one, in SQL, below what the review sees.

    Documents that are committed stay what was approved, and say so; the others differ
    from what was submitted, and are outdated.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        documents = self._find_documents_of(src_partners)
        names = ", ".join(src_partners.mapped("display_name"))
        result = super()._update_foreign_keys(src_partners, dst_partner)
        for model_documents in documents:
            model_documents._follow_merge(names, dst_partner)
        return result

    def _find_documents_of(self, partners):
        """Return, by kind, the documents whose reviewed content names ``partners``."""
        found = []
        for name in self.env["customer.review.mixin"]._get_document_models():
            model = self.env[name].sudo().with_context(active_test=False)
            paths = model._get_partner_paths()
            documents = paths and model.search(
                Domain.OR([Domain(path, "in", partners.ids)] for path in paths)
            )
            if documents:
                found.append(documents)
        return found

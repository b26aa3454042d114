from odoo import models


class CustomerReview(models.Model):
    """The requirements that are under review are shown to the reviewers."""

    _inherit = "customer.review"

    def _submit(self, documents):
        reviews = super()._submit(documents)
        reviews._show_requirements()
        return reviews

    def _revive(self):
        result = super()._revive()
        self._show_requirements()
        return result

    def _show_requirements(self):
        """Let reviewers read what the reviews are about, and no later draft of it."""
        requirements = self.sudo().order_id.requirement_ids
        hidden = requirements.filtered(lambda one: not one.submitted)
        hidden._as_engine().write({"submitted": True})

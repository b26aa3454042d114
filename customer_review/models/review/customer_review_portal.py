from odoo import api, models


class CustomerReviewPortal(models.AbstractModel):
    """A record that customers see on the addon's own pages, field by listed field."""

    _name = "customer.review.portal"
    _description = "Seen by Customers"

    # What a portal user may read of his own records; all else is internal.
    _portal_fields = frozenset()

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or not self.env.user.share:
            return True
        return operation == "read" and field.name in self._portal_fields

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        # Customers use the pages of this addon, which bound what they send; Odoo's
        # own routes for messages and files would take any number.
        if self.env.user.share:
            return self.browse()
        return super()._get_thread_with_access(thread_id, **kwargs)

from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal

from .posted import MAX_ID, read_token


class DocumentPortal(CustomerPortal):
    """Pages of what a customer may see by his rights or by a token."""

    def _get_portal_document(self, model, document_id, access_token):
        """Return the record as superuser, empty where the visitor may not see it.

        A foreign, a wrong and a missing token are answered alike.
        """
        if document_id > MAX_ID:
            return request.env[model]
        try:
            return self._document_check_access(
                model, document_id, read_token(access_token)
            )
        except (AccessError, MissingError):
            return request.env[model]

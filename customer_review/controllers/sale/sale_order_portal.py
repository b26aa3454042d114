from odoo import http
from odoo.exceptions import AccessError, MissingError
from odoo.http import request

from odoo.addons.sale.controllers.portal import CustomerPortal


class SaleOrderPortal(CustomerPortal):
    @http.route()
    def portal_order_page(self, order_id, access_token=None, **kwargs):
        """Show no page or print of a quotation that may not leave the house yet."""
        if not request.env.user._is_internal():
            try:
                order = self._document_check_access(
                    "sale.order", order_id, access_token=access_token
                )
            except (AccessError, MissingError):
                return request.redirect("/my")
            if order._get_sending_error():
                values = {"sale_order": order, "page_name": "quote"}
                return request.render("customer_review.sale_portal_withheld", values)
        return super().portal_order_page(order_id, access_token=access_token, **kwargs)

    def _prepare_quotations_domain(self, partner):
        domain = super()._prepare_quotations_domain(partner)
        withheld = request.env["sale.order"]._find_withheld(domain)
        return [*domain, ("id", "not in", withheld)]

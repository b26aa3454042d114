from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import pager

from ..review.document_portal import DocumentPortal
from ..review.posted import read_line, read_text, read_token


class ChangePortal(DocumentPortal):
    """A customer looks at the changes he was sent, and confirms or declines them."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "order_change_count" in counters:
            changes = request.env["customer.order.change"]
            values["order_change_count"] = (
                changes.search_count([], limit=1) if changes.has_access("read") else 0
            )
        return values

    @http.route(
        ["/my/order-changes", "/my/order-changes/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_order_changes(self, page=1, **kwargs):
        """List the changes that the customer was asked to confirm."""
        changes = request.env["customer.order.change"]
        if not request.env.user.share or not changes.has_access("read"):
            raise request.not_found()
        page_values = pager(
            url="/my/order-changes",
            total=changes.search_count([]),
            page=page,
            step=self._items_per_page,
        )
        found = changes.search(
            [], limit=self._items_per_page, offset=page_values["offset"]
        )
        request.session["my_order_changes_history"] = found.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            changes=found.sudo(),
            page_name="order_change",
            pager=page_values,
            default_url="/my/order-changes",
        )
        return request.render("customer_review.portal_my_order_changes", values)

    @http.route(
        "/my/order-changes/<int:change_id>", type="http", auth="public", website=True
    )
    def portal_order_change(self, change_id, access_token=None, **kwargs):
        """Show one change to its customer: before, after, difference."""
        change = self._get_order_change(change_id, access_token)
        if not change:
            return request.redirect("/my")
        values = self._get_page_view_values(
            change,
            read_token(access_token),
            {
                "page_name": "order_change",
                "change": change,
                "rows": change._get_difference_rows(),
                "version": change._get_version(),
                "res_company": change.company_id,
            },
            "my_order_changes_history",
            False,
        )
        values["error"] = request.session.pop("order_change_error", None)
        return request.render("customer_review.portal_order_change", values)

    @http.route(
        "/my/order-changes/<int:change_id>/confirm",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_order_change_confirm(self, change_id, access_token=None, **post):
        """Keep that the customer confirms the version he has seen."""
        return self._answer(
            change_id,
            access_token,
            lambda change: change._confirm_for_customer(
                read_line(post, "name", 100), read_token(post.get("version"))
            ),
        )

    @http.route(
        "/my/order-changes/<int:change_id>/decline",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_order_change_decline(self, change_id, access_token=None, **post):
        """Keep that the customer declines the version he has seen."""
        return self._answer(
            change_id,
            access_token,
            lambda change: change._decline_for_customer(
                read_line(post, "name", 100),
                read_token(post.get("version")),
                read_text(post, "reason", 2000),
            ),
        )

    def _get_order_change(self, change_id, access_token):
        """Return the change that the visitor was asked to confirm, as superuser."""
        change = self._get_portal_document(
            "customer.order.change", change_id, access_token
        )
        return change.filtered("confirmation_sent_on")

    def _answer(self, change_id, access_token, function):
        """Keep the customer's answer, and show the page again."""
        change = self._get_order_change(change_id, access_token)
        if not change:
            return request.redirect("/my")
        try:
            function(change.with_user(request.env.user).sudo())
        except UserError as error:
            request.session["order_change_error"] = str(error)
        token = read_token(access_token)
        return request.redirect(
            f"{change.access_url}?access_token={token}" if token else change.access_url
        )

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal, pager

from ..review.posted import MAX_ID, read_line, read_text, read_token


class ChangePortal(CustomerPortal):
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
        """Return the change as superuser, empty where the visitor may not see it.

        A foreign, a wrong and a missing token are answered alike.
        """
        nothing = request.env["customer.order.change"]
        if change_id > MAX_ID:
            return nothing
        try:
            change = self._document_check_access(
                nothing._name, change_id, read_token(access_token)
            )
        except (AccessError, MissingError):
            return nothing
        return change if change.confirmation_sent_on else nothing

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

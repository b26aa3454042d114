import uuid

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import plaintext2html

from odoo.addons.portal.controllers.portal import pager

from ..review.document_portal import DocumentPortal
from ..review.posted import read_line, read_text, read_token
from .customer_complaint_files import MAX_FILES, read_files, read_quantity

# Stars the customer sees: what Odoo's rating stores.
RATINGS = {"5": 5, "3": 3, "1": 1}


class ComplaintPortal(DocumentPortal):
    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "complaint_count" in counters:
            complaints = request.env["customer.complaint"]
            values["complaint_count"] = (
                complaints.search_count([], limit=1)
                if complaints.has_access("read")
                else 0
            )
        return values

    @http.route(
        ["/my/complaints", "/my/complaints/page/<int:page>"],
        type="http",
        auth="user",
        website=True,
    )
    def portal_my_complaints(self, page=1, sortby="date", **kwargs):
        """List the customer's own complaints."""
        complaints = request.env["customer.complaint"]
        if not complaints.has_access("read"):
            raise request.not_found()
        domain = [
            (
                "commercial_partner_id",
                "=",
                request.env.user.commercial_partner_id.id,
            )
        ]
        page_values = pager(
            url="/my/complaints",
            total=complaints.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = complaints.search(
            domain, limit=self._items_per_page, offset=page_values["offset"]
        )
        request.session["my_complaints_history"] = found.ids[:100]
        values = self._prepare_portal_layout_values()
        values.update(
            complaints=found.sudo(),
            page_name="complaint",
            pager=page_values,
            default_url="/my/complaints",
        )
        return request.render("customer_review.portal_my_complaints", values)

    @http.route(
        "/my/complaints/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_complaint_new(self, **post):
        """Show the form of a new complaint, and record what is posted."""
        values = self._prepare_portal_layout_values()
        values.update(
            page_name="complaint",
            orders=self._get_portal_orders(),
            submission_key=read_token(post.get("submission_key")) or str(uuid.uuid4()),
            post=post,
            max_files=MAX_FILES,
        )
        if request.httprequest.method == "POST":
            try:
                complaint = self._record_complaint(post)
            except UserError as error:
                values["error"] = str(error)
            else:
                return request.redirect(f"{complaint.access_url}?message=received")
        return request.render("customer_review.portal_complaint_new", values)

    def _get_portal_orders(self):
        orders = request.env["sale.order"]
        if not orders.has_access("read"):
            return orders
        partner = request.env.user.partner_id
        return orders.search(self._prepare_orders_domain(partner), limit=100)

    def _record_complaint(self, post):
        """Record a posted complaint of the user who is logged in."""
        user = request.env.user
        files = read_files()
        subject, text = read_line(post, "subject", 200), read_text(post, "description")
        if not subject or not text:
            raise UserError(
                request.env._("Please fill in the subject and the description.")
            )
        order_id = read_line(post, "order_id", 12)
        order = self._get_portal_orders().filtered(
            lambda record: str(record.id) == order_id
        )
        kind = read_line(post, "kind", 20)
        company = order.sudo().company_id or request.env.company
        return request.env["customer.complaint"]._receive(
            {
                "subject": subject,
                "description": plaintext2html(text),
                "demand": read_text(post, "demand", 2000),
                "kind": kind if kind in ("suggestion", "praise") else "complaint",
                "channel": "portal",
                "lot": read_line(post, "lot", 100),
                "qty_complained": read_quantity(post, "qty_complained"),
                "order_id": order.id,
                "partner_id": user.commercial_partner_id.id,
                "contact_id": user.partner_id.id,
                "contact_name": user.partner_id.name,
                "email_from": user.partner_id.email,
                "company_id": company.id,
            },
            sender=f"user {user.id}",
            submission_key=read_token(post.get("submission_key")),
            files=files,
        )

    @http.route(
        "/my/complaints/<int:complaint_id>", type="http", auth="public", website=True
    )
    def portal_complaint(self, complaint_id, access_token=None, **kwargs):
        """Show one complaint to its customer."""
        complaint = self._get_complaint(complaint_id, access_token)
        if not complaint:
            return request.redirect("/my")
        values = self._get_page_view_values(
            complaint,
            read_token(access_token),
            {
                "page_name": "complaint",
                "complaint": complaint,
                "message": kwargs.get("message"),
                "max_files": MAX_FILES,
                "res_company": complaint.company_id,
            },
            "my_complaints_history",
            False,
        )
        values["error"] = request.session.pop("complaint_error", None)
        return request.render("customer_review.portal_complaint", values)

    @http.route(
        "/my/complaints/<int:complaint_id>/message",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_complaint_message(self, complaint_id, access_token=None, **post):
        """Post the customer's message and files."""

        def write_message(complaint):
            text = read_text(post, "text")
            if not text:
                raise UserError(request.env._("Please write a message."))
            complaint._receive_message(text, self._get_author(complaint), read_files())

        return self._act(complaint_id, access_token, write_message, "sent")

    @http.route(
        "/my/complaints/<int:complaint_id>/settled",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_complaint_settled(self, complaint_id, access_token=None, **post):
        """Record that the matter is settled for the customer."""

        def settle(complaint):
            author = self._get_author(complaint)
            complaint._settle_for_customer(author.name or complaint.contact_name)

        return self._act(complaint_id, access_token, settle, "settled")

    @http.route(
        "/my/complaints/<int:complaint_id>/reopen",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_complaint_reopen(self, complaint_id, access_token=None, **post):
        """Take the complaint up again, with the customer's reason."""

        def reopen(complaint):
            reason = read_text(post, "reason", 2000)
            if not reason:
                raise UserError(request.env._("Please tell us what is not settled."))
            complaint._reopen_for_customer(reason, self._get_author(complaint))

        return self._act(complaint_id, access_token, reopen, "reopened")

    @http.route(
        "/my/complaints/<int:complaint_id>/rate",
        type="http",
        auth="public",
        website=True,
        methods=["POST"],
    )
    def portal_complaint_rate(self, complaint_id, access_token=None, **post):
        """Record the customer's rating."""

        def rate(complaint):
            value = RATINGS.get(read_line(post, "rating", 1))
            complaint._rate_for_customer(value, read_text(post, "feedback", 2000))

        return self._act(complaint_id, access_token, rate, "rated")

    def _get_complaint(self, complaint_id, access_token):
        return self._get_portal_document(
            "customer.complaint", complaint_id, access_token
        )

    def _get_author(self, complaint):
        """Return the partner who acts: the user, else the complaint's customer."""
        if not request.env.user._is_public():
            return request.env.user.partner_id
        return complaint._get_customer()

    def _act(self, complaint_id, access_token, function, message):
        """Do what the customer asked for, and show the page again."""
        complaint = self._get_complaint(complaint_id, access_token)
        if not complaint:
            return request.redirect("/my")
        try:
            function(complaint.with_user(request.env.user).sudo())
        except UserError as error:
            request.session["complaint_error"] = str(error)
            message = ""
        token = read_token(access_token)
        token = f"access_token={token}&" if token else ""
        return request.redirect(f"{complaint.access_url}?{token}message={message}")

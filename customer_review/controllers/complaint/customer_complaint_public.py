import uuid

from odoo import http
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import email_normalize, plaintext2html

from ..review.posted import read_line, read_text, read_token
from .customer_complaint_files import MAX_FILES, read_files, read_quantity


class ComplaintPublic(http.Controller):
    @http.route(
        "/complaint",
        type="http",
        auth="public",
        website=True,
        methods=["GET", "POST"],
        sitemap=False,
    )
    def complaint_page(self, **post):
        """Take a complaint from a customer who has no login."""
        company = request.env.company.sudo()
        if not company.complaint_public_page:
            raise request.not_found()
        values = {
            "post": post,
            "res_company": company,
            "submission_key": read_token(post.get("submission_key"))
            or str(uuid.uuid4()),
            "max_files": MAX_FILES,
        }
        if request.httprequest.method == "POST":
            try:
                values["complaint"] = self._record(post, company)
                values["sent"] = True
            except UserError as error:
                values["error"] = str(error)
        return request.render("customer_review.public_complaint", values)

    def _record(self, post, company):
        """Return the recorded complaint, empty where a robot filled the honeypot."""
        complaints = request.env["customer.complaint"].sudo()
        if read_text(post, "website"):
            return complaints
        files = read_files()
        email = email_normalize(read_line(post, "email", 200))
        subject, text = read_line(post, "subject", 200), read_text(post, "description")
        name = read_line(post, "name", 100)
        if not (email and subject and text and name):
            raise UserError(
                request.env._(
                    "Please fill in your name, a valid e-mail address, the subject and"
                    " the description."
                )
            )
        return complaints._receive(
            {
                "subject": subject,
                "description": plaintext2html(
                    "\n".join(self._get_details(post) + [text])
                ),
                "channel": "web",
                "contact_name": name,
                "email_from": email,
                "phone": read_line(post, "phone", 40),
                "lot": read_line(post, "lot", 100),
                "qty_complained": read_quantity(post, "qty_complained"),
                "company_id": company.id,
            },
            sender=f"address {request.httprequest.remote_addr}",
            submission_key=read_token(post.get("submission_key")),
            files=files,
        )

    def _get_details(self, post):
        """Return what a visitor says of company, order and product, as text.

        Nobody who is not logged in is taken for a customer, or his order for one.
        """
        labels = {
            "company": request.env._("Company"),
            "order": request.env._("Order"),
            "product": request.env._("Product"),
        }
        return [
            f"{label}: {value}"
            for name, label in labels.items()
            if (value := read_line(post, name, 200))
        ]

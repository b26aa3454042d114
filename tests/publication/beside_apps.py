"""What a customer gets of a product document; run by Odoo's shell, after its apps."""

import io
import json

from pypdf import PdfReader
from werkzeug.test import Client

from odoo import Command
from odoo.http import root
from odoo.tools import pdf

# Odoo fills the forms of what it merges, and here there are none: newer versions of
# its library would fail on that.
pdf.fill_form_fields_pdf = lambda writer, form_fields: None

document = env.ref("customer_review.document_catalogue")  # noqa: F821
env = document.with_context(force_report_rendering=True).env
visit = Client(root).get
token = document.ir_attachment_id.generate_access_token()[0]
document.write({"attached_on_sale": "inside", "shown_on_product_page": True})
product = env.ref("customer_review.product_shaft")
product.is_published = True
order = env["sale.order"].create(
    {
        "partner_id": env.ref("base.res_partner_2").id,
        "order_line": [
            Command.create(
                {
                    "product_id": product.id,
                    "product_document_ids": [Command.link(document.id)],
                }
            )
        ],
    }
)


def is_in_shop():
    """On the product's page, as a visitor opens it."""
    return f"/document/{document.id}" in visit(product.website_url).text


def is_behind_link():
    """By the link of the product's page."""
    link = f"/shop/{product.product_tmpl_id.id}/document/{document.id}"
    return visit(link, follow_redirects=True).data == document.raw


def is_behind_address():
    """By the address of its file, which a visitor may have kept."""
    link = f"/web/content/{document.ir_attachment_id.id}?access_token={token}"
    return visit(link).data == document.raw


def is_in_quotation():
    """As it is merged into the printed quotation."""
    content, _type = env["ir.actions.report"]._render_qweb_pdf(
        "sale.action_report_saleorder", order.ids
    )
    pages = PdfReader(io.BytesIO(content)).pages
    return "endurance test 2026-114" in "".join(page.extract_text() for page in pages)


def look():
    env.cr.commit()
    env.invalidate_all()
    return {
        "shop": is_in_shop(),
        "link": is_behind_link(),
        "address": is_behind_address(),
        "quotation": is_in_quotation(),
    }


result = {"published": look()}
document.publication_id._close_as("withdrawn", "Out of production")
result["withdrawn"] = look()
env.cr.rollback()
print(json.dumps(result))

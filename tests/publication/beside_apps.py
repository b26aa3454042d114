"""What a customer gets of a product document; run by Odoo's shell, after its apps."""

import io
import json

from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import MissingError

document = env.ref("customer_review.document_catalogue")  # noqa: F821
env = document.with_context(force_report_rendering=True).env
public = env.ref("base.public_user")
document.write({"attached_on_sale": "inside", "shown_on_product_page": True})
product = env.ref("customer_review.product_shaft")
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
    """As the template of the product's page lists them."""
    template = product.product_tmpl_id.with_user(public).sudo()
    shown = template.product_document_ids.filtered("shown_on_product_page")
    return document.id in shown.ids


def is_behind_link():
    """As the shop and /web/content stream it."""
    record = document.with_user(public).sudo()
    try:
        env(user=public)["ir.binary"]._get_stream_from(record.ir_attachment_id)
    except MissingError:
        return False
    return True


def is_in_quotation():
    """As it is merged into the printed quotation."""
    content, _type = env["ir.actions.report"]._render_qweb_pdf(
        "sale.action_report_saleorder", order.ids
    )
    pages = PdfReader(io.BytesIO(content)).pages
    return "endurance test 2026-114" in "".join(page.extract_text() for page in pages)


def look():
    env.flush_all()
    env.invalidate_all()
    return {
        "shop": is_in_shop(),
        "link": is_behind_link(),
        "quotation": is_in_quotation(),
    }


result = {"published": look()}
document.publication_id._close_as("withdrawn", "Out of production")
result["withdrawn"] = look()
env.cr.rollback()
print(json.dumps(result))

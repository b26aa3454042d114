from odoo import models
from odoo.tools import format_date

from .sale_order_oral import ORAL


class SaleOrder(models.Model):
    """The Contract (Order) Review Form: parts 3 to 6 and the confirmation."""

    _inherit = "sale.order"

    def _get_form_title(self, review):
        return self.env._("Contract (Order) Review Form")

    def _get_form_channel(self, review, content):
        return review._get_form_text("sale.order", content, "order_channel")

    def _get_form_facts(self, review, content):
        details = content.get("details", {})

        def cell(name, span, value=None, label=None):
            return {
                "label": label or review._get_form_label("sale.order", name),
                "value": review._get_form_text("sale.order", content, name)
                if value is None
                else value,
                "span": span,
            }

        place = details.get("delivery_address") or content["texts"].get(
            "partner_shipping_id", ""
        )
        rows = [
            [
                cell("partner_id", 6, details.get("customer"), self.env._("Customer")),
                cell(None, 3, details.get("contact", ""), self.env._("Contact")),
                cell(None, 3, details.get("phone", ""), self.env._("Phone")),
            ],
            [
                cell("client_order_ref", 3),
                cell("contract_reference", 3),
                cell(
                    None,
                    3,
                    self._get_form_amount(review, content),
                    self.env._("Amount"),
                ),
                cell("payment_term_id", 3, label=self.env._("Payment Terms")),
            ],
            [
                cell(
                    "commitment_date",
                    3,
                    review._get_form_day(content["values"].get("commitment_date")),
                    self.env._("Required Delivery"),
                ),
                cell(None, 5, _join(place), self.env._("Place of Delivery")),
                cell("packing_transport", 4),
            ],
        ]
        return rows + self._get_form_further(content, cell)

    def _get_form_further(self, content, cell):
        """Return what else was reviewed, where there is anything."""
        texts = content["texts"]
        details = content.get("details", {})
        further = []
        known = ("", texts.get("partner_id"), details.get("customer"))
        if texts.get("partner_invoice_id") not in known:
            further.append(cell("partner_invoice_id", 12))
        if texts.get("note", "").strip():
            further.append(cell("note", 12))
        if documents := content["lines"].get("customer_document_ids"):
            names = ", ".join(
                f"{node['texts']['name']} ({node['texts']['checksum'][:12]})"
                for node in documents
            )
            further.append(cell("customer_document_ids", 12, names))
        return [[one] for one in further]

    def _get_form_amount(self, review, content):
        digits = review.currency_id.decimal_places
        number = review._get_form_number(review.amount_total, digits)
        return f"{number} {content['texts'].get('currency_id', '')}".strip()

    def _get_form_tables(self, review, content):
        return [self._get_form_products(review, content)]

    def _get_form_products(self, review, content):
        nodes = content["lines"].get("order_line", ())
        details = content.get("details", {}).get("lines", {})
        discounted = any(float(node["values"]["discount"]) for node in nodes)
        columns = [
            (self.env._("No."), 4, False),
            (self.env._("Code"), 10, False),
            (
                self.env._("Name, specification or drawing revision"),
                29 if discounted else 35,
                False,
            ),
            (self.env._("Quantity"), 7, True),
            (self.env._("Unit"), 7, False),
            (self.env._("Unit Price"), 10, True),
            (self.env._("Disc. %"), 6, True),
            (self.env._("Taxes"), 6, False),
            (self.env._("Amount"), 11, True),
            (self.env._("Delivery"), 10, False),
        ]
        if not discounted:
            columns.pop(6)
        number = 0
        rows = []
        for node in nodes:
            if node["values"]["display_type"]:
                rows.append({"note": node["texts"]["name"]})
                continue
            number += 1
            cells = self._get_form_product(
                review, node, details.get(str(node["id"]), {})
            )
            if not discounted:
                cells.pop(5)
            rows.append({"cells": [number, *cells]})
        return {
            "title": self.env._("Products"),
            "empty": self.env._("No products"),
            "columns": [
                {"label": label, "width": width, "number": is_number}
                for label, width, is_number in columns
            ],
            "rows": rows,
            "total": rows and self._get_form_amount(review, content),
        }

    def _get_form_product(self, review, node, detail):
        values, texts = node["values"], node["texts"]
        digits = review.currency_id.decimal_places
        code = detail.get("code", "")
        discount = float(values["discount"])
        return [
            code,
            texts["name"].removeprefix(f"[{code}]").strip(),
            review._get_form_number(values["product_uom_qty"]),
            review._get_form_text("sale.order.line", node, "product_uom_id"),
            review._get_form_number(values["price_unit"], digits),
            review._get_form_number(discount) if discount else "",
            texts["tax_ids"],
            review._get_form_number(detail["subtotal"], digits)
            if "subtotal" in detail
            else "",
            format_date(self.env, detail.get("delivery") or False),
        ]

    def _get_form_box(self, review, content):
        is_oral = content["values"].get("order_channel") in ORAL
        return {
            "name": self.env._("Oral order"),
            "ticked": is_oral,
            "rows": self._get_form_oral(review, content) if is_oral else [],
        }

    def _get_form_oral(self, review, content):
        """Return the record of an oral order as rows of cells."""
        details = content.get("details", {})
        names = ("oral_caller", "oral_taken_by_id", "oral_date")
        cells = [
            {
                "label": review._get_form_label("sale.order", name),
                "value": review._get_form_text("sale.order", content, name),
                "span": 3,
            }
            for name in names
        ]
        sent = (
            review._get_form_time(details.get("oral_sent_on")),
            details.get("oral_sent_to"),
        )
        return [
            [
                *cells,
                {
                    "label": self.env._("Written Confirmation Sent"),
                    "value": ", ".join(filter(None, sent)),
                    "span": 3,
                },
            ],
            [
                {
                    "label": review._get_form_label("sale.order", "oral_content"),
                    "value": content["texts"].get("oral_content", ""),
                    "span": 12,
                }
            ],
        ]

    def _get_form_confirmation(self, review, content):
        details = content.get("details", {})
        how = details.get("confirmed_how")
        return {
            "how": review._get_form_selection("sale.order", "confirmed_how", how),
            "who": details.get("confirmed_by", ""),
            "when": format_date(self.env, details.get("confirmed_on") or False),
        }


def _join(text):
    """Return the lines of an address in one line."""
    return ", ".join(line.strip() for line in text.splitlines() if line.strip())

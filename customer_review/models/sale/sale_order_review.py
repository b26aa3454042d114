from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class SaleOrder(models.Model):
    """The order's answers to the review engine."""

    _inherit = "sale.order"

    @api.model
    def _get_commitment_fields(self):
        return ["state", *super()._get_commitment_fields()]

    def _get_review_stage(self):
        self.ensure_one()
        return {"sale": "committed", "cancel": "closed"}.get(self.state, "open")

    @api.model
    def _get_open_domain(self):
        return Domain("state", "in", ("draft", "sent"))

    @api.model
    def _get_company_review_policy(self, company):
        return company._get_review_policy()

    @api.model
    def _get_review_content_dependencies(self):
        return [
            *super()._get_review_content_dependencies(),
            "order_line.sequence",
            "order_line.review_exempt",
        ]

    @api.model
    def _get_content_parts(self):
        return super()._get_content_parts() | {
            "commitment_date": "dates",
            "partner_shipping_id": "addresses",
            "partner_invoice_id": "addresses",
            "payment_term_id": "terms",
            "client_order_ref": "reference",
            "contract_reference": "reference",
            "note": "reference",
            "packing_transport": "packing",
            "order_line": "reference",  # the order in which they stand
            "order_line.name": "lines",
            "order_line.product_id": "lines",
            "order_line.product_uom_id": "quantity",
            "order_line.product_uom_qty": "quantity",
            "order_line.price_unit": "price",
            "order_line.discount": "price",
            "order_line.tax_ids": "price",
            "order_line.display_type": "lines",
            "customer_document_ids.name": "documents",
            "customer_document_ids.checksum": "documents",
            "customer_document_ids.url": "documents",
        }

    def _get_reviewed_records(self, lines):
        records = super()._get_reviewed_records(lines)
        if lines == "order_line":
            return records.filtered(lambda line: line._is_reviewed_content()).sorted()
        if lines == "customer_document_ids":
            return records.sorted("id")
        return records

    def _get_review_vals(self):
        return {
            "partner_id": self.partner_id.id,
            "currency_id": self.currency_id.id,
            "amount_total": self.amount_total,
            "date_delivery": self.commitment_date and self.commitment_date.date(),
        }

    def _get_review_attachments(self):
        return self.customer_document_ids

    def _get_review_subject(self, content):
        values = content["values"]
        return self._get_review_subjects()[
            values["agreement_type"] or "order", values["review_class"] or "regular"
        ]

    @api.model
    def _get_review_subjects(self):
        return {
            ("order", "regular"): self.env._("General order"),
            ("order", "special"): self.env._("Non-general order"),
            ("contract", "regular"): self.env._("Regular contract"),
            ("contract", "special"): self.env._("Special contract"),
        }

    @api.model
    def _get_report_columns(self):
        return super()._get_report_columns() | {
            "committed": SQL("document.state = 'sale'"),
            "date": SQL("document.date_order"),
            "partner": SQL("document.partner_id"),
        }

    def _can_see_confidential(self):
        return (
            self.env.user.has_group("sales_team.group_sale_salesman")
            and super()._can_see_confidential()
        )

    def _get_review_details(self):
        customer, delivery = self.partner_id, self.partner_shipping_id
        return super()._get_review_details() | {
            "customer": customer.commercial_partner_id.name,
            "contact": "" if customer.is_company else customer.name or "",
            "phone": customer.phone or customer.commercial_partner_id.phone or "",
            "delivery_address": delivery._display_address(without_company=True)
            if delivery
            else "",
            "origin": self.origin or "",
            "lines": {
                str(line.id): {
                    "code": line.product_id.default_code or "",
                    "subtotal": line.price_subtotal,
                    "delivery": fields.Date.to_string(
                        self.commitment_date or line._expected_date()
                    )
                    if not line.display_type
                    else "",
                }
                for line in self._get_reviewed_records("order_line")
            },
        }

    def _is_accepted_by_customer(self):
        # A payment may have been taken back since it was held.
        return (
            bool(self.signature)
            or self._is_confirmation_amount_reached()
            or any(one._is_paid_in_person() for one in self.transaction_ids)
            or self._is_paid_at_counter()
        )

    def _is_paid_at_counter(self):
        """Return whether the order, or a part of it, was settled in a shop."""
        self.ensure_one()
        return "pos_order_line_ids" in self._fields and any(
            state in ("paid", "done")
            for state in self.pos_order_line_ids.order_id.mapped("state")
        )

    def _commit_reviewed(self, accepted):
        if accepted:
            order = self.with_user(SUPERUSER_ID)
            order._validate_order()
            order.transaction_ids._invoice_held_orders()
        else:
            self.action_confirm()

    def _forget_acceptance(self):
        self.write({"signature": False, "signed_by": False, "signed_on": False})

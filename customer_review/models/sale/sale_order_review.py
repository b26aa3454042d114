import logging

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)


class SaleOrder(models.Model):
    """The order's answers to the review engine."""

    _inherit = "sale.order"

    @api.model
    def _get_commitment_fields(self):
        return ["state", *super()._get_commitment_fields()]

    @api.model
    def _get_review_content_dependencies(self):
        return [
            *super()._get_review_content_dependencies(),
            "order_line.sequence",
            "order_line.is_downpayment",
        ]

    def _get_review_policies(self):
        policies = {
            order: order.company_id.sudo().review_policy == "all"
            or (
                order.company_id.sudo().review_policy == "special"
                and order.review_class == "special"
            )
            for order in self
        }
        # Under this policy the criteria are measured when the order is confirmed.
        unmeasured = self.filtered(
            lambda order: (
                not policies[order]
                and order.company_id.sudo().review_policy == "special"
                and order._is_review_committed()
            )
        )
        if unmeasured:
            met = self.env["customer.review.criterion"]._measure(unmeasured.sudo())
            for order in unmeasured:
                dismissed = order.finding_ids.filtered("dismissed").criterion_id
                policies[order] = bool(set(met[order.id]) - set(dismissed))
        return policies

    def _is_review_committed(self):
        self.ensure_one()
        return self.state == "sale"

    def _is_review_editable(self):
        self.ensure_one()
        return self.state in ("draft", "sent")

    def _is_review_relevant(self):
        self.ensure_one()
        return (
            self.review_required
            or self.review_id
            or self.approved_fingerprint
            or self.company_id.sudo().review_policy != "none"
            and self.state in ("draft", "sent")
        )

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
            "salesperson_id": self.user_id.id,
            "confidential": {
                str(finding.id): finding.evidence
                for finding in self.finding_ids
                if finding.criterion_id.confidential
            },
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

    def _get_review_details(self):
        customer, delivery = self.partner_id, self.partner_shipping_id
        return {
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
            "findings": [
                {
                    "id": finding.id,
                    "criterion_id": finding.criterion_id.id,
                    "code": finding.criterion_id.code,
                    "evidence": not finding.criterion_id.confidential
                    and finding.evidence,
                    "origin": finding.origin,
                    "dismiss_reason": finding.dismissed and finding.dismiss_reason,
                    "dismissed_by": finding.dismissed_by_id.name or "",
                }
                for finding in self.finding_ids
            ],
            **self._get_confirmation_details(),
        }

    def _review_approved(self, review):
        """Confirm the order where the customer, or the submitter, has asked for it.

        A confirmation that fails leaves the approval standing.
        """
        # A payment may have been taken back since it was held.
        accepted = self.review_held and (
            self.signature or self._is_confirmation_amount_reached()
        )
        if not (accepted or self.confirm_on_approval):
            return
        try:
            with self.env.cr.savepoint():
                if accepted:
                    self.with_user(SUPERUSER_ID)._validate_order()
                else:
                    self.with_user(review.user_id).sudo().action_confirm()
                self._as_engine().write({"review_held": False})
        except OperationalError:
            raise  # two at once: the whole decision is tried again
        except Exception as error:
            reason = str(error)
            if not isinstance(error, UserError):
                _logger.exception("The confirmation of order %s failed", self.id)
                reason = self.env._("an unexpected error, see the server's log")
            self._message_log(
                body=self.env._("Approved, but not confirmed by itself: %s", reason)
            )

    def _review_content_changed(self):
        held = self.filtered("review_held")
        held._as_engine().write(
            {
                "review_held": False,
                "signature": False,
                "signed_by": False,
                "signed_on": False,
            }
        )

from odoo import models

from ..const import SUBMITTED_STATES


class SaleOrder(models.Model):
    """The ways to a sent and to a confirmed order, and what stands in each."""

    _inherit = "sale.order"

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or (
            self._get_review_stage() == "open" and self._get_commitment_error()
        )

    def _validate_order(self):
        held = self.filtered(lambda order: order._is_review_missing())
        held._hold_for_review()
        return super(SaleOrder, self - held)._validate_order()

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._is_acceptance_blocked()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._is_acceptance_blocked()

    def _can_be_edited_on_portal(self):
        return (
            super()._can_be_edited_on_portal()
            and self.sudo().review_state not in SUBMITTED_STATES
        )

    def action_quotation_send(self):
        self._check_sending()
        return super().action_quotation_send()

    def action_quotation_sent(self):
        # A payment provider's callback marks what the customer already has as sent.
        self.filtered(lambda order: not order.sudo().transaction_ids)._check_sending()
        return super().action_quotation_sent()

    def message_post(self, **kwargs):
        if self.env.context.get("mark_so_as_sent"):
            self._check_sending()
        return super().message_post(**kwargs)

    def _is_review_missing(self):
        """Return whether confirming now would commit to unreviewed content."""
        self.ensure_one()
        return self._get_review_stage() == "open" and bool(self._get_commitment_error())

    def _is_acceptance_blocked(self):
        """Return whether the customer is not yet offered to sign or pay."""
        self.ensure_one()
        return self._is_review_missing() and not (
            self.sudo().company_id.review_accept_first
        )

    def _check_sending(self):
        self._raise_errors({order: order._get_sending_error() for order in self})

    def _get_sending_error(self):
        """Return why the quotation may not leave the house yet, or False."""
        self.ensure_one()
        if self.sudo().company_id.review_before_sending and self._is_review_missing():
            return self.env._(
                "It is sent once its review is approved. Submit it for review first."
            )
        return False

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import SUBMITTED_STATES
from .sale_order_system import ACCEPTING, is_in_step


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

    def message_post(self, **kwargs):
        if self.env.context.get("mark_so_as_sent"):
            self._check_sending()
        return super().message_post(**kwargs)

    @api.constrains("state")
    def _check_sent(self):
        """Nothing counts as sent, by whatever path, that may not be sent."""
        self.filtered(lambda order: order.state == "sent")._check_sending()

    def action_confirm(self):
        """Name every order of a batch that cannot be confirmed, and why.

        What a customer has accepted, at the counter or to be paid on delivery, is
        held until its review is approved.
        """
        held = self.browse()
        if is_in_step(self.env.cr, ACCEPTING):
            held = self.filtered(lambda order: order._is_review_missing())
            held._hold_for_review()
        orders = self - held
        if len(orders) > 1:
            errors = [order._confirmation_error_message() for order in orders]
            if any(errors):
                raise UserError("\n\n".join(filter(None, errors)))
        return super(SaleOrder, orders).action_confirm() if orders else True

    def _hold_for_review(self):
        """Hold what the customer has accepted: he has it, so it counts as sent."""
        self.sudo().filtered(
            lambda order: order.review_state not in SUBMITTED_STATES
        )._measure_criteria()
        result = super()._hold_for_review()
        self.sudo().filtered(lambda order: order.state == "draft").with_context(
            tracking_disable=True
        ).write({"state": "sent"})
        return result

    def _get_unreviewed_message(self):
        order = self.sudo()
        if order._get_review_stage() != "committed" or order.review_state != "approved":
            return super()._get_unreviewed_message()
        return self.env._(
            "%(name)s is confirmed exactly as it was reviewed, and this would make it"
            " differ. Ask %(salesperson)s to change the order first.",
            name=self.display_name,
            salesperson=order.user_id.name or self.env._("Sales"),
        )

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
        order = self.sudo()
        if (
            order.company_id.review_before_sending
            and not order._is_known_to_customer()
            and order._is_review_missing()
        ):
            return self.env._(
                "It is sent once its review is approved. Submit it for review first."
            )
        return False

    def _is_known_to_customer(self):
        """Return whether the customer has answered what he has, so nothing is new."""
        self.ensure_one()
        return self.review_held or bool(
            self.transaction_ids.filtered(
                lambda one: one.state in ("pending", "authorized", "done")
            )
        )

    @api.model
    def _find_withheld(self, domain):
        """Return the ids of those in ``domain`` that may not leave the house yet."""
        orders = self.sudo().search(
            Domain(domain) & Domain("company_id.review_before_sending", "=", True)
        )
        return orders.filtered(lambda order: order._get_sending_error()).ids

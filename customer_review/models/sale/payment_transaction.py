from odoo import models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        """Hold what is paid before its review is approved.

        An error here would be tried again for days; the payment is recorded, and
        the approval confirms the order.
        """
        held = self.browse()
        for transaction in self:
            order = transaction.sale_order_ids
            if (
                len(order) == 1
                and order._is_review_missing()
                and order._is_confirmation_amount_reached()
            ):
                order._hold_for_review()
                held += transaction
        return super(PaymentTransaction, self - held)._check_amount_and_confirm_order()

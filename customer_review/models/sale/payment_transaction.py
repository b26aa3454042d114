from odoo import models
from odoo.tools import str2bool

# Ways of a custom provider by which an order is placed and paid later, in person.
PAID_IN_PERSON = ("cash_on_delivery", "on_site")


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

    def _is_paid_in_person(self):
        """Return whether the customer has ordered, to pay on delivery or on site."""
        self.ensure_one()
        provider = self.provider_id
        return (
            self.state == "pending"
            and "custom_mode" in provider._fields
            and provider.custom_mode in PAID_IN_PERSON
        )

    def _invoice_held_orders(self):
        """Invoice, as a payment itself does, the orders that the approval confirmed."""
        paid = self.filtered(lambda transaction: transaction.state == "done")
        parameters = self.env["ir.config_parameter"].sudo()
        if not paid or not str2bool(
            parameters.get_param("sale.automatic_invoice"), False
        ):
            return
        paid._invoice_sale_orders()
        paid.invoice_ids.filtered(lambda move: move.state == "draft").action_post()
        cron = self.env.ref("sale.send_invoice_cron", raise_if_not_found=False)
        if cron and str2bool(parameters.get_param("sale.async_emails"), False):
            cron._trigger()
        else:
            paid._send_invoice()

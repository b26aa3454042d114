from odoo import api, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        messages = super().create(vals_list)
        if self.env.user._is_internal():
            messages.browse(
                message.id
                for message, vals in zip(messages, vals_list, strict=True)
                if vals.get("model") == "sale.order" and vals.get("attachment_ids")
            )._check_sent_quotations()
        return messages

    def _check_sent_quotations(self):
        """Refuse to send people outside a quotation that may not be sent."""
        orders = self.env["sale.order"]
        for message in self.sudo():
            if (
                message.message_type in ("comment", "email_outgoing")
                and not message.is_internal
                and not message.subtype_id.internal
            ):
                order = orders.browse(message.res_id)
                if order._get_sending_error() and any(
                    attachment._names_document(order.name)
                    for attachment in message.attachment_ids
                ):
                    orders |= order
        orders._check_sending()

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
        """Refuse messages to people outside that carry a quotation which is not sent.

        A quotation's printout is known by the number in its name.
        """
        orders = self.env["sale.order"]
        for message in self.sudo():
            if (
                message.message_type in ("comment", "email_outgoing")
                and not message.is_internal
                and not message.subtype_id.internal
            ):
                order = orders.browse(message.res_id)
                names = message.attachment_ids.mapped("name")
                if any(order.name in (name or "") for name in names):
                    orders |= order
        orders._check_sending()

from odoo import api, models

AUTOMATIC_PRECEDENCES = ("bulk", "junk", "auto_reply")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    @api.model
    def message_parse(self, message, save_original=False):
        message_dict = super().message_parse(message, save_original=save_original)
        submitted = (message.get("Auto-Submitted") or "no").split(";")[0].strip()
        message_dict["is_auto_reply"] = bool(
            submitted.lower() != "no"
            or message.get("X-Autoreply")
            or message.get("X-Autorespond")
            or (message.get("Precedence") or "").lower() in AUTOMATIC_PRECEDENCES
        )
        return message_dict

    @api.model
    def message_route(
        self, message, message_dict, model=None, thread_id=None, custom_values=None
    ):
        routes = super().message_route(
            message, message_dict, model, thread_id, custom_values
        )
        return self.env["customer.complaint"]._reroute_mail(routes, message_dict)

    def _get_notify_valid_parameters(self):
        # The gateway hands on all that was parsed; notifications make no use of this.
        return super()._get_notify_valid_parameters() | {"is_auto_reply"}

from odoo import Command, fields, models


class SaleOrder(models.Model):
    """Customers see product documents once they are released, and that is kept."""

    _inherit = "sale.order"

    _engine_fields = frozenset({"sent_publication_ids"})
    _review_lists = ("sent_publication_ids",)

    sent_publication_ids = fields.Many2many(
        comodel_name="customer.publication",
        relation="sale_order_sent_publication_rel",
        column1="order_id",
        column2="publication_id",
        string="Sent with",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="The versions of publications that went out with it.",
    )

    def _filter_product_documents(self, documents):
        released = documents.filtered(lambda document: not document.sudo().is_withheld)
        return super()._filter_product_documents(released)

    def message_post(self, **kwargs):
        message = super().message_post(**kwargs)
        if self.env.context.get("mark_so_as_sent"):
            self._note_sent_publications()
        return message

    def action_quotation_sent(self):
        result = super().action_quotation_sent()
        self._note_sent_publications()
        return result

    def _send_order_notification_mail(self, *args, **kwargs):
        result = super()._send_order_notification_mail(*args, **kwargs)
        self._note_sent_publications()
        return result

    def _note_sent_publications(self):
        """Keep which versions of publications the customer was given."""
        for order in self.sudo():
            documents = order._get_product_documents()
            sent = documents.publication_id.filtered(
                lambda publication: publication.state == "published"
            )
            if new := sent - order.sent_publication_ids:
                order._as_engine().write(
                    {"sent_publication_ids": [Command.link(one.id) for one in new]}
                )

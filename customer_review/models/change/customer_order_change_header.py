from odoo import api, fields, models

from ..const import HEADER_FIELDS


def _follow(name):
    """Return the compute of a field that follows the order until it is typed.

    Each has its own: of fields that share one, typing one would leave the others empty.
    """

    @api.depends("order_id")
    def _compute(self):
        for change in self:
            change[name] = change.order_id.sudo()[name]

    return _compute


class CustomerOrderChange(models.Model):
    """The order's header as it will be; what is not touched follows the order."""

    _inherit = "customer.order.change"

    _review_content_fields = HEADER_FIELDS

    commitment_date = fields.Datetime(
        string="Delivery Date",
        compute=_follow("commitment_date"),
        store=True,
        readonly=False,
    )
    partner_shipping_id = fields.Many2one(
        comodel_name="res.partner",
        string="Delivery Address",
        compute=_follow("partner_shipping_id"),
        store=True,
        readonly=False,
        check_company=True,
    )
    partner_invoice_id = fields.Many2one(
        comodel_name="res.partner",
        string="Invoice Address",
        compute=_follow("partner_invoice_id"),
        store=True,
        readonly=False,
        check_company=True,
    )
    payment_term_id = fields.Many2one(
        comodel_name="account.payment.term",
        string="Payment Terms",
        compute=_follow("payment_term_id"),
        store=True,
        readonly=False,
        check_company=True,
    )
    client_order_ref = fields.Char(
        string="Customer Reference",
        compute=_follow("client_order_ref"),
        store=True,
        readonly=False,
    )
    contract_reference = fields.Char(
        string="Contract Number",
        compute=_follow("contract_reference"),
        store=True,
        readonly=False,
    )
    packing_transport = fields.Text(
        string="Packing and Transport",
        compute=_follow("packing_transport"),
        store=True,
        readonly=False,
    )
    note = fields.Html(
        string="Terms and Conditions",
        compute=_follow("note"),
        store=True,
        readonly=False,
    )

from odoo import fields, models


class SaleOrder(models.Model):
    """A quotation, reviewed as a contract or an order before it is confirmed."""

    _name = "sale.order"
    _inherit = ["sale.order", "customer.review.mixin"]

    _review_field = "order_id"
    _review_salesperson_field = "user_id"
    _review_content_fields = (
        "company_id",
        "partner_id",
        "partner_invoice_id",
        "partner_shipping_id",
        "currency_id",
        "payment_term_id",
        "commitment_date",
        "client_order_ref",
        "note",
        "agreement_type",
        "contract_reference",
        "order_channel",
        "packing_transport",
        "oral_caller",
        "oral_taken_by_id",
        "oral_date",
        "oral_content",
        "review_class",
    )
    _review_content_lines = {
        "order_line": (
            "name",
            "product_id",
            "product_uom_qty",
            "product_uom_id",
            "price_unit",
            "discount",
            "tax_ids",
            "extra_tax_data",
            "display_type",
        ),
        "customer_document_ids": ("name", "checksum", "url"),
    }

    customer_review_ids = fields.One2many(inverse_name="order_id")
    finding_ids = fields.One2many(inverse_name="order_id")
    agreement_type = fields.Selection(
        selection=[("order", "Order"), ("contract", "Contract")],
        default="order",
        required=True,
        groups="base.group_user",
        help="A contract is a new-product-development contract or a long-term"
        " ordering agreement; an order is a short-term supply agreement.",
    )
    contract_reference = fields.Char(string="Contract Number", groups="base.group_user")
    order_channel = fields.Selection(
        selection=[
            ("oral", "Oral"),
            ("phone", "Phone"),
            ("fax", "Fax"),
            ("email", "E-mail"),
            ("electronic", "Electronic File"),
            ("paper", "Paper"),
            ("portal", "Portal"),
        ],
        default="email",
        groups="base.group_user",
        help="How the customer gave the order. An oral or phone order needs its record"
        " and a written confirmation.",
    )
    packing_transport = fields.Text(
        string="Packing and Transport", groups="base.group_user"
    )
    customer_document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="sale_order_customer_document_rel",
        column1="order_id",
        column2="attachment_id",
        string="Customer's Documents",
        copy=False,
        bypass_search_access=True,
        groups="base.group_user",
        help="The customer's order, drawings, specifications. They are reviewed: a"
        " replaced file outdates the review.",
    )

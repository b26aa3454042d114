from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import float_is_zero

from ..const import LINE_FIELDS


def _propose(name):
    """Return the compute of a field: what the order's line, or the product, has.

    Each has its own: of fields that share one, typing one would leave the others empty.
    """

    @api.depends("order_line_id", "product_id", "is_cancelled")
    def _compute(self):
        for line in self:
            values = line._get_default_values()
            line[name] = values.get(name, line[name])

    return _compute


class CustomerOrderChangeLine(models.Model):
    """A line of the order as it will be: changed, cancelled or new.

    A product is swapped by a cancelled line and a new one that replaces it.
    """

    _name = "customer.order.change.line"
    _inherit = [
        "customer.review.rows",
        "customer.review.guard",
        "customer.review.boundary",
    ]
    _description = "Line of an Order Change"
    _order = "change_id, sequence, id"
    _check_company_auto = True

    _engine_fields = frozenset({"applied_line_id"})

    change_id = fields.Many2one(
        comodel_name="customer.order.change",
        required=True,
        index=True,
        ondelete="cascade",
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(related="change_id.company_id", store=True)
    order_id = fields.Many2one(related="change_id.order_id")
    currency_id = fields.Many2one(related="change_id.currency_id")
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Line",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: a new line.",
    )
    replaces_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Replaces",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
        index="btree_not_null",
        ondelete="restrict",
        help="The cancelled line in whose place the new one comes.",
    )
    applied_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The line of the order that a new one has become.",
    )
    is_cancelled = fields.Boolean(string="Cancelled")
    product_id = fields.Many2one(
        comodel_name="product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        check_company=True,
    )
    name = fields.Text(
        string="Description", compute=_propose("name"), store=True, readonly=False
    )
    product_uom_qty = fields.Float(
        string="Quantity",
        digits="Product Unit",
        compute=_propose("product_uom_qty"),
        store=True,
        readonly=False,
    )
    product_uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute=_propose("product_uom_id"),
        store=True,
        readonly=False,
    )
    price_unit = fields.Float(
        string="Unit Price",
        digits="Product Price",
        compute=_propose("price_unit"),
        store=True,
        readonly=False,
    )
    discount = fields.Float(
        string="Disc. %",
        digits="Discount",
        compute=_propose("discount"),
        store=True,
        readonly=False,
    )
    tax_ids = fields.Many2many(
        comodel_name="account.tax",
        string="Taxes",
        compute=_propose("tax_ids"),
        store=True,
        readonly=False,
        check_company=True,
    )
    customer_lead = fields.Float(
        string="Lead Time",
        compute=_propose("customer_lead"),
        store=True,
        readonly=False,
        help="Days between the order and the delivery of this line.",
    )

    _line_unique = models.UniqueIndex(
        "(change_id, order_line_id) WHERE order_line_id IS NOT NULL",
        "This line of the order is in the change already.",
    )

    @api.depends("order_line_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.order_line_id.product_id or line.product_id

    @api.constrains("order_line_id", "replaces_line_id", "change_id")
    def _check_order_line(self):
        for line in self.sudo():
            order = line.change_id.order_id
            if (line.order_line_id | line.replaces_line_id).order_id - order:
                raise ValidationError(self.env._("The line belongs to another order."))
            if line.order_line_id and line.replaces_line_id:
                raise ValidationError(
                    self.env._("Only a new line takes the place of another.")
                )

    @api.constrains("order_line_id", "product_id", "product_uom_id", "product_uom_qty")
    def _check_values(self):
        for line in self.sudo():
            source = line.order_line_id
            if not source and not line.product_id:
                raise ValidationError(self.env._("A new line needs a product."))
            if source and line.product_id != source.product_id:
                raise ValidationError(
                    self.env._(
                        "The product of a line is not exchanged. Cancel the line, and"
                        " add one that replaces it."
                    )
                )
            if source and line.product_uom_id != source.product_uom_id:
                raise ValidationError(
                    self.env._(
                        "The unit of a line is not exchanged: deliveries keep the old"
                        " one. Cancel the line, and add one that replaces it."
                    )
                )
            if line.product_uom_qty < 0:
                raise ValidationError(
                    self.env._("A quantity is not negative: cancel the line instead.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        changes = self.env["customer.order.change"].browse(
            vals["change_id"] for vals in vals_list if vals.get("change_id")
        )
        changes._check_editable({"line_ids"})
        with changes._tracking_content():
            return super().create(vals_list)

    def write(self, vals):
        if not self._is_engine():
            self.change_id._check_editable({"line_ids"})
            self.change_id._note_author()
        with self.change_id._tracking_content():
            return super().write(vals)

    def unlink(self):
        self.change_id._check_editable({"line_ids"})
        with self.change_id._tracking_content():
            return super().unlink()

    def onchange(self, values, field_names, fields_spec):
        """Compute nothing for a form from what the user may not read."""
        self._check_visible()
        self._check_readable(self._get_context_defaults() | values)
        return super().onchange(values, field_names, fields_spec)

    def _get_default_values(self):
        """Return what the line is without anything typed."""
        self.ensure_one()
        source = self.order_line_id.sudo()
        if source:
            values = {name: source[name] for name in LINE_FIELDS}
            values.pop("product_id")
            if self.is_cancelled:
                values["product_uom_qty"] = 0.0
            return values
        product = self.product_id
        if not product:
            return {}
        order = self.change_id.order_id.sudo()
        unit = product.uom_id
        taxes = product.taxes_id._filter_taxes_by_company(order.company_id)
        return {
            "name": product.with_context(
                lang=order.partner_id.lang
            ).get_product_multiline_description_sale(),
            "product_uom_qty": 1.0,
            "product_uom_id": unit,
            "price_unit": order.pricelist_id._get_product_price(
                product,
                1.0,
                currency=order.currency_id,
                uom=unit,
                date=order.date_order,
            ),
            "discount": 0.0,
            "tax_ids": order.fiscal_position_id.map_tax(taxes),
            # a field of the Inventory app
            "customer_lead": "sale_delay" in product._fields and product.sale_delay,
        }

    def _get_node_id(self):
        """Return by what id a snapshot of the order as it will be knows the line."""
        self.ensure_one()
        if self.order_line_id:
            return self.order_line_id.id
        return -self._origin.id or str(self.id)

    def _is_new(self):
        self.ensure_one()
        return not self.order_line_id

    def _prepare_order_line_vals(self):
        """Return the values that the order's line gets.

        Quantity, price and discount go together: Odoo would price the line anew by
        the quantity alone.
        """
        self.ensure_one()
        names = LINE_FIELDS
        if not self._is_new():
            source = self.order_line_id.sudo()
            together = ("product_uom_qty", "price_unit", "discount")
            names = (
                *together,
                *(
                    name
                    for name in LINE_FIELDS
                    if name not in together and self[name] != source[name]
                ),
            )
        vals = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in names
        }
        if self.is_cancelled:
            vals["product_uom_qty"] = 0.0
        return vals

    def _check_not_empty(self):
        """Raise where a new line asks for nothing."""
        for line in self:
            if line._is_new() and float_is_zero(
                line.product_uom_qty, precision_rounding=line.product_uom_id.rounding
            ):
                raise UserError(
                    self.env._("A new line needs a quantity: %s", line.name)
                )

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerComplaint(models.Model):
    """What a complaint is about: the order, the product, the kind of defect."""

    _inherit = "customer.complaint"

    order_id = fields.Many2one(
        comodel_name="sale.order",
        check_company=True,
        index="btree_not_null",
        domain="[('partner_id.commercial_partner_id', '=?', commercial_partner_id)]",
    )
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        check_company=True,
        index="btree_not_null",
        domain="[('order_id', '=', order_id), ('display_type', '=', False)]",
    )
    invoice_id = fields.Many2one(
        comodel_name="account.move",
        check_company=True,
        index="btree_not_null",
        domain=[("move_type", "in", ("out_invoice", "out_refund"))],
    )
    delivery_ref = fields.Reference(
        selection="_selection_delivery",
        string="Delivery",
    )
    product_id = fields.Many2one(
        comodel_name="product.product",
        check_company=True,
        compute="_compute_from_order_line",
        store=True,
        readonly=False,
        index="btree_not_null",
    )
    product_tmpl_id = fields.Many2one(
        related="product_id.product_tmpl_id",
        string="Product (All Variants)",
        store=True,
        index="btree_not_null",
    )
    lot = fields.Char(string="Lot or Serial Number")
    qty_delivered = fields.Float(
        string="Delivered Quantity",
        digits="Product Unit",
        compute="_compute_from_order_line",
        store=True,
        readonly=False,
    )
    qty_complained = fields.Float(
        string="Quantity Complained of", digits="Product Unit"
    )
    uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        compute="_compute_from_order_line",
        store=True,
        readonly=False,
    )
    category_id = fields.Many2one(
        comodel_name="customer.complaint.category",
        check_company=True,
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
    )
    subcategory_id = fields.Many2one(
        comodel_name="customer.complaint.category",
        string="Sub-category",
        check_company=True,
        ondelete="restrict",
        domain="[('parent_id', '=', category_id), ('parent_id', '!=', False)]",
        index="btree_not_null",
    )
    is_safety = fields.Boolean(
        string="Safety or Legal Matter",
        compute="_compute_is_safety",
        store=True,
        readonly=False,
        tracking=True,
    )

    @api.depends("order_line_id")
    def _compute_from_order_line(self):
        for complaint in self:
            line = complaint.order_line_id
            complaint.product_id = line.product_id or complaint.product_id
            complaint.qty_delivered = line.qty_delivered or complaint.qty_delivered
            complaint.uom_id = (
                line.product_uom_id or complaint.uom_id or complaint.product_id.uom_id
            )

    @api.depends("category_id", "subcategory_id")
    def _compute_is_safety(self):
        for complaint in self:
            complaint.is_safety = (
                complaint.is_safety
                or complaint.category_id.is_safety
                or complaint.subcategory_id.is_safety
            )

    @api.model
    def _selection_delivery(self):
        """Return the delivery's model where the inventory addon is installed."""
        if "stock.picking" not in self.env:
            return []
        return [("stock.picking", self.env._("Delivery"))]

    @api.constrains("subcategory_id", "category_id")
    def _check_subcategory_id(self):
        for complaint in self:
            parent = complaint.subcategory_id.parent_id
            if parent and parent != complaint.category_id:
                raise ValidationError(
                    self.env._(
                        "'%(sub)s' is part of '%(parent)s'. Choose that category, or"
                        " another sub-category.",
                        sub=complaint.subcategory_id.name,
                        parent=parent.name,
                    )
                )

    @api.model
    def _get_action_for(self, domain, **defaults):
        """Return the action that lists ``domain``; new ones get ``defaults``."""
        action = self.env["customer.review.resource"]._get_action(
            "customer_review.customer_complaint_action", self._name
        )
        action["domain"] = domain
        action["context"] = {
            f"default_{name}": value for name, value in defaults.items()
        }
        return action

    @api.model
    def _get_new_action(self, **defaults):
        """Return the action that opens the form of a new complaint."""
        self.check_access("create")
        return {
            **self._get_action_for([], **defaults),
            "views": [(False, "form")],
            "view_mode": "form",
        }

    @api.model
    def _bind_delivery_action(self):
        """Offer *Log Complaint* on deliveries where the inventory addon is installed.

        Called on each installation and update: this addon does not depend on it.
        """
        action = self.env["customer.review.resource"]._find(
            "customer_review.customer_complaint_action_server_delivery",
            "ir.actions.server",
        )
        if action and "stock.picking" in self.env:
            model = self.env["ir.model"]._get("stock.picking")
            action.write({"model_id": model.id, "binding_model_id": model.id})

    @api.model
    def _get_delivery_action(self, delivery):
        """Return the form of a new complaint about ``delivery``."""
        delivery.ensure_one()
        return self._get_new_action(
            partner_id=delivery.partner_id.id,
            delivery_ref=f"{delivery._name},{delivery.id}",
            company_id=delivery.company_id.id,
            order_id=getattr(delivery, "sale_id", self.env["sale.order"]).id,
        )

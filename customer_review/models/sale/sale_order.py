from odoo import api, fields, models
from odoo.exceptions import UserError

from ..review.customer_review_mixin import SUBMITTED


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
            "display_type",
        ),
        "requirement_ids": (
            "name",
            "order_line_id",
            "source",
            "can_meet",
            "difference",
            "resolution",
            "evidence",
            "beyond_capability",
        ),
        "finding_ids": ("criterion_id", "origin", "dismissed"),
        "customer_document_ids": ("name", "checksum"),
    }

    review_ids = fields.One2many(
        comodel_name="customer.review", inverse_name="order_id", string="Reviews"
    )
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
    requirement_ids = fields.One2many(
        comodel_name="customer.requirement",
        inverse_name="order_id",
        string="Special Requirements",
        groups="base.group_user",
    )
    finding_ids = fields.One2many(
        comodel_name="customer.review.finding",
        inverse_name="order_id",
        string="Findings",
        copy=False,
        groups="base.group_user",
    )
    review_class = fields.Selection(compute="_compute_review_class", store=True)
    review_subject = fields.Char(
        string="Kind", compute="_compute_review_subject", groups="base.group_user"
    )

    @api.depends("agreement_type", "review_class")
    def _compute_review_subject(self):
        subjects = self._get_review_subjects()
        for order in self:
            order.review_subject = subjects[order.agreement_type, order.review_class]

    @api.depends("finding_ids.dismissed")
    def _compute_review_class(self):
        for order in self:
            active = order.finding_ids.filtered(lambda finding: not finding.dismissed)
            order.review_class = "special" if active else "regular"

    def write(self, vals):
        state = vals.get("state")
        reopened = closed = self.browse()
        if state in ("draft", "sent"):
            reopened = self.filtered(lambda order: order.state in ("sale", "cancel"))
        elif state == "cancel":
            closed = self.sudo().filtered(
                lambda order: order.review_state in ("in_review", "to_approve")
            )
        with self._tracking_content():
            result = super().write(vals)
        if reopened:
            reopened._void_approval()
        if closed:
            closed.review_id._withdraw()
        return result

    def action_confirm(self):
        self.filtered(
            lambda order: (
                order.company_id.sudo().review_policy == "special"
                and not order._is_review_approved()
            )
        )._measure_criteria()
        return super().action_confirm()

    def action_quotation_send(self):
        self._check_sending()
        return super().action_quotation_send()

    def action_quotation_sent(self):
        # A payment provider's callback marks what the customer already has as sent.
        self.filtered(lambda order: not order.sudo().transaction_ids)._check_sending()
        return super().action_quotation_sent()

    def message_post(self, **kwargs):
        if self.env.context.get("mark_so_as_sent"):
            self._check_sending()
        return super().message_post(**kwargs)

    def action_measure_criteria(self):
        """Measure the criteria now, to see beforehand what makes the order special."""
        self.check_access("write")
        self._measure_criteria()
        return True

    def _confirmation_error_message(self):
        return super()._confirmation_error_message() or (
            self._is_review_missing() and self._get_unreviewed_message()
        )

    def _validate_order(self):
        held = self.filtered(lambda order: order._is_review_missing())
        held._hold_for_review()
        return super(SaleOrder, self - held)._validate_order()

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._is_acceptance_blocked()

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._is_acceptance_blocked()

    def _can_be_edited_on_portal(self):
        return (
            super()._can_be_edited_on_portal()
            and self.sudo().review_state not in SUBMITTED
        )

    # Answers to the engine

    def _is_review_missing(self):
        """Return whether confirming now would commit to unreviewed content."""
        self.ensure_one()
        order = self.sudo()
        return bool(
            order.state in ("draft", "sent")
            and order._get_review_policies()[order]
            and not order._is_review_approved()
        )

    def _is_acceptance_blocked(self):
        """Return whether the customer is not yet offered to sign or pay."""
        self.ensure_one()
        return self._is_review_missing() and not (
            self.sudo().company_id.review_accept_first
        )

    def _hold_for_review(self):
        """Record that the customer has accepted or paid before the approval."""
        for order in self.sudo().filtered(lambda order: not order.review_held):
            order._as_engine().write({"review_held": True})
            order._message_log(
                body=self.env._(
                    "The customer has accepted. The order is held, and confirms by"
                    " itself once its review is approved."
                )
            )

    def _void_approval(self):
        """Take the approval back from orders that were confirmed once."""
        orders = self.sudo().filtered("review_id")
        orders._as_engine().write({"approved_fingerprint": False})
        orders.review_id.filtered(lambda review: review.state in SUBMITTED)._supersede()

    def _check_sending(self):
        for order in self:
            if order._is_sending_blocked():
                raise UserError(
                    self.env._(
                        "%(name)s is sent once its review is approved. Submit it for"
                        " review first.",
                        name=order.display_name,
                    )
                )

    def _is_sending_blocked(self):
        """Return whether the quotation may not leave the house yet."""
        self.ensure_one()
        return (
            self.sudo().company_id.review_before_sending and self._is_review_missing()
        )

from odoo import api, fields, models
from odoo.exceptions import UserError

ORAL = ("oral", "phone")


class SaleOrder(models.Model):
    """An order given by word of mouth, and its confirmation (8.2.3.1).

    Such an order is written down, confirmed to the customer in writing, and
    confirmed by the customer. Silence is never consent.
    """

    _inherit = "sale.order"

    _engine_fields = frozenset({"oral_sent_on", "oral_sent_to", "oral_sent_content"})

    oral_caller = fields.Char(string="Who Called", copy=False, groups="base.group_user")
    oral_taken_by_id = fields.Many2one(
        comodel_name="res.users",
        string="Taken by",
        copy=False,
        domain=[("share", "=", False)],
        groups="base.group_user",
    )
    oral_date = fields.Datetime(
        string="Called on", copy=False, groups="base.group_user"
    )
    oral_content = fields.Text(
        string="What Was Said", copy=False, groups="base.group_user"
    )
    oral_sent_on = fields.Datetime(
        string="Confirmation Sent on",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    oral_sent_to = fields.Char(
        string="Confirmation Sent to",
        copy=False,
        readonly=True,
        groups="base.group_user",
    )
    oral_sent_content = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_user",
        help="SHA-256 of what was confirmed to the customer.",
    )
    confirmed_by = fields.Char(
        copy=False,
        groups="base.group_user",
        help="Who of the customer's people has confirmed the order.",
    )
    confirmed_on = fields.Date(copy=False, groups="base.group_user")
    confirmed_how = fields.Selection(
        selection=[
            ("email", "E-mail"),
            ("fax", "Fax"),
            ("letter", "Letter"),
            ("signed", "Signed Copy"),
            ("portal", "Portal"),
            ("phone", "Phone, Read Back"),
        ],
        copy=False,
        groups="base.group_user",
    )
    is_oral = fields.Boolean(compute="_compute_is_oral", groups="base.group_user")

    @api.depends("order_channel")
    def _compute_is_oral(self):
        for order in self:
            order.is_oral = order.order_channel in ORAL

    def action_send_oral_confirmation(self):
        """Send the customer the written confirmation of what was ordered orally.

        :raise UserError: where the record is incomplete or the customer has no
            e-mail address
        """
        self._check_visible()
        template = self.env["customer.review.resource"]._find(
            "customer_review.sale_order_mail_oral_confirmation", "mail.template"
        )
        if not template:
            raise UserError(
                self.env._(
                    "The mail template of the confirmation was deleted. An"
                    " administrator updates the addon Customer Review to have it again."
                )
            )
        for order in self:
            order.check_access("write")
            if missing := order._get_oral_record_gap():
                raise UserError(missing)
            if not order.partner_id.email:
                raise UserError(
                    self.env._(
                        "%(customer)s has no e-mail address. Add one to the customer"
                        " first.",
                        customer=order.partner_id.display_name,
                    )
                )
            order.message_post_with_source(
                template,
                email_layout_xmlid="mail.mail_notification_layout",
                subtype_xmlid="mail.mt_comment",
            )
            order._as_engine().write(
                {
                    "oral_sent_on": fields.Datetime.now(),
                    "oral_sent_to": order.partner_id.email,
                    "oral_sent_content": order._hash_oral_content(),
                }
            )
        return True

    def _hash_oral_content(self):
        """Return the SHA-256 of what the written confirmation tells the customer."""
        self.ensure_one()
        content = self._get_review_content()
        told = ("partner_id", "commitment_date", "payment_term_id", "oral_content")
        return self._hash_content(
            {
                "values": {name: content["values"][name] for name in told},
                "lines": {"order_line": content["lines"]["order_line"]},
            }
        )

    def _get_oral_record_gap(self):
        """Return what is missing in the record of an oral order, or False."""
        self.ensure_one()
        names = ("oral_caller", "oral_taken_by_id", "oral_date", "oral_content")
        missing = [
            self._fields[name]._description_string(self.env)
            for name in names
            if not self[name]
        ]
        return missing and self.env._(
            "Oral order: its record lacks %s. Complete it on the tab Review.",
            ", ".join(missing),
        )

    def _get_incomplete_error(self):
        message = super()._get_incomplete_error()
        order = self.sudo()
        if message or not order.is_oral or not order.company_id.review_oral_sent:
            return message
        if gap := order._get_oral_record_gap():
            return gap
        if not order.oral_sent_on:
            return self.env._(
                "Oral order: the written confirmation has not been sent. Use Send"
                " Confirmation on the tab Review."
            )
        return order.oral_sent_content != order._hash_oral_content() and self.env._(
            "Oral order: it has changed since its written confirmation was sent. Use"
            " Send Confirmation on the tab Review again."
        )

    def _get_approval_error(self):
        error = super()._get_approval_error()
        order = self.sudo()
        if error or not order.is_oral or not order.company_id.review_oral_confirmed:
            return error
        if order._is_confirmed_by_customer():
            return False
        return self.env._(
            "Oral order: the customer has not confirmed it. Record who confirmed it,"
            " when and how, on the tab Review of the order."
        )

    def _is_confirmed_by_customer(self):
        self.ensure_one()
        return bool(
            self.signed_by
            or (self.confirmed_by and self.confirmed_on and self.confirmed_how)
        )

    def _get_confirmation_details(self):
        """Return the oral order's confirmations for the printed form."""
        self.ensure_one()
        signed = not self.confirmed_by and self.signed_by
        date = self.signed_on if signed else self.confirmed_on
        return {
            "oral_sent_on": fields.Datetime.to_string(self.oral_sent_on),
            "oral_sent_to": self.oral_sent_to or "",
            "confirmed_by": (self.signed_by if signed else self.confirmed_by) or "",
            "confirmed_on": fields.Date.to_string(date) if date else "",
            "confirmed_how": "portal" if signed else self.confirmed_how or "",
        }

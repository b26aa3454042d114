from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..const import CONFIRMATION_FIELDS, OPEN_STATES, RUNNING_STATES


class CustomerOrderChange(models.Model):
    """A change of a confirmed order: asked for, reviewed, applied, acknowledged.

    It holds the order as it will be. What differs from the order is the change; the
    rest follows the order until it is submitted.

    ===========  ==============================================================
    Action       Who
    ===========  ==============================================================
    Request      group_user with write access to the order
    Decide       see ``customer.review.line``
    Apply        the engine, on approval, or group_user with access once nothing
                 is missing any more
    Acknowledge  a member of the department, or its deputy
    ===========  ==============================================================

    Serves point 5.1.2 of the procedure and ISO 9001:2015 clause 8.2.4.
    """

    _name = "customer.order.change"
    _inherit = [
        "customer.review.portal",
        "customer.review.mixin",
        "customer.review.activities",
        "customer.review.boundary",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _description = "Order Change"
    _order = "id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    _review_field = "change_id"
    _review_salesperson_field = "user_id"
    _review_content_fields = (
        "order_id",
        "asked_by",
        "contact_id",
        "contact_name",
        "channel",
        "date_asked",
        "reason",
    )
    _review_content_lines = {"document_ids": ("name", "checksum", "url")}
    _engine_fields = frozenset(
        {
            "name",
            "base_content",
            "base_progress",
            "order_revision",
            "date_applied",
            "applied_by_id",
            "apply_error",
            "date_cancelled",
            "date_expired",
        }
    )

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    order_id = fields.Many2one(
        comodel_name="sale.order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        related="order_id.partner_id", string="Customer", store=True
    )
    commercial_partner_id = fields.Many2one(related="partner_id.commercial_partner_id")
    currency_id = fields.Many2one(related="order_id.currency_id")
    user_id = fields.Many2one(
        related="order_id.user_id", string="Salesperson", store=True
    )
    state = fields.Selection(
        selection=[
            ("draft", "Draft"),
            ("in_review", "In Review"),
            ("approved", "Approved"),
            ("applied", "Applied"),
            ("acknowledged", "Acknowledged"),
            ("refused", "Refused"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        compute="_compute_state",
        store=True,
        index=True,
        group_expand=True,
        tracking=True,
    )
    change_kind = fields.Selection(
        selection=[
            ("correction", "Correction"),
            ("change", "Change"),
            ("after_release", "Change after Production Release"),
        ],
        string="Kind",
        compute="_compute_change_kind",
        store=True,
        help="A correction costs and moves nothing: Sales takes it alone.",
    )
    order_revision = fields.Integer(
        string="Revision of the Order",
        readonly=True,
        copy=False,
        help="The revision that the order got when the change was applied.",
    )
    asked_by = fields.Selection(
        selection=[("customer", "Customer"), ("company", "Us")],
        required=True,
        default="customer",
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        domain="[('commercial_partner_id', '=', commercial_partner_id)]",
        check_company=True,
    )
    contact_name = fields.Char(help="Who asked, where he is no contact of yours.")
    channel = fields.Selection(
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
    )
    date_asked = fields.Datetime(
        string="Asked on", required=True, default=fields.Datetime.now
    )
    reason = fields.Text()
    date_expiry = fields.Date(
        string="Valid until",
        help="What is not applied by then expires.",
    )
    document_ids = fields.Many2many(
        comodel_name="ir.attachment",
        relation="customer_order_change_document_rel",
        column1="change_id",
        column2="attachment_id",
        string="Customer's Documents",
        copy=False,
        bypass_search_access=True,
    )
    customer_review_ids = fields.One2many(inverse_name="change_id")
    finding_ids = fields.One2many(inverse_name="change_id")
    line_ids = fields.One2many(
        comodel_name="customer.order.change.line",
        inverse_name="change_id",
        string="Lines",
        copy=True,
    )

    # The order as it was when the change was submitted.
    base_content = fields.Json(copy=False, readonly=True, prefetch=False)
    base_progress = fields.Json(
        copy=False,
        readonly=True,
        help="What was delivered and invoiced then, by line.",
    )
    date_applied = fields.Datetime(string="Applied on", copy=False, readonly=True)
    applied_by_id = fields.Many2one(
        comodel_name="res.users", string="Applied by", copy=False, readonly=True
    )
    apply_error = fields.Text(string="Not Applied Because", copy=False, readonly=True)
    date_cancelled = fields.Datetime(string="Cancelled on", copy=False, readonly=True)
    date_expired = fields.Datetime(string="Expired on", copy=False, readonly=True)
    amount_difference = fields.Monetary(
        string="Difference", compute="_compute_differences"
    )
    margin_difference = fields.Monetary(
        compute="_compute_differences", groups="sales_team.group_sale_salesman"
    )

    _open_unique = models.UniqueIndex(
        "(order_id) WHERE state IN ('in_review', 'approved')",
        "Another change of this order is under way. This one waits for it.",
    )

    @api.depends(
        "review_state",
        "date_applied",
        "date_cancelled",
        "date_expired",
        "acknowledgement_ids.date",
    )
    def _compute_state(self):
        for change in self:
            change.state = change._get_state()

    def _get_state(self):
        self.ensure_one()
        if self.date_applied:
            pending = self.acknowledgement_ids.filtered(lambda one: not one.date)
            return "applied" if pending else "acknowledged"
        if self.date_cancelled:
            return "cancelled"
        if self.date_expired:
            return "expired"
        if self.review_state in OPEN_STATES:
            return "in_review"
        return {"approved": "approved", "refused": "refused"}.get(
            self.review_state, "draft"
        )

    # What is delivered meanwhile counts on submission: a delivery that wrote here would
    # hold the change against whoever approves it.
    @api.depends(lambda self: self._get_review_content_dependencies())
    def _compute_change_kind(self):
        for change in self:
            if change._get_review_stage() == "open":
                change.change_kind = change._get_change_kind()

    @api.depends("line_ids.amount_difference", "line_ids.margin_difference")
    def _compute_differences(self):
        for change in self:
            change.amount_difference = sum(change.line_ids.mapped("amount_difference"))
            change.margin_difference = sum(
                change.line_ids.sudo().mapped("margin_difference")
            )

    @api.constrains("order_id", "contact_id")
    def _check_contact(self):
        for change in self.sudo():
            customer = change.commercial_partner_id
            contact = change.contact_id
            if contact and contact.commercial_partner_id != customer:
                raise ValidationError(
                    self.env._("The contact belongs to another customer.")
                )

    def _prepare_create_values(self, vals_list):
        # Numbered here, below the guard, so that nobody can bring a number along.
        vals_list = super()._prepare_create_values(vals_list)
        for vals in vals_list:
            order = self.env["sale.order"].browse(vals.get("order_id"))
            vals["name"] = self._next_number(order.company_id)
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        changes = super().create(vals_list)
        changes.order_id.check_access("write")
        for change in changes:
            if change.order_id.state != "sale":
                raise UserError(
                    self.env._(
                        "%s is not confirmed: change the quotation itself.",
                        change.order_id.display_name,
                    )
                )
        changes.filtered("confirmed_by")._bind_confirmation()
        return changes

    def write(self, vals):
        if self._is_engine():
            return super().write(vals)
        self._check_editable(vals)
        self._check_confirmation_kept(vals)
        result = super().write(vals)
        if not CONFIRMATION_FIELDS.isdisjoint(vals):
            self._bind_confirmation()
        return result

    def onchange(self, values, field_names, fields_spec):
        """Compute nothing for a form from what the user may not read."""
        self._check_visible()
        handed_in = self._get_context_defaults() | values
        self._check_readable(handed_in)
        for command in handed_in.get("line_ids") or ():
            if isinstance(command[-1], dict):
                self.line_ids._check_readable(command[-1])
        return super().onchange(values, field_names, fields_spec)

    def _check_editable(self, vals):
        """Raise where a person edits what is applied, cancelled or expired."""
        free = {"access_token", "message_main_attachment_id"}
        for change in self:
            if change._get_review_stage() != "open" and not free.issuperset(vals):
                raise UserError(
                    self.env._(
                        "%(change)s is %(state)s and does not change any more. Request"
                        " another change of the order.",
                        change=change.name,
                        state=dict(
                            self._fields["state"]._description_selection(self.env)
                        )[change.state],
                    )
                )

    @api.model
    def _next_number(self, company):
        sequences = self.env["ir.sequence"].sudo().with_company(company)
        number = sequences.next_by_code("customer.order.change")
        if not number:
            raise UserError(
                self.env._(
                    "Changes of orders have no numbering in %(company)s. An"
                    " administrator creates a sequence with the code"
                    " 'customer.order.change' in Settings, Technical, Sequences.",
                    company=company.name,
                )
            )
        return number

    @api.model
    def _get_running_domain(self, orders):
        """Return the changes of ``orders`` that still may come into them."""
        return Domain("order_id", "in", orders.ids) & Domain(
            "state", "in", RUNNING_STATES
        )

from odoo import api, fields, models
from odoo.tools import format_amount


class CustomerOrderChange(models.Model):
    """What a change costs, and who bears it; said by a department in the review."""

    _inherit = "customer.order.change"

    _engine_fields = frozenset({"loss_amount", "loss_bearer", "loss_note"})

    loss_amount = fields.Monetary(
        string="Estimated Loss",
        readonly=True,
        copy=False,
        help="Of work in progress, stock and purchases.",
    )
    loss_bearer = fields.Selection(
        selection=[
            ("customer", "The customer"),
            ("company", "We"),
            ("shared", "Shared"),
            ("none", "No loss"),
        ],
        string="Borne by",
        readonly=True,
        copy=False,
    )
    loss_note = fields.Text(string="How It Was Estimated", readonly=True, copy=False)
    can_estimate = fields.Boolean(compute="_compute_can_estimate")

    _loss_positive = models.Constraint(
        "CHECK (loss_amount >= 0)", "A loss is an amount of zero or more."
    )

    @api.depends("review_state", "date_applied")
    @api.depends_context("uid")
    def _compute_can_estimate(self):
        for change in self:
            change.can_estimate = not change._get_estimate_error()

    def action_estimate_loss(self):
        """Open the dialog in which a department says what the change costs."""
        self.ensure_one()
        self._check_visible()
        self._raise_errors({self: self._get_estimate_error()})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_review.customer_order_change_loss_action"
        )
        return action | {"context": {"default_change_id": self.id}}

    def _get_estimate_error(self):
        """Return why the user cannot say what the change costs, or False."""
        self.ensure_one()
        if self._get_review_stage() != "open":
            return self.env._("It is not open any more.")
        if self.sudo()._is_review_approved():
            return self.env._("It is approved with the loss that was estimated.")
        if self.has_access("write"):
            return False
        user, change = self.env.user, self.sudo()
        departments = change.review_id.line_ids.department_id
        if any(one._is_reviewer(user, change.company_id) for one in departments):
            return False
        return self.env._(
            "Only Sales and the departments that review it say what it costs."
        )

    def _keep_estimate(self, vals):
        """Keep what a department says that the change costs, and who said it."""
        self.ensure_one()
        self._as_engine().write(vals)
        bearers = dict(self._fields["loss_bearer"]._description_selection(self.env))
        self.sudo()._message_log(
            body=self.env._(
                "Loss estimate: %(amount)s, %(bearer)s. %(note)s",
                amount=format_amount(self.env, self.loss_amount, self.currency_id),
                bearer=bearers.get(self.loss_bearer, ""),
                note=self.loss_note or "",
            ),
            author_id=self.env.user.partner_id.id,
        )

from odoo import api, fields, models


class CustomerOrderChangeLoss(models.TransientModel):
    """The dialog in which a department says what a change costs, and who bears it."""

    _name = "customer.order.change.loss"
    _inherit = ["customer.review.boundary"]
    _description = "Loss Estimate of a Change"

    change_id = fields.Many2one(
        comodel_name="customer.order.change", required=True, readonly=True
    )
    currency_id = fields.Many2one(related="change_id.currency_id")
    loss_amount = fields.Monetary(
        string="Estimated Loss",
        compute="_compute_loss",
        store=True,
        readonly=False,
        help="Of work in progress, stock and purchases.",
    )
    loss_bearer = fields.Selection(
        selection=lambda self: (
            self.env["customer.order.change"]
            ._fields["loss_bearer"]
            ._description_selection(self.env)
        ),
        string="Borne by",
        compute="_compute_loss",
        store=True,
        readonly=False,
        required=True,
    )
    loss_note = fields.Text(
        string="How It Was Estimated",
        compute="_compute_loss",
        store=True,
        readonly=False,
    )

    @api.depends("change_id")
    def _compute_loss(self):
        for wizard in self:
            change = wizard.change_id
            wizard.loss_amount = change.loss_amount
            wizard.loss_bearer = change.loss_bearer
            wizard.loss_note = change.loss_note

    def action_confirm(self):
        """Keep the estimate on the change.

        :raise UserError: where the user belongs to no department that reviews it
        """
        self.ensure_one()
        self._check_visible()
        change = self.change_id
        change._check_visible()
        change._raise_errors({change: change._get_estimate_error()})
        change._keep_estimate(
            {
                "loss_amount": self.loss_amount,
                "loss_bearer": self.loss_bearer,
                "loss_note": self.loss_note,
            }
        )
        return True

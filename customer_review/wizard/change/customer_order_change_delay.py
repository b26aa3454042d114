from odoo import api, fields, models


class CustomerOrderChangeDelay(models.TransientModel):
    """The dialog in which Production or Procurement reports an expected delay."""

    _name = "customer.order.change.delay"
    _description = "Report an Expected Delay"

    order_id = fields.Many2one(
        comodel_name="sale.order", string="Delayed Order", required=True, readonly=True
    )
    order_name = fields.Char(string="Order", compute="_compute_order")
    promised_date = fields.Datetime(compute="_compute_order")
    new_date = fields.Datetime(string="New Delivery Date", required=True)
    reason = fields.Text(required=True)

    @api.depends("order_id")
    @api.depends_context("uid")
    def _compute_order(self):
        for wizard in self:
            # Production needs no right on the order to report it; others see nothing.
            order = wizard.order_id
            told = order and not order._get_delay_error()
            order = order.sudo() if told else order.browse()
            wizard.order_name = order.name
            wizard.promised_date = order.commitment_date or order.expected_date

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.order_id._check_delay_reporter()
        return wizards

    def action_confirm(self):
        """Draft the change, and ask Sales to tell the customer in time.

        :raise UserError: where the user may not report a delay of the order
        """
        self.ensure_one()
        self._check_visible()
        change = self.order_id._report_delay(self.new_date, self.reason)
        return change._get_records_action(name=self.env._("Expected Delay"))

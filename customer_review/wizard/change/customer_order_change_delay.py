from odoo import api, fields, models


class CustomerOrderChangeDelay(models.TransientModel):
    """The dialog in which Production or Procurement reports an expected delay."""

    _name = "customer.order.change.delay"
    _description = "Report an Expected Delay"

    order_id = fields.Many2one(
        comodel_name="sale.order", string="Delayed Order", required=True, readonly=True
    )
    order_name = fields.Char(string="Order", related="order_id.name", related_sudo=True)
    promised_date = fields.Datetime(compute="_compute_promised_date")
    new_date = fields.Datetime(string="New Delivery Date", required=True)
    reason = fields.Text(required=True)

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        # The order's own rules: the dialog tells its name and date.
        wizards.order_id._check_delay_reporter()
        return wizards

    @api.depends("order_id")
    def _compute_promised_date(self):
        for wizard in self:
            order = wizard.order_id.sudo()
            wizard.promised_date = order.commitment_date or order.expected_date

    def action_confirm(self):
        """Draft the change, and ask Sales to tell the customer in time.

        :raise UserError: where the user may not report a delay of the order
        """
        self.ensure_one()
        self._check_visible()
        change = self.order_id._report_delay(self.new_date, self.reason)
        return change._get_records_action(name=self.env._("Expected Delay"))

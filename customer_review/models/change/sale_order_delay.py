from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

# Whose departments know first that goods will come late.
DELAYED_BY = ("production", "procurement")


class SaleOrder(models.Model):
    """An expected delay: reported where it arises, told to the customer by Sales."""

    _inherit = "sale.order"

    change_delay_offered = fields.Boolean(
        compute="_compute_change_delay_offered", groups="base.group_user"
    )

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_change_delay_offered(self):
        for order in self:
            order.change_delay_offered = not order._get_delay_error()

    def action_report_delay(self):
        """Open the dialog that asks for the new date and the reason."""
        self.ensure_one()
        self._check_delay_reporter()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_review.customer_order_change_delay_action"
        )
        return action | {"context": {"default_order_id": self.id}}

    def _check_delay_reporter(self):
        """Raise where the user may not report a delay of these orders."""
        for order in self:
            order._check_review_access()
            if error := order._get_delay_error():
                raise UserError(error)

    def _get_delay_error(self):
        """Return why the user cannot report a delay of the order, or False."""
        self.ensure_one()
        order, user = self.sudo(), self.env.user
        if not order._uses_changes():
            return self.env._("Only a confirmed order can be delayed.")
        if order.company_id.id not in user._get_company_ids():
            return self.env._("The order belongs to another company.")
        if any(
            department._is_reviewer(user, order.company_id)
            for department in self._get_delaying_departments()
        ):
            return False
        if self.has_access("write"):
            return False
        return self.env._(
            "Production, Procurement and Sales report delays. Tell one of them."
        )

    @api.model
    def _get_delaying_departments(self):
        departments = self.env["customer.review.department"]._browse_kept()
        return departments.filtered(
            lambda department: department.active and department.code in DELAYED_BY
        )

    def _report_delay(self, date, reason):
        """Draft the change with the new date, and ask Sales to tell the customer.

        :param date: when the goods will be delivered, UTC
        :return: the change
        """
        self.ensure_one()
        self._check_delay_reporter()
        order = self.sudo()
        promised = order.commitment_date or order.expected_date
        if promised and date <= promised:
            raise UserError(
                self.env._(
                    "The new date is not later than the promised one. Request a change"
                    " of the order to deliver earlier."
                )
            )
        change = (
            self.env["customer.order.change"]
            .sudo()
            .create(
                {
                    "order_id": order.id,
                    "asked_by": "company",
                    "contact_name": self.env.user.name,
                    "channel": False,
                    "reason": reason,
                    "commitment_date": date,
                }
            )
        )
        today = fields.Date.context_today(self)
        deadline = today + timedelta(days=1)
        if promised:
            # Before the promised date, not when it has passed already.
            deadline = min(deadline, promised.date() - timedelta(days=1))
        change._ask_sales(
            self.env._("Expected delay: tell the customer"), max(today, deadline)
        )
        return change.with_env(self.env)

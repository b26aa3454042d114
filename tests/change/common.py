"""A confirmed order, and what is changed in it."""

from unittest.mock import patch

from odoo import Command

from ..common import ReviewCase


class ChangeCase(ReviewCase):
    def setUp(self):
        super().setUp()
        self.order = self.create_confirmed()
        self.line = self.order.order_line

    @classmethod
    def create_confirmed(cls, **vals):
        """An order that was reviewed and confirmed."""
        order = cls.create_contract(**vals)
        cls.approve(order)
        order.action_confirm()
        return order

    @classmethod
    def request(cls, order, lines=(), user=None, loss_bearer=None, **vals):
        """A change of ``order``; ``lines`` are values of its lines."""
        change = (
            cls.env["customer.order.change"]
            .with_user(user or cls.salesman)
            .create(
                {
                    "order_id": order.id,
                    "contact_name": "J. Meyer",
                    "reason": "More pumps are built",
                    "line_ids": [Command.create(line) for line in lines],
                    **vals,
                }
            )
        )
        if loss_bearer:
            cls.estimate(change, loss_bearer=loss_bearer)
        return change

    @classmethod
    def estimate(cls, change, user=None, **vals):
        """Say in the dialog what the change costs, and who bears it."""
        losses = cls.env["customer.order.change.loss"].with_user(user or cls.salesman)
        losses.create({"change_id": change.id, **vals}).action_confirm()

    @classmethod
    def decide_departments(cls, change):
        """Let the departments that are asked accept; the final step is left."""
        lines = change.sudo().review_id.line_ids
        for line in lines.filtered(lambda one: not one.is_final):
            cls.decide(change, line.department_id.code)

    def request_quantity(self, quantity, **vals):
        line = {"order_line_id": self.line.id, "product_uom_qty": quantity}
        return self.request(self.order, [line], **vals)

    def run_cron(self, model, name):
        """Run a cron's method as the server does, without a commit."""
        cron = type(self.env["ir.cron"])
        with patch.object(cron, "_commit_progress", lambda *_, **__: 1000):
            getattr(self.env[model], name)()
            self.env.flush_all()

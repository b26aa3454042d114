"""A confirmed order, and what is changed in it."""

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
    def request(cls, order, lines=(), user=None, **vals):
        """A change of ``order``; ``lines`` are values of its lines."""
        return (
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

    def request_quantity(self, quantity, **vals):
        line = {"order_line_id": self.line.id, "product_uom_qty": quantity}
        return self.request(self.order, [line], **vals)

from contextlib import contextmanager
from functools import wraps

from odoo import models

# Keys under which a transaction knows what the system itself is doing. Keys that only
# this module has: no context, value or remote call can pretend them, and they outlive
# a context that is replaced on the way.
ADDING = object()
CHARGING = object()
ACCEPTING = object()
# The methods by which the system itself adds lines to an order or rewrites those, by
# which it charges what the carrier has charged on the line that announced it, and by
# which a customer's acceptance arrives; also of apps that need not be there.
SYSTEM_STEPS = {
    ("sale.order", "_create_down_payment_section_line_if_needed"): ADDING,
    ("sale.order", "_create_down_payment_lines_from_base_lines"): ADDING,
    ("account.move", "action_post"): ADDING,
    ("account.move", "button_draft"): ADDING,
    ("account.move", "button_cancel"): ADDING,
    ("account.move.line", "_sale_create_reinvoice_sale_line"): ADDING,
    ("hr.expense", "_sale_expense_reset_sol_quantities"): ADDING,
    ("repair.order", "_update_sale_order_line_price"): ADDING,
    ("stock.move", "_action_synch_order"): ADDING,
    ("stock.move", "_create_repair_sale_order_line"): ADDING,
    ("stock.move", "_update_repair_sale_order_line"): ADDING,
    ("stock.move", "_clean_repair_sale_order_line"): ADDING,
    ("stock.picking", "_action_done"): ADDING,
    ("stock.picking", "_add_delivery_cost_to_so"): CHARGING,
    ("payment.transaction", "_post_process"): ACCEPTING,
    ("pos.order", "sync_from_ui"): ACCEPTING,
}


class SaleOrder(models.Model):
    """What the system itself does with an order, as far as the review has to know."""

    _inherit = "sale.order"

    def _register_hook(self):
        result = super()._register_hook()
        for (model, method), step in SYSTEM_STEPS.items():
            cls = self.env.registry.get(model)
            origin = getattr(cls, method, None)
            if origin and not hasattr(origin, "review_origin"):
                setattr(cls, method, _as_step(origin, step))
        return result

    def _unregister_hook(self):
        result = super()._unregister_hook()
        for model, method in SYSTEM_STEPS:
            cls = self.env.registry.get(model)
            if cls and hasattr(vars(cls).get(method), "review_origin"):
                delattr(cls, method)
        return result


def is_in_step(cr, step):
    """Return whether the system itself is doing ``step`` in this transaction."""
    return bool(cr.cache.get(step))


@contextmanager
def in_step(cr, step):
    """Let this transaction know that the system itself is doing ``step``."""
    depth = cr.cache.get(step, 0)
    cr.cache[step] = depth + 1
    try:
        yield
    finally:
        cr.cache[step] = depth


def _as_step(origin, step):
    @wraps(origin)
    def method(self, *args, **kwargs):
        with in_step(self.env.cr, step):
            return origin(self, *args, **kwargs)

    method.review_origin = origin
    return method

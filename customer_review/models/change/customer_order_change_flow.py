import logging

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import RUNNING_STATES

_logger = logging.getLogger(__name__)


class CustomerOrderChange(models.Model):
    """The steps of a change: submitted, applied, cancelled, expired."""

    _inherit = "customer.order.change"

    def action_submit_review(self):
        """Submit the change; the order is kept as it is now for comparison."""
        self._check_visible()
        self._raise_errors({change: change._get_submit_error() for change in self})
        for change in self:
            order = change.order_id.sudo()
            change._as_engine().write(
                {
                    "base_content": order._get_review_content(with_texts=True),
                    "base_progress": order._get_change_progress(),
                    "apply_error": False,
                }
            )
        # What Odoo knows of production tells no field that it has moved.
        self.env.add_to_compute(self._fields["change_kind"], self)
        result = super().action_submit_review()
        for change in self:
            change._decide_own()
        return result

    def action_submit_again(self):
        """Submit an approved change again whose order has changed meanwhile."""
        self._check_visible()
        self.check_access("write")
        self._raise_errors(
            {
                change: not change.is_to_resubmit
                and self.env._("Its order is still what it was submitted for.")
                for change in self
            }
        )
        self.sudo()._void_approval()
        return self.action_submit_review()

    def action_apply(self):
        """Bring the approved changes into their orders."""
        self._check_visible()
        self.check_access("write")
        self._raise_errors({change: change._get_apply_error() for change in self})
        for change in self:
            change.sudo()._do_apply()
        return True

    def action_cancel(self):
        """Give the changes up; an open review is withdrawn."""
        self._check_visible()
        self.check_access("write")
        self._raise_errors({change: change._get_cancel_error() for change in self})
        self._end({"date_cancelled": fields.Datetime.now()})
        return True

    def action_view_order(self):
        """Open the order that changes."""
        self.ensure_one()
        self._check_visible()
        return self.order_id._get_records_action()

    def _decide_own(self):
        """Take the decision at once that the route leaves to whoever writes it."""
        self.ensure_one()
        review = self.sudo().review_id
        if review.own_decision and review.company_id._get_review_signing() == "never":
            lines = review.line_ids.with_env(self.env)
            lines.filtered("can_decide").action_accept()

    def _get_submit_error(self):
        if error := super()._get_submit_error():
            return error
        if self.order_id.sudo().state != "sale":
            return self.env._(
                "%s is not confirmed any more, so there is nothing to change in it.",
                self.order_id.sudo().display_name,
            )
        other = self._get_other_under_way()
        if other:
            return self.env._(
                "%(other)s of the same order is under way. Submit this one when it is"
                " applied or cancelled: it is compared with the order as it is then.",
                other=other.name,
            )
        return False

    def _get_incomplete_error(self):
        if error := super()._get_incomplete_error():
            return error
        self.line_ids._check_not_empty()
        if not self._get_differences():
            return self.env._("Nothing differs from the order yet.")
        if not (self.reason or "").strip():
            return self.env._("Say why the order changes.")
        if self.asked_by == "customer" and not (self.contact_id or self.contact_name):
            return self.env._("Say who of the customer's people asked for it.")
        return self._get_impossible_error()

    def _get_impossible_error(self):
        """Return why Odoo could not carry the change out, and who has to act."""
        self.ensure_one()
        reasons = [self._get_overdue_error(), *self._get_obstacles()]
        return "\n".join(filter(None, reasons)) or False

    def _get_obstacles(self):
        """Return the reasons why the order cannot become what is asked for."""
        self.ensure_one()
        reasons = []
        for line in self.line_ids.filtered("order_line_id"):
            source = line.order_line_id.sudo()
            if source._is_below_delivered(
                0 if line.is_cancelled else line.product_uom_qty
            ):
                reasons.append(
                    self.env._(
                        "%(line)s: %(delivered)g %(unit)s are delivered already. Take"
                        " the goods back with a return before the quantity goes below"
                        " that.",
                        line=source.product_id.display_name,
                        delivered=source.qty_delivered,
                        unit=source.product_uom_id.name,
                    )
                )
        return reasons + self._get_stock_obstacles()

    def _get_approval_error(self):
        if error := super()._get_approval_error():
            return error
        if self.sudo().change_kind == "after_release" and not self.sudo().loss_bearer:
            return self.env._(
                "Goods were delivered or production was released: say what the change"
                " costs, and who bears it, on the tab Impact."
            )
        return False

    def _get_cancel_error(self):
        """Return why the change cannot be given up, or False."""
        self.ensure_one()
        if self._get_review_stage() != "open":
            return self.env._("It is not open any more.")
        return False

    def _get_apply_error(self):
        """Return why the change cannot be applied now, or False."""
        self.ensure_one()
        change = self.sudo()
        if change.date_applied:
            return self.env._("It is applied already.")
        if not change._is_review_approved():
            return self._get_unreviewed_message()
        return (
            change._get_moved_error()
            or change._get_unconfirmed_error()
            or change._get_impossible_error()
        )

    def _get_moved_error(self):
        """Return what has become of the order since the change was submitted."""
        self.ensure_one()
        order = self.order_id
        if order.state != "sale":
            return self.env._(
                "%s is not confirmed any more: cancel this change.", order.display_name
            )
        reviews = self.env["customer.review"]
        content = order._get_review_content(with_texts=True)
        differences = reviews._label_changes(
            order._compare_content(self.base_content, content)
        )
        moved = [
            f"{one['label']}: {one['before']} → {one['after']}" for one in differences
        ] + order._get_moved_progress(self.base_progress)
        return moved and self.env._(
            "%(order)s has changed since this change was submitted. Submit it again;"
            " it is compared with the order as it is now:\n%(moved)s",
            order=order.display_name,
            moved="\n".join(moved),
        )

    def _end(self, vals):
        """Close the changes without applying them; nothing is left to do on them."""
        self._as_engine().write(vals)
        self._close_activities_of(self.activity_ids)

    def _get_other_under_way(self):
        """Return the change of the same order that is in review or approved."""
        self.ensure_one()
        return self.sudo().search(
            self._get_running_domain(self.order_id)
            & Domain("state", "in", ("in_review", "approved"))
            & Domain("id", "!=", self.id),
            limit=1,
        )

    @api.model
    def _cron_expire(self):
        """Let changes expire whose time is over or whose order is not any more."""
        overdue = self.search(
            Domain("state", "in", RUNNING_STATES)
            & (
                Domain("date_expiry", "<", fields.Date.context_today(self))
                | Domain("order_id.state", "!=", "sale")
            )
        )
        self.env["ir.cron"]._commit_progress(remaining=len(overdue))
        for change in overdue:
            try:
                with self.env.cr.savepoint():
                    change._end({"date_expired": fields.Datetime.now()})
            except Exception:
                _logger.exception("The change %s could not expire", change.name)
            if not self.env["ir.cron"]._commit_progress(1):
                break

import logging

from psycopg2 import OperationalError

from odoo import Command, fields, models
from odoo.exceptions import LockError, UserError
from odoo.fields import Domain

from ..const import HEADER_FIELDS, LINE_FIELDS

_logger = logging.getLogger(__name__)


class CustomerOrderChange(models.Model):
    """How an approved change comes into its order: in one go, or not at all."""

    _inherit = "customer.order.change"

    def _review_approved(self, review):
        result = super()._review_approved(review)
        error = self._get_apply_error()
        if not error:
            self._try_to_apply()
        elif error == self._get_unconfirmed_error():
            self._message_log(body=error)
        else:
            self._note_apply_error(error)
        return result

    def _try_to_apply(self):
        """Apply the change; what fails leaves the approval standing, and says why."""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._do_apply()
        except OperationalError:
            raise  # two at once: the whole decision is tried again
        except Exception as error:
            reason = str(error)
            if not isinstance(error, UserError):
                _logger.exception("Applying the change %s failed", self.name)
                reason = self.env._("an unexpected error, see the server's log")
            self._note_apply_error(reason)

    def _note_apply_error(self, reason):
        """Show why an approved change is not applied, and ask Sales to act."""
        self.ensure_one()
        self._as_engine().write({"apply_error": reason})
        self._message_log(
            body=self.env._("Approved, but not applied by itself: %s", reason)
        )
        self._ask_sales(self.env._("Approved, but not applied"))

    def _do_apply(self):
        """Apply the change to its order in one go, or not at all."""
        self.ensure_one()
        order = self.order_id
        try:
            order._lock_for_change()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody is changing %s at this moment. Try again in a minute.",
                    order.display_name,
                )
            ) from error
        if error := self._get_apply_error():
            raise UserError(error)
        before = order._get_review_content(with_texts=True)
        picture = self._get_picture()
        order._apply_reviewed(self._prepare_order_vals(), self.review_id)
        order._as_engine().write({"change_revision": order.change_revision + 1})
        self._link_new_lines(before)
        self._as_engine().write(
            {
                "date_applied": fields.Datetime.now(),
                "applied_by_id": self.env.uid,
                "apply_error": False,
                "order_revision": order.change_revision,
            }
        )
        self._close_activities_of(self.activity_ids)
        order._log_applied_change(self)
        self._give_tasks(picture)
        self._rebase_waiting(before)
        self._ask_acknowledgements()
        self._schedule_notice()

    def _prepare_order_vals(self):
        """Return the values that bring the change into its order."""
        self.ensure_one()
        base = self.base_content
        vals = {
            name: self._fields[name].convert_to_write(self[name], self)
            for name in self._get_changed_fields(base)
        }
        last = max(self.order_id.order_line.mapped("sequence"), default=10)
        commands = []
        for line in self.line_ids.sorted():
            line_vals = line._prepare_order_line_vals()
            if line._is_new():
                commands.append(Command.create(line_vals | {"sequence": last + 1}))
            else:
                commands.append(Command.update(line.order_line_id.id, line_vals))
        if commands:
            vals["order_line"] = commands
        return vals

    def _link_new_lines(self, before):
        """Let the new lines know what they have become in the order."""
        known = {node["id"] for node in before["lines"]["order_line"]}
        created = self.order_id.order_line.filtered(
            lambda line: line.id not in known and not line.review_exempt
        ).sorted("id")
        new = self.line_ids.sorted().filtered(lambda line: line._is_new())
        for line, order_line in zip(new, created[-len(new) :], strict=bool(new)):
            line._as_engine().write({"applied_line_id": order_line.id})

    def _rebase_waiting(self, before):
        """Let the other drafts of the order follow it in what they do not change.

        :param before: the order's content before this change
        """
        waiting = self.search(
            self._get_running_domain(self.order_id)
            & Domain("id", "!=", self.id)
            & Domain("state", "=", "draft")
        )
        for change in waiting:
            change._rebase(before)

    def _rebase(self, before):
        self.ensure_one()
        order = self.order_id
        vals = {
            name: order._fields[name].convert_to_write(order[name], order)
            for name in HEADER_FIELDS
            if self._snapshot_value(self, name) == before["values"].get(name)
        }
        engine = self._as_engine()
        engine.write(vals | {"base_content": False, "base_progress": False})
        nodes = {node["id"]: node["values"] for node in before["lines"]["order_line"]}
        for line in engine.line_ids.filtered("order_line_id"):
            source = line.order_line_id
            known = nodes.get(source.id, {})
            line.write(
                {
                    name: source._fields[name].convert_to_write(source[name], source)
                    for name in LINE_FIELDS
                    if name in known and self._snapshot_value(line, name) == known[name]
                }
            )
        self._message_log(
            body=self.env._(
                "%s has changed meanwhile; this change is compared with it as it is"
                " now.",
                order.display_name,
            )
        )

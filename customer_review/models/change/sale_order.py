import logging

from odoo import Command, api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain
from odoo.http import request

from ..const import HEADER_FIELDS, LINE_FIELDS


class SaleOrder(models.Model):
    """After its confirmation an order moves only through approved changes."""

    _inherit = "sale.order"

    _engine_fields = frozenset({"change_revision", "change_ids"})
    _review_content_lines = {"order_line": ("customer_lead",)}
    _review_lists = ("change_ids",)

    change_ids = fields.One2many(
        comodel_name="customer.order.change",
        inverse_name="order_id",
        string="Changes",
        groups="base.group_user",
    )
    change_revision = fields.Integer(
        string="Revision",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="How many changes were applied since the order was confirmed.",
    )

    @api.model
    def _get_content_parts(self):
        return super()._get_content_parts() | {"order_line.customer_lead": "dates"}

    def action_request_change(self):
        """Open a new change of this order."""
        self.ensure_one()
        self._check_visible()
        self.check_access("write")
        if not self._uses_changes():
            raise UserError(
                self.env._(
                    "%s is not confirmed, or your company uses no changes: edit it"
                    " itself.",
                    self.display_name,
                )
            )
        return self._get_change_action({"default_order_id": self.id})

    def action_view_changes(self):
        """Show the changes of this order, the newest first."""
        self.ensure_one()
        self._check_visible()
        changes = self.env["customer.order.change"].search(
            Domain("order_id", "=", self.id)
        )
        return changes._get_records_action(name=self.env._("Changes"))

    def _raise_unreviewed(self, error):
        """Refuse the edit of a confirmed order, and offer to request it as a change."""
        if not self._can_request_change():
            return super()._raise_unreviewed(error)
        return self._offer_change()

    def _offer_change(self, removed=()):
        """Refuse what a person has typed, and offer it as a change.

        :param removed: lines of the order that he has deleted
        """
        self.ensure_one()
        offer = RedirectWarning(
            self.env._(
                "%s is confirmed: what was reviewed changes only through an approved"
                " change. Nothing was saved.",
                self.display_name,
            ),
            self._get_change_action({}),
            self.env._("Request Change"),
            {"default_order_id": self.id, **self._get_typed_defaults(removed)},
        )
        offer.loglevel = logging.INFO  # else the server's log tells of a failure
        raise offer

    def _can_request_change(self):
        """Return whether a person at a screen may be offered a change instead."""
        self.ensure_one()
        return bool(
            request
            and request.httprequest.path.startswith("/web/dataset/")
            and self._uses_changes()
            and self._get_approved_content()
            and self.env["customer.order.change"].has_access("create")
        )

    @api.model
    def _get_change_action(self, context):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Request Change"),
            "res_model": "customer.order.change",
            "views": [[False, "form"]],
            "context": context,
        }

    def _get_approved_content(self):
        """Return what of the order is approved now, or None where nothing is."""
        self.ensure_one()
        order = self.sudo()
        applied = order.change_ids.filtered("date_applied").sorted("order_revision")
        if applied:
            return applied[-1].review_id.content["target"]
        return order.review_id.content if order.approved_fingerprint else None

    def _get_typed_defaults(self, removed=()):
        """Return as defaults of a change what differs from what is approved.

        :param removed: lines of the order that are about to be deleted
        """
        self.ensure_one()
        removed_ids = {line.id for line in removed}
        approved = self._get_approved_content()
        content = self.sudo()._get_review_content()
        defaults = {
            f"default_{name}": self._get_typed_value(self, name)
            for name in HEADER_FIELDS
            if content["values"][name] != approved["values"].get(name)
        }
        before = {node["id"]: node for node in approved["lines"]["order_line"]}
        after = {node["id"]: node for node in content["lines"]["order_line"]}
        lines = [
            {"order_line_id": line_id, "is_cancelled": True}
            for line_id in before
            if line_id in removed_ids
        ]
        kept = self.order_line.filtered(
            lambda one: one.id in after and one.id not in removed_ids
        )
        for line in kept:
            known = before.get(line.id, {"values": {}})["values"]
            vals = {
                name: self._get_typed_value(line, name)
                for name in LINE_FIELDS
                if after[line.id]["values"].get(name) != known.get(name)
            }
            if line.id in before and vals:
                vals["order_line_id"] = line.id
            if vals:
                lines.append(vals)
        return defaults | {"default_line_ids": [Command.create(vals) for vals in lines]}

    @api.model
    def _get_typed_value(self, record, name):
        """Return a field's value as a default that travels to the browser."""
        field = record._fields[name]
        value = field.convert_to_write(record[name], record)
        if field.type in ("date", "datetime"):
            return field.to_string(value) if value else False
        return value

    def _lock_for_change(self):
        """Hold the order, its lines and deliveries; of two at once, one waits.

        :raise LockError: where somebody else holds them
        """
        self.ensure_one()
        self.lock_for_update()
        self.order_line.lock_for_update()
        if "move_ids" in self.order_line._fields:
            moves = self.order_line.move_ids
            moves.lock_for_update()
            moves.picking_id.lock_for_update()

    def _get_change_progress(self):
        """Return what was delivered and invoiced, by line id as text."""
        self.ensure_one()
        return {
            str(line.id): {
                "delivered": line.qty_delivered,
                "invoiced": line.qty_invoiced,
            }
            for line in self.sudo().order_line
            if not line.display_type
        }

    def _get_moved_progress(self, before):
        """Return, as sentences, what was delivered or invoiced since ``before``."""
        self.ensure_one()
        now = self._get_change_progress()
        labels = {
            "delivered": self.env._("delivered"),
            "invoiced": self.env._("invoiced"),
        }
        return [
            self.env._(
                "%(line)s: %(what)s %(before)g → %(after)g",
                line=line.product_id.display_name,
                what=labels[what],
                before=old[what],
                after=now[str(line.id)][what],
            )
            for line in self.sudo().order_line
            if (old := (before or {}).get(str(line.id)))
            for what in labels
            if old[what] != now[str(line.id)][what]
        ]

    def _write_reviewed(self, vals):
        """Write an applied change: unlocked, and procured once for all lines."""
        self.ensure_one()
        locked = self.locked
        if locked:
            self._as_engine().write({"locked": False})
        before = self._prepare_change_follow_up(vals)
        # Odoo's own tasks miss many of those who have to act: the change gives them.
        self.with_context(
            skip_procurement=True, mail_activity_automation_skip=True
        ).write(vals)
        self._follow_up_change(vals, before)
        if locked:
            self._as_engine().write({"locked": True})

    def _log_applied_change(self, change):
        """Leave the trail of a change on the order."""
        self.ensure_one()
        self._message_log(
            body=self.env["ir.qweb"]._render(
                "customer_review.order_change_log",
                {"change": change, "rows": change._get_differences()},
                minimal_qcontext=True,
            ),
            author_id=self.env.user.partner_id.id,
        )

from odoo import api, fields, models
from odoo.fields import Domain


class SaleOrder(models.Model):
    """What the order's screens and its form say of its changes."""

    _inherit = "sale.order"

    change_count = fields.Integer(
        compute="_compute_change_screen", groups="base.group_user"
    )
    change_under_way = fields.Char(
        compute="_compute_change_screen",
        groups="base.group_user",
        help="The changes of this order that are not applied yet.",
    )
    change_offered = fields.Boolean(
        compute="_compute_change_offered",
        groups="base.group_user",
        help="Whether a change of this order can be requested.",
    )
    # Fields that portal users share depend on it: no groups here.
    change_locked = fields.Boolean(
        compute="_compute_change_locked",
        help="What was reviewed of this order moves only through a change.",
    )
    change_trail = fields.Html(
        string="Applied Changes",
        compute="_compute_change_trail",
        sanitize=False,
        groups="base.group_user",
    )

    @api.depends("change_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_change_screen(self):
        listed = self._fields["change_ids"]
        changing = self._origin.filtered(
            lambda order: (
                order._uses_changes()
                and (any(listed._cache_missing_ids(order)) or order.change_ids)
            )
        )
        changes = self.env["customer.order.change"]
        if changing:
            changes = changes.search_fetch(
                Domain("order_id", "in", changing.ids), ["order_id", "name", "state"]
            )
        states = dict(changes._fields["state"]._description_selection(self.env))
        by_order = changes.grouped("order_id")
        for order in self:
            own = by_order.get(order._origin, changes.browse())
            order.change_count = len(own)
            order.change_under_way = ", ".join(
                f"{change.name} ({states[change.state]})"
                for change in own.filtered_domain(own._get_running_domain(order))
            )

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_change_offered(self):
        may_request = self.env["customer.order.change"].has_access("create")
        for order in self:
            order.change_offered = may_request and order._uses_changes()

    @api.depends("state", "company_id", "approved_fingerprint", "review_obligation")
    def _compute_change_locked(self):
        for order in self:
            order.change_locked = bool(
                order._uses_changes()
                and order.sudo().review_obligation == "required"
                and order.sudo().approved_fingerprint
            )

    @api.depends("change_revision")
    @api.depends_context("uid", "lang", "tz")
    def _compute_change_trail(self):
        for order in self:
            order.change_trail = order.change_revision and self.env["ir.qweb"]._render(
                "customer_review.order_change_trail",
                {"changes": order._origin._get_change_trail()},
                minimal_qcontext=True,
            )

    def _note_empty_lists(self, names):
        if "change_count" in names:
            names = (*names, "change_ids")
        return super()._note_empty_lists(names)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            self._lock_reviewed_fields(arch)
        return arch, view

    @api.model
    def _lock_reviewed_fields(self, arch):
        """Let what was reviewed be read only once it moves through changes alone.

        Whoever put a field into the form has conditions of his own: they stay.
        """
        fields_by_name = self._fields
        for name in self._get_content_fields():
            if fields_by_name[name].readonly:
                continue
            for node in arch.xpath(f"//field[@name='{name}'][not(ancestor::field)]"):
                own = node.get("readonly")
                node.set(
                    "readonly", f"({own}) or change_locked" if own else "change_locked"
                )

    def _uses_changes(self):
        """Return whether what the order says moves through changes now."""
        self.ensure_one()
        return (
            self.state == "sale"
            and self.company_id._get_review_settings()["change_used"]
        )

    def _get_change_trail(self):
        """Return the applied changes, the first one first, as they were approved.

        :return: list of dicts of ``revision``, ``name``, ``reason``, ``asked_by``,
            ``date``, ``approver`` and ``rows`` (see ``_get_differences``)
        """
        self.ensure_one()
        applied = self.sudo().change_ids.filtered("date_applied")
        return [change._prepare_trail() for change in applied.sorted("order_revision")]

    def _get_form_amendments(self, review):
        amendments = super()._get_form_amendments(review)
        return amendments + [
            {
                "revision": change["name"],
                "changes": change["rows"],
                "first": False,
                "date": change["day"],
                "approver": change["approver"],
            }
            for change in self._get_change_trail()
        ]

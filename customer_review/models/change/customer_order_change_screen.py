from datetime import datetime

from odoo import api, fields, models
from odoo.tools import format_amount


class CustomerOrderChange(models.Model):
    """What the screens say of a change. Nothing of it is stored."""

    _inherit = "customer.order.change"

    difference_html = fields.Html(
        string="What Changes", compute="_compute_difference_html", sanitize=False
    )
    revision_text = fields.Char(string="Revision", compute="_compute_revision_text")
    is_to_resubmit = fields.Boolean(
        compute="_compute_is_to_resubmit",
        help="Approved, but the order has changed since it was submitted.",
    )

    @api.depends(
        lambda self: [*self._get_review_content_dependencies(), "base_content"]
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_difference_html(self):
        for change in self:
            change.difference_html = change.order_id and change._render_differences()

    @api.depends("order_id", "order_revision")
    def _compute_revision_text(self):
        for change in self:
            after = change.order_revision or change.order_id.sudo().change_revision + 1
            change.revision_text = self.env._(
                "rev. %(before)s → %(after)s", before=after - 1, after=after
            )

    @api.depends("state", "apply_error")
    def _compute_is_to_resubmit(self):
        for change in self:
            change.is_to_resubmit = change.state == "approved" and bool(
                change.sudo()._get_moved_error()
            )

    def _render_review_missing(self, review):
        return self._get_incomplete_error() or self.env._(
            "It comes into the order once it is approved. Submit it when it is"
            " complete."
        )

    def _render_differences(self):
        """Return the table *what, before, after, difference* as HTML."""
        self.ensure_one()
        figures = self._can_see_confidential()
        return self.env["ir.qweb"]._render(
            "customer_review.order_change_table",
            {
                "rows": self._get_difference_rows(figures),
                "with_difference": True,
            },
            minimal_qcontext=True,
        )

    def _get_difference_rows(self, with_margin=False):
        """Return the rows of :meth:`_get_differences`, each with its difference.

        :param with_margin: for those who may see what is earned
        """
        self.ensure_one()
        rows, seen = [], set()
        worths = self._get_line_worths()
        for row in self._get_differences():
            line_id = row.get("line_id")
            text = self._get_date_difference(row)
            if line_id in worths and line_id not in seen:
                seen.add(line_id)
                text = self._format_worth(*worths[line_id], with_margin)
            rows.append(row | {"difference": text})
        return rows

    def _get_line_worths(self):
        """Return amount and margin that each changed line adds, by line id."""
        self.ensure_one()
        return {
            line._get_node_id(): (
                line.amount_difference,
                line.sudo().margin_difference,
            )
            for line in self.line_ids
        }

    def _format_worth(self, amount, margin, with_margin):
        texts = [self._format_signed(amount)] if amount else []
        if with_margin and margin:
            texts.append(self.env._("margin %s", self._format_signed(margin)))
        return " · ".join(texts)

    def _format_signed(self, amount):
        sign = "+" if amount > 0 else "−"
        text = format_amount(self.env, abs(amount), self.currency_id)
        return f"{sign}\N{NO-BREAK SPACE}{text}"

    def _get_date_difference(self, row):
        """Return by how many days a date moves, or an empty text."""
        if row["field"] != "commitment_date":
            return ""
        before = self._get_base_content()["values"].get("commitment_date")
        after = self.commitment_date
        if not before or not after:
            return ""
        days = (after.date() - datetime.fromisoformat(before).date()).days
        return self.env._("%+d days", days) if days else ""

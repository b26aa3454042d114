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
    can_acknowledge = fields.Boolean(compute="_compute_can_acknowledge")
    can_estimate = fields.Boolean(compute="_compute_can_estimate")
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

    @api.depends("acknowledgement_ids.date")
    @api.depends_context("uid")
    def _compute_can_acknowledge(self):
        for change in self:
            change.can_acknowledge = bool(change._get_own_acknowledgements())

    @api.depends("review_state", "date_applied")
    @api.depends_context("uid")
    def _compute_can_estimate(self):
        for change in self:
            change.can_estimate = not change._get_estimate_error()

    @api.depends("state", "apply_error")
    def _compute_is_to_resubmit(self):
        for change in self:
            change.is_to_resubmit = change.state == "approved" and bool(
                change.sudo()._get_moved_error()
            )

    def action_acknowledge(self):
        """Take notice of the change for each department of the user's."""
        self._check_visible()
        self._raise_errors(
            {
                change: not change._get_own_acknowledgements()
                and self.env._("None of your departments has to take notice of it.")
                for change in self
            }
        )
        return self._get_own_acknowledgements().action_acknowledge()

    def action_estimate_loss(self):
        """Open the dialog in which a department says what the change costs."""
        self.ensure_one()
        self._check_visible()
        self._raise_errors({self: self._get_estimate_error()})
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_review.customer_order_change_loss_action"
        )
        return action | {"context": {"default_change_id": self.id}}

    def _get_own_acknowledgements(self):
        """Return those that the user can give."""
        return self.acknowledgement_ids.filtered("can_acknowledge")

    def _get_estimate_error(self):
        """Return why the user cannot say what the change costs, or False."""
        self.ensure_one()
        if self.sudo().date_applied or self._get_review_stage() != "open":
            return self.env._("It is not open any more.")
        if self.has_access("write"):
            return False
        user, change = self.env.user, self.sudo()
        departments = change.review_id.line_ids.department_id
        if any(one._is_reviewer(user, change.company_id) for one in departments):
            return False
        return self.env._(
            "Only Sales and the departments that review it say what it costs."
        )

    def _keep_estimate(self, vals):
        """Keep what a department says that the change costs, and who said it."""
        self.ensure_one()
        self._as_engine().write(vals)
        bearers = dict(self._fields["loss_bearer"]._description_selection(self.env))
        self.sudo()._message_log(
            body=self.env._(
                "Loss estimate: %(amount)s, %(bearer)s. %(note)s",
                amount=format_amount(self.env, self.loss_amount, self.currency_id),
                bearer=bearers.get(self.loss_bearer, ""),
                note=self.loss_note or "",
            ),
            author_id=self.env.user.partner_id.id,
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
        text = format_amount(self.env, amount, self.currency_id)
        return f"+ {text}" if amount > 0 else text

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

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain

OPEN = ("in_review", "to_approve")


class SaleOrder(models.Model):
    """What the screens of an order say about its review. Nothing here is stored.

    The form shows one alert bar; its text, its buttons and the smart button come
    from two queries, whatever the number of opinions.
    """

    _inherit = "sale.order"

    review_alert = fields.Selection(
        selection=[
            ("missing", "Not Submitted"),
            ("open", "In Review"),
            ("outdated", "Outdated"),
            ("refused", "Refused"),
            ("approved", "Approved"),
        ],
        compute="_compute_review_screen",
        groups="base.group_user",
        help="Which alert bar the form shows.",
    )
    review_alert_text = fields.Html(
        compute="_compute_review_screen", sanitize=False, groups="base.group_user"
    )
    review_late = fields.Boolean(
        compute="_compute_review_screen", groups="base.group_user"
    )
    review_progress = fields.Char(
        compute="_compute_review_screen", groups="base.group_user"
    )
    review_can_decide = fields.Boolean(
        compute="_compute_review_screen", groups="base.group_user"
    )
    review_can_withdraw = fields.Boolean(
        compute="_compute_review_screen", groups="base.group_user"
    )
    # Stock buttons, which portal users share, depend on these two: no groups here.
    review_blocks_confirm = fields.Boolean(compute="_compute_review_blocks")
    review_blocks_sending = fields.Boolean(compute="_compute_review_blocks")
    review_used = fields.Boolean(
        compute="_compute_review_used",
        groups="base.group_user",
        help="Whether the company reviews orders at all.",
    )
    review_history = fields.Html(
        string="Earlier Revisions",
        compute="_compute_review_screen",
        sanitize=False,
        groups="base.group_user",
    )

    @api.depends("state", "review_state", "review_required", "approved_fingerprint")
    @api.depends_context("uid")
    def _compute_review_blocks(self):
        internal = self.env.user._is_internal()
        for order in self:
            own = order.sudo()
            blocks = (
                internal
                and own.state in ("draft", "sent")
                and own.review_required
                and not own._is_review_approved()
            )
            order.review_blocks_confirm = blocks
            order.review_blocks_sending = (
                blocks and own.company_id.review_before_sending
            )

    @api.depends("company_id", "review_id")
    def _compute_review_used(self):
        for order in self:
            policy = order.company_id.sudo().review_policy
            order.review_used = bool(order.review_id) or policy != "none"

    @api.depends("review_state", "review_id.decided_count", "review_required", "state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_review_screen(self):
        reviews = self._fetch_reviews()
        lines = self._fetch_review_lines()
        for order in self:
            origin = order._origin
            history = reviews.get(origin, self.env["customer.review"])
            review = origin.sudo().review_id
            own_lines = lines.get(review, self.env["customer.review.line"].sudo())
            kind = origin._get_review_alert()
            order.review_alert = kind
            order.review_alert_text = kind and getattr(
                origin, f"_render_review_{kind}"
            )(review, own_lines)
            is_open = review.state in OPEN
            order.review_late = is_open and any(own_lines.mapped("is_late"))
            order.review_progress = (
                review and f"{review.decided_count}/{review.line_count}"
            )
            order.review_can_decide = is_open and any(
                line.can_decide
                for line in own_lines.with_env(self.env)
                if line.decision == "pending" and line._may_concern_user()
            )
            order.review_can_withdraw = is_open and not origin._get_withdraw_error()
            order.review_history = (history - review)._render_history()

    def action_open_review(self):
        """Open the form of the current review."""
        self.ensure_one()
        return self.review_id._get_records_action()

    def _fetch_reviews(self):
        """Return the reviews of each order, the newest first, by one query."""
        reviews = (
            self.env["customer.review"]
            .sudo()
            .search_fetch(
                Domain("order_id", "in", self._origin.ids),
                [
                    "name",
                    "revision",
                    "state",
                    "order_id",
                    "document_kind",
                    "review_class",
                    "company_id",
                    "user_id",
                    "salesperson_id",
                    "date_submitted",
                    "date_deadline",
                    "date_closed",
                    "closing_reason",
                    "line_count",
                    "decided_count",
                ],
            )
        )
        return {
            self.browse(order.id): own
            for order, own in reviews.grouped("order_id").items()
        }

    def _fetch_review_lines(self):
        """Return the opinions on the current reviews, by one query."""
        reviews = self._origin.sudo().review_id
        if not reviews:
            return {}
        return (
            self.env["customer.review.line"]
            .sudo()
            .search_fetch(
                Domain("review_id", "in", reviews.ids),
                [
                    "review_id",
                    "company_id",
                    "department_id",
                    "decision",
                    "is_final",
                    "user_id",
                    "on_behalf_of_id",
                    "date_deadline",
                    "comment",
                ],
            )
            .grouped("review_id")
        )

    def _get_review_alert(self):
        """Return which alert bar this order shows, or False."""
        if not self or self.state not in ("draft", "sent"):
            return False
        order = self.sudo()
        if order.review_state in OPEN:
            return "open"
        if order.review_state in ("outdated", "refused"):
            return order.review_required and order.review_state
        if not order.review_required:
            return False
        return "approved" if order._is_review_approved() else "missing"

    def _render_review_missing(self, review, lines):
        return self._get_incomplete_message() or self.env._(
            "This quotation is confirmed after its review. Submit it when it is"
            " complete."
        )

    def _render_review_open(self, review, lines):
        awaited = lines.filtered(lambda line: line.decision == "pending")
        directory = self.env["customer.review.department"]._get_directory(
            self.company_id.id
        )
        names = ", ".join(directory[line.department_id.id][0] for line in awaited)
        parts = [
            self.env._("%s to answer", Markup("<b>%s</b>") % names)
            if awaited
            else self.env._("Open conditions keep it from being approved"),
            self.env._(
                "%(given)s of %(all)s given",
                given=review.decided_count,
                all=review.line_count,
            ),
            self.env._("due %s", review._format_moment(review.date_deadline)),
        ]
        if self.sudo().review_held:
            parts.append(
                self.env._("the customer has accepted: the approval confirms it")
            )
        return Markup(" · ").join(parts)

    def _render_review_outdated(self, review, lines):
        order = self.sudo()
        changes = review._label_changes(
            review._get_changes(order._get_review_content(with_texts=True))
        )
        if not changes:
            return self.env._(
                "The approval is void: the order was confirmed and set back to"
                " quotation. Submit it again."
            )
        items = [
            Markup("%s: %s → <b>%s</b>")
            % (
                change["label"],
                _shorten(change["before"]) or "–",
                _shorten(change["after"]) or "–",
            )
            for change in changes[:3]
        ]
        if len(changes) > 3:
            items.append(self.env._("and %s more", len(changes) - 3))
        return self.env._(
            "changed since it was submitted – %s", Markup("; ").join(items)
        )

    def _render_review_refused(self, review, lines):
        rejected = lines.filtered(lambda line: line.decision == "rejected")[:1]
        reason = review.closing_reason or rejected.comment or ""
        return self.env._(
            "by %(user)s (%(department)s): %(reason)s",
            user=Markup("<b>%s</b>") % rejected.user_id.name,
            department=rejected.department_id.name,
            reason=reason,
        )

    def _render_review_approved(self, review, lines):
        final = lines.filtered("is_final")[-1:]
        text = self.env._(
            "by %(user)s on %(date)s · form %(form)s",
            user=Markup("<b>%s</b>") % final.user_id.name,
            date=review._format_moment(review.date_closed),
            form=review.display_name,
        )
        if final.on_behalf_of_id:
            text += " " + self.env._("(for %s)", final.on_behalf_of_id.name)
        return text


def _shorten(text, length=60):
    return text if len(text) <= length else f"{text[: length - 1]}…"

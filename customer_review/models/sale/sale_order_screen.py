from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL

from ..review.customer_review_flow import OPEN


class SaleOrder(models.Model):
    """What the screens of an order say about its review. Nothing here is stored.

    The form shows one alert bar; its text, its buttons and the smart button come
    from one query, whatever the number of revisions and opinions.
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
    # The rows of these two lists come with the query that finds them.
    requirement_ids = fields.One2many(context={"whole_rows": True})
    finding_ids = fields.One2many(context={"whole_rows": True})
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
        rows = self._fetch_review_rows()
        for order in self:
            origin = order._origin
            history = rows.get(origin.id, [])
            review_id = origin.sudo().review_id.id
            review = next((row for row in history if row["id"] == review_id), {})
            kind = origin._get_review_alert()
            is_open = review.get("state") in OPEN
            order.review_alert = kind
            order.review_alert_text = (
                getattr(origin, f"_render_review_{kind}")(review) if kind else False
            )
            order.review_late = is_open and any(
                line["late"]
                for line in review["lines"]
                if line["decision"] == "pending"
            )
            order.review_progress = (
                review and f"{review['decided_count']}/{review['line_count']}"
            )
            order.review_can_decide = is_open and origin._is_review_to_decide(review)
            order.review_can_withdraw = is_open and (
                self.env.uid in (review["user_id"], review["salesperson_id"])
                or self.env.user.has_group("customer_review.group_manager")
            )
            order.review_history = self.env["customer.review"]._render_history(
                row for row in history if row["id"] != review_id
            )

    def action_open_review(self):
        """Open the form of the current review."""
        self.ensure_one()
        return self.review_id._get_records_action()

    def _fetch_review_rows(self):
        """Return the reviews of each order, the newest first, by one query.

        The opinions on the current review come with it, and the names of those who
        gave them, which would take further queries as records.

        :return: dict of order id to a list of dicts
        """
        submitted = self._origin.sudo().filtered("review_id")
        if not submitted:
            return {}
        self.env["customer.review"].flush_model()
        self.env["customer.review.line"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT review.order_id, review.id, review.name, review.revision,
                       review.state, review.user_id, review.salesperson_id,
                       review.date_submitted, review.date_deadline,
                       review.date_closed, review.closing_reason,
                       review.line_count,
                       COALESCE(review.decided_count, 0) AS decided_count,
                       COALESCE(line.lines, '[]') AS lines
                  FROM customer_review review
                  JOIN sale_order sale ON sale.id = review.order_id
                  LEFT JOIN LATERAL (
                       SELECT jsonb_agg(
                                  jsonb_build_object(
                                      'id', line.id,
                                      'department_id', line.department_id,
                                      'decision', line.decision,
                                      'is_final', line.is_final,
                                      'late', line.date_deadline < %(now)s,
                                      'user', partner.name,
                                      'principal', principal_partner.name
                                  )
                                  ORDER BY line.sequence, line.department_sequence,
                                           line.id
                              ) AS lines
                         FROM customer_review_line line
                    LEFT JOIN res_users person ON person.id = line.user_id
                    LEFT JOIN res_partner partner ON partner.id = person.partner_id
                    LEFT JOIN res_users principal
                           ON principal.id = line.on_behalf_of_id
                    LEFT JOIN res_partner principal_partner
                           ON principal_partner.id = principal.partner_id
                        WHERE line.review_id = review.id
                  ) line ON review.id = sale.review_id
                 WHERE review.order_id IN %(ids)s
              ORDER BY review.id DESC
                """,
                now=fields.Datetime.now(),
                ids=tuple(submitted.ids),
            )
        )
        by_order = {}
        for row in rows:
            by_order.setdefault(row["order_id"], []).append(row)
        return by_order

    def _is_review_to_decide(self, review):
        """Return whether the user decides on a pending opinion of this review.

        Only where that is likely at all does it ask the opinions themselves.
        """
        departments = self.env["customer.review.department"].with_company(
            self.company_id
        )
        deputised = self.company_id.sudo().review_general_deputy_id == self.env.user
        lines = self.env["customer.review.line"].browse(
            line["id"]
            for line in review["lines"]
            if line["decision"] == "pending"
            and (
                departments._is_reviewer_of(line["department_id"])
                or line["is_final"]
                and deputised
            )
        )
        return any(lines.mapped("can_decide"))

    def _get_department_name(self, line):
        directory = self.env["customer.review.department"]._get_directory(
            self.company_id.id
        )
        return directory[line["department_id"]][0]

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

    def _render_review_missing(self, review):
        return self._get_incomplete_message() or self.env._(
            "This quotation is confirmed after its review. Submit it when it is"
            " complete."
        )

    def _render_review_open(self, review):
        awaited = [line for line in review["lines"] if line["decision"] == "pending"]
        names = ", ".join(self._get_department_name(line) for line in awaited)
        parts = [
            self.env._("%s to answer", Markup("<b>%s</b>") % names)
            if awaited
            else self.env._("open conditions keep it from being approved"),
            self.env._(
                "%(given)s of %(all)s given",
                given=review["decided_count"],
                all=review["line_count"],
            ),
            self.env._(
                "due %s",
                self.env["customer.review"]._format_moment(review["date_deadline"]),
            ),
        ]
        if self.sudo().review_held:
            parts.append(
                self.env._("the customer has accepted: the approval confirms it")
            )
        return Markup(" · ").join(parts)

    def _render_review_outdated(self, review):
        changes = self.sudo().review_id._label_changes(
            self.sudo().review_id._get_changes(
                self.sudo()._get_review_content(with_texts=True)
            )
        )
        if not changes:
            return self.env._(
                "the order was confirmed and set back to quotation, which voids its"
                " approval."
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

    def _render_review_refused(self, review):
        rejected = next(
            (line for line in review["lines"] if line["decision"] == "rejected"), None
        )
        if not rejected:
            return review["closing_reason"] or ""
        return self.env._(
            "by %(user)s (%(department)s): %(reason)s",
            user=Markup("<b>%s</b>") % rejected["user"],
            department=self._get_department_name(rejected),
            reason=review["closing_reason"] or "",
        )

    def _render_review_approved(self, review):
        final = review["lines"][-1]
        text = self.env._(
            "by %(user)s on %(date)s · form %(form)s",
            user=Markup("<b>%s</b>") % final["user"],
            date=self.env["customer.review"]._format_moment(review["date_closed"]),
            form=review["name"],
        )
        if final["principal"]:
            text += " " + self.env._("(for %s)", final["principal"])
        return text


def _shorten(text, length=60):
    return text if len(text) <= length else f"{text[: length - 1]}…"

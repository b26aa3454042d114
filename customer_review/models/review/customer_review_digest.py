import logging

from odoo import Command, api, fields, models
from odoo.fields import Domain

from ..const import OPEN_STATES

_logger = logging.getLogger(__name__)

# Between which hours of the person's own time it is his morning.
MORNING = range(7, 12)
# As many rows as one reads in a mail.
MAX_ROWS = 20


class CustomerReviewDigest(models.AbstractModel):
    """A short mail each working day's morning: what waits for the person."""

    _name = "customer.review.digest"
    _description = "Daily Digest"

    @api.model
    def _cron_send(self):
        """Send the digest to those whose morning it is, each in its own savepoint."""
        users = self._get_readers()
        self.env["ir.cron"]._commit_progress(remaining=len(users))
        for user in users:
            try:
                with self.env.cr.savepoint():
                    self._send_to(user)
            except Exception:
                _logger.exception("The digest of user %s failed", user.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _get_readers(self):
        """Return those who want the digest and have not had today's yet."""
        groups = [
            self.env["customer.review.resource"]._find(name, "res.groups")
            for name in (
                "customer_review.group_user",
                "customer_review.group_reviewer",
            )
        ]
        users = (
            self.env["res.users"].sudo().union(*(one.all_user_ids for one in groups))
        )
        return users.filtered(
            lambda user: (
                user.active
                and not user.share
                and user.review_digest
                and self._is_morning(user)
                and user.review_digest_date != self._get_now(user).date()
            )
        ).sorted("id")

    @api.model
    def _get_now(self, user):
        local = self.with_context(tz=user.tz or "UTC")
        return fields.Datetime.context_timestamp(local, fields.Datetime.now())

    @api.model
    def _is_morning(self, user):
        """Return whether it is the morning of a working day where ``user`` is."""
        now = self._get_now(user)
        day = now.date()
        return now.hour in MORNING and user.company_id._count_working_days(day, day) > 0

    @api.model
    def _send_to(self, user):
        """Send today's digest; nothing to say, no mail."""
        user.write({"review_digest_date": self._get_now(user).date()})
        companies = user.company_ids.filtered("review_digest")
        own = self.with_user(user).with_context(
            allowed_company_ids=companies.ids, lang=user.lang, tz=user.tz
        )
        lists = companies and own._get_lists()
        if not lists:
            return
        body = own.env["customer.review"]._render_html(
            "customer_review.review_digest", lists=lists
        )
        self.env["mail.mail"].sudo().create(
            {
                "subject": own.env._(
                    "Reviews: %s",
                    ", ".join(f"{one['title']} ({one['count']})" for one in lists),
                ),
                "body_html": body,
                "email_from": user.company_id.email_formatted or user.email_formatted,
                "recipient_ids": [Command.link(user.partner_id.id)],
                "auto_delete": True,
            }
        )

    @api.model
    def _get_lists(self):
        """Return what the user is told, each list with a title and its rows."""
        lines = self.env["customer.review.line"].search(
            Domain("can_decide", "=", True), order="date_deadline, id"
        )
        late = lines.filtered("is_late")
        submitted = self.env["customer.review"].search(
            Domain("user_id", "=", self.env.uid) & Domain("state", "in", OPEN_STATES),
            order="date_deadline, id",
        )
        conditions = self.env["customer.review.condition"].search(
            Domain("user_id", "=", self.env.uid) & Domain("is_pending", "=", True)
        )
        lists = (
            (self.env._("Late"), late, self._get_line_text),
            (self.env._("Waits for you"), lines - late, self._get_line_text),
            (self.env._("Your submissions"), submitted, self._get_submission_text),
            (self.env._("Your conditions"), conditions, self._get_condition_text),
        )
        return [
            {
                "title": title,
                "count": len(records),
                "rows": [
                    {
                        "text": get_text(record.sudo()),
                        "review_id": (
                            record.id
                            if record._name == "customer.review"
                            else record.sudo().review_id.id
                        ),
                    }
                    for record in records[:MAX_ROWS]
                ],
            }
            for title, records, get_text in lists
            if records
        ]

    @api.model
    def _get_line_text(self, line):
        return line.review_id._get_turn_notice(line)

    @api.model
    def _get_submission_text(self, review):
        names = [one._get_name() for one in review._get_awaited_departments()]
        return self.env._(
            "%(what)s: waits for %(departments)s",
            what=review._summarise(),
            departments=", ".join(names),
        )

    @api.model
    def _get_condition_text(self, condition):
        return self.env._(
            "%(name)s, due %(due)s: %(what)s",
            name=condition.name,
            due=fields.Date.to_string(condition.date_deadline),
            what=condition.review_id._summarise(),
        )

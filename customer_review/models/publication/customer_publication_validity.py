import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class CustomerPublication(models.Model):
    """It is remembered before it ends, and ends by itself."""

    _inherit = "customer.publication"

    date_reminded = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_expire(self):
        """Remind of what ends soon and end what is over, each in its own savepoint."""
        companies = self.env["res.company"].search(Domain.TRUE)
        due = self.search(Domain.OR(map(self._get_due_domain, companies)))
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for publication in due:
            try:
                with self.env.cr.savepoint():
                    publication._settle_validity()
            except Exception:
                _logger.exception("Ending publication %s failed", publication.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    @api.model
    def _get_due_domain(self, company):
        """Return what of ``company`` is over, or ends soon and was not told yet."""
        today = company._get_local_date(fields.Datetime.now())
        soon = today + timedelta(days=company.publication_reminder_days)
        return (
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "published")
            & (
                Domain("date_to", "<", today)
                | Domain("date_to", "<=", soon) & Domain("date_reminded", "=", False)
            )
        )

    def _settle_validity(self):
        """Expire it where its last day is over, else remind its owner."""
        self.ensure_one()
        if self.date_to < self._get_today():
            self._close_as("expired", self.env._("Its validity has ended"))
            return
        self._as_engine().write({"date_reminded": self._get_today()})
        self._open_reminders(
            self.env._("It expires: renew it or let it end"), self.date_to
        )

    def _get_today(self):
        """Return the date where its company works."""
        self.ensure_one()
        company = self.sudo().company_id or self.env.company
        return company._get_local_date(fields.Datetime.now())

    def _open_reminders(self, summary, date_deadline=None):
        """Put it on its owner's to-do list."""
        self._open_activities_on(
            "mail_activity_type_publication",
            [
                {
                    "record": publication,
                    "summary": summary,
                    "date_deadline": date_deadline or publication._get_today(),
                    "user_id": (publication.user_id or publication.create_uid).id,
                }
                for publication in self
            ],
        )

    def _close_reminders(self):
        """Take it off the to-do lists."""
        reminder = self.env.ref(
            "customer_review.mail_activity_type_publication", raise_if_not_found=False
        )
        self._close_activities_of(
            self.sudo().activity_ids.filtered(
                lambda activity: activity.activity_type_id == reminder
            )
        )

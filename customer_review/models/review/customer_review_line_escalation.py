import logging

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class CustomerReviewLine(models.Model):
    """Overdue opinions: the department is reminded once, then the General Manager."""

    _inherit = "customer.review.line"

    @api.model
    def _cron_escalate(self):
        """Escalate overdue opinions, each in its own savepoint."""
        now = fields.Datetime.now()
        overdue = self.search(
            self._get_open_domain()
            & Domain("date_deadline", "<", now)
            & Domain("escalation", "<", 2)
        )
        due = overdue.filtered(lambda line: line._is_escalation_due(now))
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for line in due:
            try:
                with self.env.cr.savepoint():
                    line._escalate(now)
            except Exception:
                _logger.exception("The escalation of opinion %s failed", line.id)
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _is_escalation_due(self, now):
        if not self.escalation:
            return True
        wait = self.company_id.review_escalation_hours
        return self.company_id._plan_working_hours(wait, self.date_escalated) <= now

    def _escalate(self, now):
        """Remind the department, or report to the General Manager."""
        self.ensure_one()
        level = self.escalation + 1
        department = self.department_id.with_company(self.company_id)
        if level == 1:
            users = department.user_id + department.deputy_id
            users = users or department._get_members(self.company_id)
        else:
            general_manager = department._get_general_manager()
            users = general_manager and general_manager._get_assignee(self.company_id)
            users = users or self.review_id.user_id
            self._open_activities_on(
                "mail_activity_type_overdue",
                [
                    {
                        "record": self.review_id,
                        "summary": self.env._(
                            "%s has not answered", self.department_id.name
                        ),
                        "date_deadline": fields.Date.context_today(self),
                        "user_id": users.id,
                    }
                ],
            )
        self._as_engine().write({"escalation": level, "date_escalated": now})
        self.review_id.message_notify(
            partner_ids=(users + self.review_id.user_id).partner_id.ids,
            subject=self.env._("Overdue: %s", self.review_id.display_name),
            body=self.env._(
                "%(department)s has not answered %(review)s (%(document)s), which was"
                " due on %(date)s.",
                department=self.department_id.name,
                review=self.review_id.display_name,
                document=self.document_name,
                date=fields.Datetime.context_timestamp(
                    self, self.date_deadline
                ).strftime("%Y-%m-%d %H:%M"),
            ),
        )

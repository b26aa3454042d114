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
        """Remind the department, or report to the General Manager.

        Who submitted and sells it hears once per review and level, of all that are
        late by then; the General Manager has one activity while any is reported.
        """
        self.ensure_one()
        level = self.escalation + 1
        review = self.review_id
        others = review.line_ids - self
        is_first = all(line.escalation < level for line in others)
        self._as_engine().write({"escalation": level, "date_escalated": now})
        late = review._get_late_departments(now)
        if level == 1:
            self._remind()
        elif all(
            line.escalation < level for line in review._get_awaited_lines() - self
        ):
            self._report_late(late)  # none is reported as yet, or none any more
        if is_first:
            review._tell_sellers("overdue", departments=late)

    def _remind(self):
        """Remind the department of the opinion that it owes."""
        department = self.department_id.with_company(self.company_id)
        users = department.user_id + department.deputy_id
        users = users or department._get_members(self.company_id)
        self.env["customer.review.notice"]._tell(
            "reminder", self.review_id, users, department=self.department_id
        )

    def _report_late(self, departments):
        """Give the General Manager one activity per late review."""
        general_manager = self.department_id._get_general_manager()
        users = general_manager and general_manager._get_assignee(self.company_id)
        users = users or self.review_id.user_id
        names = ", ".join(one._get_name() for one in departments)
        self._open_activities_on(
            "mail_activity_type_overdue",
            [
                {
                    "record": self.review_id,
                    "summary": self.env._("%s has not answered", names),
                    "date_deadline": fields.Date.context_today(self),
                    "user_id": users.id,
                }
            ],
        )
        sellers = self.review_id.user_id | self.review_id.salesperson_id
        self.env["customer.review.notice"]._tell(
            "overdue", self.review_id, users - sellers, departments=departments
        )

    def _close_escalations(self):
        """Take the report off the to-do list once nobody reported is awaited."""
        reviews = self.filtered(lambda line: line.escalation == 2).review_id
        done = reviews.filtered(
            lambda review: (
                not any(
                    line.escalation == 2 for line in review._get_awaited_lines() - self
                )
            )
        )
        if done:
            kind = self.env["customer.review.resource"]._find(
                "customer_review.mail_activity_type_overdue", "mail.activity.type"
            )
            self._close_activities_of(
                done.activity_ids.filtered(lambda one: one.activity_type_id == kind)
            )

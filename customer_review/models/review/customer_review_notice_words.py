import logging

from markupsafe import escape

from odoo import models
from odoo.tools import format_amount

_logger = logging.getLogger(__name__)


class CustomerReview(models.Model):
    """What people are told of a review, in words."""

    _inherit = "customer.review"

    def _get_turn_notice(self, line):
        """Return the line that asks a department for its opinion."""
        return self.env._(
            "%(department)s: review %(what)s",
            department=line.department_id._get_name(),
            what=self._summarise(line),
        )

    def _get_reminder_notice(self, line, department):
        """Return the line that reminds a department of its opinion."""
        return self.env._(
            "Overdue: %(department)s has not answered %(review)s (%(document)s), which"
            " was due on %(date)s.",
            department=department._get_name(),
            review=self.display_name,
            document=self.document_name,
            date=self._get_form_time(self._get_overdue_lines(department).date_deadline),
        )

    def _get_overdue_notice(self, line, departments):
        """Return the line that tells those who sell that some are late."""
        return self.env._(
            "Overdue: %(departments)s have not answered %(what)s",
            departments=", ".join(one._get_name() for one in departments),
            what=self._summarise(),
        )

    def _get_approved_notice(self, line):
        """Return the line that tells of an approval."""
        return self.env._("Approved: %s", self._summarise())

    def _get_refused_notice(self, line, by):
        """Return the line that tells of a refusal, by whom and why."""
        return self.env._(
            "Refused by %(by)s: %(what)s. %(reason)s",
            by=by,
            what=self._summarise(),
            reason=self.closing_reason or "",
        )

    def _get_withdrawn_notice(self, line, by):
        """Return the line that tells the departments that nothing waits any more."""
        return self.env._(
            "Withdrawn by %(by)s: %(what)s. %(reason)s",
            by=by,
            what=self._summarise(),
            reason=self.closing_reason or "",
        )

    def _get_overdue_lines(self, departments):
        return self.line_ids.filtered(lambda line: line.department_id in departments)

    def _summarise(self, line=None):
        """Return what the review is about, in one line."""
        self.ensure_one()
        labels = dict(self._fields["review_class"]._description_selection(self.env))
        parts = [f"{self.display_name} ({self.document_name})"]
        if self.partner_id:
            parts.append(self.partner_id.display_name)
        if self.review_class:
            parts.append(labels[self.review_class].lower())
        if self.amount_total:
            parts.append(format_amount(self.env, self.amount_total, self.currency_id))
        if line and line.date_deadline:
            due = self._format_moment(line.date_deadline)
            parts.append(self.env._("due %s", due))
        return ", ".join(parts)

    def _render_notice(self, text, line=None):
        """Return a notice as a message: its line, and the way to the review."""
        self.ensure_one()
        try:
            return self._render_html(
                "customer_review.review_notice",
                text=text,
                review_id=self.id,
                is_asked=bool(line),
            )
        except Exception:
            # A template that somebody has spoilt undoes no decision.
            _logger.warning("The template of notices is broken", exc_info=True)
            return escape(text)

from odoo import api, fields, models

from ..const import OPEN_STATES


class CustomerReviewLine(models.Model):
    """How an opinion looks in a list. Nothing here is stored."""

    _inherit = "customer.review.line"

    check_summary = fields.Html(
        string="Answers", compute="_compute_check_summary", sanitize=False
    )
    person_id = fields.Many2one(
        comodel_name="res.users",
        compute="_compute_person_id",
        compute_sudo=True,
        help="Who has decided, or who is asked to.",
    )
    moment = fields.Char(
        string="When",
        compute="_compute_moment",
        help="When it was decided, or is due.",
    )
    opinion = fields.Text(
        string="In Words",
        compute="_compute_opinion",
        help="The opinion, and in whose name it was given.",
    )
    progress_text = fields.Char(related="review_id.progress_text")
    date_submitted = fields.Datetime(related="review_id.date_submitted")

    @api.depends("check_ids.answer", "check_ids.note")
    def _compute_check_summary(self):
        for line in self:
            line.check_summary = line.check_ids._render_answers()

    @api.depends("user_id", "activity_id")
    def _compute_person_id(self):
        for line in self:
            line.person_id = line.user_id or line.activity_id.user_id

    @api.depends("date_decided", "date_deadline", "decision", "review_id.state")
    @api.depends_context("lang", "tz")
    def _compute_moment(self):
        today = fields.Date.context_today(self)
        for line in self:
            review = line.review_id
            if line.date_decided:
                line.moment = review._format_moment(line.date_decided)
            elif line.date_deadline and review.state in OPEN_STATES:
                due = fields.Datetime.context_timestamp(line, line.date_deadline)
                is_today = due.date() == today
                line.moment = self.env._(
                    "due %s",
                    review._format_moment(
                        line.date_deadline, with_date=not is_today, with_time=is_today
                    ),
                )
            else:
                line.moment = False

    @api.depends("comment", "on_behalf_of_id", "carried_from_id")
    def _compute_opinion(self):
        for line in self:
            principal = line.on_behalf_of_id.sudo()
            parts = [
                line._get_carried_text(),
                self.env._("for %s", principal.name) if principal else "",
                line.comment or "",
            ]
            line.opinion = " – ".join(filter(None, parts))

    def action_accept_selected(self):
        """Accept; where some of them cannot be, show which and why first."""
        self._check_visible()
        if any(line._get_decision_error("accepted") for line in self):
            return self._open_decision("accepted")
        return self.action_accept()

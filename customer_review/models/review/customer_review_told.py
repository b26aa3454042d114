from odoo import api, fields, models


class CustomerReview(models.Model):
    """Who is told what a review has come to, on its document and in person."""

    _inherit = "customer.review"

    def _tell_sellers(self, kind, **details):
        """Tell whoever submitted or sells it, but for him who has just acted."""
        for review in self:
            sellers = review.sudo().user_id | review.sudo().salesperson_id
            self.env["customer.review.notice"]._tell(
                kind, review, sellers - self.env.user, **details
            )

    def _get_late_departments(self, now):
        """Return the departments whose opinion is overdue."""
        return (
            self._get_awaited_lines()
            .filtered(lambda line: line.date_deadline and line.date_deadline < now)
            .department_id
        )

    def _tell_begun(self):
        """Tell the departments that had been asked that it is withdrawn."""
        for review in self:
            asked = review.sudo().line_ids.filtered(
                lambda line: line.decision != "waiting"
            )
            users = asked.user_id | asked.activity_id.user_id
            self.env["customer.review.notice"]._tell(
                "withdrawn", review, users - self.env.user, by=self.env.user.name
            )

    def _get_told(self):
        """Return the reviews of companies that tell their people."""
        return self.filtered(lambda review: review.company_id._is_review_told())

    def _log_submission(self):
        bodies = {}
        for review in self._get_told():
            names = [line.department_id._get_name() for line in review.line_ids]
            bodies[review] = self.env._(
                "Submitted for review: %(review)s, to %(departments)s; due %(due)s",
                review=review.display_name,
                departments=", ".join(names),
                due=review._format_moment(review.date_deadline),
            )
        self._log_by_document(bodies)

    def _log_approval(self):
        self._log_by_document(
            {
                review: self.env._("Approved: %s", review.display_name)
                for review in self._get_told()
            }
        )

    def _log_withdrawal(self):
        self._log_by_document(
            {
                review: self.env._(
                    "Withdrawn from review (%(review)s): %(reason)s",
                    review=review.display_name,
                    reason=review.closing_reason,
                )
                for review in self
            }
        )

    def _ask_correction(self):
        """Give the submitter of what was refused the task to correct it."""
        vals_list = []
        for review in self.sudo():
            document = review._get_document()
            vals_list.append(
                {
                    "record": document if "activity_ids" in document else review,
                    "summary": self.env._("Correct and submit again"),
                    "note": review.closing_reason,
                    "date_deadline": fields.Date.context_today(self),
                    "user_id": review._get_corrector().id,
                }
            )
        self._open_activities_on("mail_activity_type_correction", vals_list)

    def _get_corrector(self):
        """Return who corrects what was refused: the submitter, while he is here."""
        self.ensure_one()
        return (self.user_id.filtered("active") or self.salesperson_id) or self.user_id

    def _close_corrections(self):
        """Take the task off the to-do list: it is done, or nothing is left to do."""
        for review in self.sudo().filtered(lambda one: one.state == "refused"):
            document = review._get_document()
            review._close_activities_of(
                self.env["mail.activity"]
                .sudo()
                .search(
                    [
                        ("activity_type_id", "=", self._get_correction_type().id),
                        ("res_model", "in", (document._name, review._name)),
                        ("res_id", "in", (document.id, review.id)),
                    ]
                )
                .filtered(
                    lambda one, targets=(document, review): (
                        self.env[one.res_model].browse(one.res_id) in targets
                    )
                )
            )

    @api.model
    def _get_correction_type(self):
        return self.env["customer.review.resource"]._find(
            "customer_review.mail_activity_type_correction", "mail.activity.type"
        )

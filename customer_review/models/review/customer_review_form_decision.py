from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..const import ACCEPTING_DECISIONS


class CustomerReview(models.Model):
    """The rest of the printed form: its heading, the opinions and the conclusion."""

    _inherit = "customer.review"

    @api.model
    def _print_form(self, ids):
        """Return the action that prints these reviews.

        :raise UserError: where the report was deleted
        """
        report = self.env["customer.review.resource"]._find(
            "customer_review.report_review", "ir.actions.report"
        )
        if not report:
            raise UserError(
                self.env._(
                    "The review form was deleted from the reports. An administrator"
                    " updates the addon Customer Review to have it again."
                )
            )
        return report.with_env(self.env).report_action(ids)

    def _prepare_form(self):
        """Return everything that the form prints, as plain values, by its parts.

        The caller has checked that the user may read the review.
        """
        self.ensure_one()
        review = self.sudo()
        # Each reading of the snapshot copies it whole.
        content = review.content
        document = review._get_document()
        # What the settings were when it was submitted.
        settings = content["form"]
        names = settings["departments"]
        retention = review._get_form_retention(settings["retention_years"])
        opinions = [
            line._prepare_form_opinion(names)
            for line in review.line_ids.sorted(
                lambda line: (line.department_sequence, line.sequence, line.id)
            )
        ]
        return {
            "id": review.id,
            "title": document._get_form_title(review),
            "number": settings["number"],
            "form_revision": settings["revision"],
            "company": settings["company"],
            "watermark": review._get_form_watermark(),
            # More than fill the form: what is too much is clipped.
            "marks": 4 + sum(map(len, content["lines"].values())) // 4,
            "heading": review._get_form_heading(content),
            "content": self._prepare_form_content(content),
            "departments": [one for one in opinions if not one["is_final"]],
            "conditions": review._get_form_conditions(names),
            "conclusions": review._get_form_conclusions(),
            "final": [one for one in opinions if one["is_final"]],
            "approved": [
                one for one in opinions if one["is_final"] and one["is_accepted"]
            ],
            "confirmation": document._get_form_confirmation(review, content),
            "closing_reason": review.state == "refused" and review.closing_reason,
            "changes": review._get_form_changes(),
            "prepared": {
                "name": settings["submitter"],
                "date": review._get_form_time(review.date_submitted),
            },
            "retention": retention,
            "footer": self.env["customer.review.form.control"]._get_footer(
                settings["number"], settings["revision"], retention
            ),
            "distribution": settings["distribution"]
            or ", ".join(one["department"] for one in opinions),
            "fingerprint": review.fingerprint,
            "reference": review.display_name,
            "annex": self._prepare_form_annex(),
            "time_zone": self.env.user.tz or "UTC",
        }

    def _get_form_watermark(self):
        """Return what stands across a form that is not approved."""
        return {
            "in_review": self.env._("IN REVIEW – NOT APPROVED"),
            "to_approve": self.env._("PENDING APPROVAL – NOT APPROVED"),
            "refused": self.env._("REFUSED – NOT APPROVED"),
            "cancelled": self.env._("WITHDRAWN – NOT APPROVED"),
            "superseded": self.env._("SUPERSEDED – NO LONGER VALID"),
        }.get(self.state)

    def _get_form_heading(self, content):
        channel = self._get_document()._get_form_channel(self, content)
        method = self._get_form_selection("customer.review", "method", self.method)
        review_class = self._get_form_selection(
            "customer.review", "review_class", self.review_class
        )
        return [
            [
                {"label": label, "value": value, "span": span}
                for label, value, span in row
            ]
            for row in (
                (
                    (self.env._("Review Number"), self.name, 3),
                    (self.env._("Revision"), self.revision, 1),
                    (self.env._("Document"), self.document_name, 2),
                    (
                        self.env._("Date"),
                        self._get_form_time(self.date_submitted),
                        3,
                    ),
                    (
                        self.env._("Deadline"),
                        self._get_form_time(self.date_deadline),
                        3,
                    ),
                ),
                (
                    (self.env._("Kind"), self.subject, 3),
                    (self.env._("Class"), review_class, 3),
                    (self.env._("Channel"), channel, 3),
                    (self.env._("Review Method"), method, 3),
                ),
            )
        ]

    def _get_form_conditions(self, names):
        return [
            {
                "name": condition.name,
                "department": condition.line_id._get_form_department(names),
                "owner": condition.owner_name or condition.user_id.name,
                "due": format_date(self.env, condition.date_deadline),
                "closed": condition.state != "open"
                and ", ".join(
                    (
                        self._get_form_selection(
                            condition._name, "state", condition.state
                        ),
                        condition.closed_by_name or condition.closed_by_id.name or "",
                        self._get_form_time(condition.date_closed),
                    )
                ),
            }
            for condition in self.condition_ids
        ]

    def _get_form_conclusions(self):
        """Return the three conclusions, the one that was reached ticked."""
        decisions = self.line_ids.mapped("decision")
        reached = None
        if "rejected" in decisions:
            reached = "rejected"
        elif self._is_accepted_by_all():
            reached = "conditional" if "conditional" in decisions else "accepted"
        return [
            {"label": label, "ticked": reached == value}
            for value, label in (
                ("accepted", self.env._("Accepted")),
                ("conditional", self.env._("Accepted with conditions")),
                ("rejected", self.env._("Not accepted")),
            )
        ]

    def _get_form_changes(self):
        """Return what changed, for this revision and those before it."""
        revisions = self.search(
            [
                ("name", "=", self.name),
                ("company_id", "=", self.company_id.id),
                ("revision", "<=", self.revision),
            ],
            order="revision",
        )
        rows = []
        for review in revisions:
            changes = self._label_changes(review.changes)
            final = review.line_ids.filtered(
                lambda line: line.is_final and line.decision in ACCEPTING_DECISIONS
            )
            rows.append(
                {
                    "revision": review.revision,
                    "changes": changes,
                    "first": review.revision == 1,
                    "date": self._get_form_day(review.date_submitted),
                    "approver": ", ".join(line._get_form_signer() for line in final)
                    or self._get_form_selection(
                        "customer.review", "state", review.state
                    ),
                }
            )
        return rows + self._get_document()._get_form_amendments(self)

    def _get_form_retention(self, years):
        """Return how long, and until when, the form is kept."""
        if not self.date_closed:
            return self.env._("%s years from the conclusion", years)
        return self.env._(
            "%(years)s years, until %(date)s",
            years=years,
            date=format_date(
                self.env, self.date_closed.date() + relativedelta(years=years)
            ),
        )

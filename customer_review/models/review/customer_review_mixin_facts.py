from odoo import api, fields, models
from odoo.exceptions import AccessError


class CustomerReviewMixin(models.AbstractModel):
    """The facts beside the decision on a document, and the questions of findings."""

    _inherit = "customer.review.mixin"

    review_facts_html = fields.Html(
        string="Facts",
        compute="_compute_review_screen",
        sanitize=False,
        groups="base.group_user",
    )

    def _get_fact_lines(self):
        """Return the records that facts are about one by one, in their order."""
        self.ensure_one()
        return self.browse()

    @api.model
    def _get_fact_heading(self, line):
        """Return what a row of facts is about.

        :return: dict of ``name`` and, where it has them, ``quantity``, ``unit`` and
            ``date``
        """
        return {"name": line.display_name}

    def action_view_facts(self):
        """Show the facts as they are now, beside what was measured on submission.

        :raise AccessError: for those who neither submit nor decide
        """
        self.ensure_one()
        self._check_review_access()
        user = self.env.user
        if not (
            user.has_group("customer_review.group_user")
            or user.has_group("customer_review.group_reviewer")
        ):
            raise AccessError(
                self.env._(
                    "Facts are measured for those who submit and decide. What was"
                    " measured on submission stands on the review."
                )
            )
        document = self.sudo()
        facts = self.env["customer.review.fact"]
        today = facts._measure(document)[document.id]
        kept = document.review_id.facts
        html = (
            facts._render_facts(kept, document, today)
            if kept
            else facts._render_facts(today, document)
        )
        return self.env["customer.review.fact.sheet"]._open(html)

    def _get_finding_questions(self, department):
        """Return what the findings that ``department`` owns ask of it.

        :return: list of ``(criterion, question)``; dismissed findings ask nothing
        """
        self.ensure_one()
        criteria = (
            self.sudo().finding_ids.filtered(lambda one: not one.dismissed).criterion_id
        )
        return [
            (criterion, criterion._get_question())
            for criterion in criteria
            if criterion.department_id == department
        ]

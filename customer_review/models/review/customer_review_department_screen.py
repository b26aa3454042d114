from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

from ..const import OPEN_STATES


class CustomerReviewDepartment(models.Model):
    """The card of a department on the Overview."""

    _inherit = "customer.review.department"

    is_own = fields.Boolean(
        string="My Department",
        compute="_compute_is_own",
        help="I may decide for this department.",
    )
    to_review_count = fields.Integer(
        string="To Review", compute="_compute_review_counts"
    )
    late_count = fields.Integer(string="Late", compute="_compute_review_counts")
    week_count = fields.Integer(
        string="Due within a Week", compute="_compute_review_counts"
    )
    condition_count = fields.Integer(
        string="Open Conditions", compute="_compute_condition_count"
    )
    item_count = fields.Integer(string="Checklist Items", compute="_compute_item_count")

    @api.depends("group_id", "deputy_id")
    @api.depends_context("uid", "company")
    def _compute_is_own(self):
        for department in self:
            department.is_own = department._is_reviewer(self.env.user, self.env.company)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_review_counts(self):
        now = fields.Datetime.now()
        pending = self._get_pending_domain()
        counts = {
            name: dict(
                self.env["customer.review.line"]._read_group(
                    pending & domain, ["department_id"], ["__count"]
                )
            )
            for name, domain in (
                ("to_review_count", Domain.TRUE),
                ("late_count", Domain("date_deadline", "<", now)),
                (
                    "week_count",
                    Domain("date_deadline", ">=", now)
                    & Domain("date_deadline", "<", now + timedelta(days=7)),
                ),
            )
        }
        for department in self:
            for name, by_department in counts.items():
                department[name] = by_department.get(department, 0)

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_condition_count(self):
        counts = dict(
            self.env["customer.review.condition"]._read_group(
                Domain("state", "=", "open")
                & Domain("review_id.state", "in", OPEN_STATES)
                & Domain("department_id", "in", self.ids),
                ["department_id"],
                ["__count"],
            )
        )
        for department in self:
            department.condition_count = counts.get(department, 0)

    @api.depends("item_ids")
    def _compute_item_count(self):
        for department in self:
            department.item_count = len(department.item_ids)

    @api.model
    @api.readonly
    def web_search_read(self, domain, specification, *args, **kwargs):
        # The Overview shows the user's own departments first.
        result = super().web_search_read(domain, specification, *args, **kwargs)
        if self.env.context.get("own_departments_first"):
            result["records"].sort(
                key=lambda record: (
                    not self.browse(record["id"])._is_reviewer(
                        self.env.user, self.env.company
                    )
                )
            )
        return result

    def action_view_to_review(self):
        """Show what waits for this department."""
        return self._open_lines(self.env._("To Review"), {})

    def action_view_late(self):
        """Show what this department should have answered already."""
        return self._open_lines(self.env._("Late"), {"search_default_late": 1})

    def action_view_conditions(self):
        """Show the open conditions that this department has set."""
        self._check_visible()
        self.ensure_one()
        action = self.env["customer.review.resource"]._get_action(
            "customer_review.customer_review_condition_action",
            "customer.review.condition",
        )
        return action | {
            "name": self.env._("%s: Open Conditions", self.name),
            "domain": [("department_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    def _open_lines(self, name, context):
        self._check_visible()
        self.ensure_one()
        action = self.env["customer.review.resource"]._get_action(
            "customer_review.customer_review_line_action_awaited",
            "customer.review.line",
        )
        return action | {
            "name": f"{self.name}: {name}",
            "domain": [*self._get_pending_domain(), ("department_id", "=", self.id)],
            "context": context,
        }

    @api.model
    def _get_pending_domain(self):
        """Return the domain of the opinions that somebody still has to give."""
        return self.env["customer.review.line"]._get_open_domain()

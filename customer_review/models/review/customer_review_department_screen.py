from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache


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
            department.is_own = self._is_reviewer_of(department.id)

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
                & Domain("review_id.state", "in", ("in_review", "to_approve"))
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
                key=lambda record: not self._is_reviewer_of(record["id"])
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
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_review.customer_review_condition_action"
        )
        return action | {
            "name": self.env._("%s: Open Conditions", self.name),
            "domain": [("department_id", "=", self.id)],
            "context": {"search_default_open": 1},
        }

    def _open_lines(self, name, context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_review.customer_review_line_action_awaited"
        )
        return action | {
            "name": f"{self.name}: {name}",
            "domain": [*self._get_pending_domain(), ("department_id", "=", self.id)],
            "context": context,
        }

    @api.model
    def _get_pending_domain(self):
        """Return the domain of the opinions that somebody still has to give."""
        return Domain("decision", "=", "pending") & Domain(
            "review_id.state", "in", ("in_review", "to_approve")
        )

    @api.model
    def _is_reviewer_of(self, department_id):
        """Return whether the user is a member of the department, or its deputy."""
        _name, group_id, deputy_id = self._get_directory(self.env.company.id).get(
            department_id, (False, False, False)
        )
        return group_id in self.env.user._get_group_ids() or deputy_id == self.env.uid

    @api.model
    @ormcache("self.env.lang", "company_id")
    def _get_directory(self, company_id):
        """Return ``{department id: (name, group id, deputy's id)}`` without a query.

        A screen that names who is awaited reads it for every record.
        """
        departments = self.sudo().with_context(active_test=False)
        company = self.env["res.company"].browse(company_id)
        return {
            department.id: (
                department.name,
                department.group_id.id,
                department.deputy_id.id,
            )
            for department in departments.with_company(company).search([])
        }

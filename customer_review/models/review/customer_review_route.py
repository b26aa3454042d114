from collections import defaultdict

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import safe_eval

# What the findings ask stands below the checklist.
AFTER_ITEMS = 10_000


class CustomerReviewRoute(models.Model):
    """Who reviews which documents, in which order, within how many working hours.

    The first route that fits a document is taken. A document that no route fits
    cannot be submitted: it is never approved for want of reviewers.
    """

    _name = "customer.review.route"
    _inherit = ["customer.review.cached"]
    _description = "Review Route"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company", help="Leave empty for every company."
    )
    currency_id = fields.Many2one(
        comodel_name="res.currency", compute="_compute_currency_id"
    )
    document_kind = fields.Selection(
        selection=lambda self: self.env["customer.review.mixin"]._get_document_kinds(),
        string="Document",
        help="Leave empty for every kind of document.",
    )
    review_class = fields.Selection(
        selection=[("regular", "Regular"), ("special", "Special")],
        string="Class",
        help="Leave empty for both.",
    )
    amount_from = fields.Monetary(help="In the company's currency; 0 for no limit.")
    amount_to = fields.Monetary(help="In the company's currency; 0 for no limit.")
    document_model = fields.Char(compute="_compute_document_model")
    domain = fields.Char(
        string="Further Conditions", help="Evaluated on the document.", default="[]"
    )
    method = fields.Selection(
        selection=[
            ("circulation", "Circulation"),
            ("meeting", "Meeting"),
            ("authorised", "Authorised Person"),
        ],
        string="Review Method",
        default="circulation",
        required=True,
    )
    own_decision = fields.Boolean(
        string="Writer May Decide",
        help="Whoever wrote or submitted it may take the final step, where he belongs"
        " to the department: for what costs and moves nothing.",
    )
    step_ids = fields.One2many(
        comodel_name="customer.review.route.step",
        inverse_name="route_id",
        string="Steps",
        copy=True,
    )
    hours = fields.Float(
        string="Working Hours",
        compute="_compute_hours",
        help="From submission to the final decision.",
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for route in self:
            route.currency_id = (route.company_id or self.env.company).currency_id

    @api.depends("document_kind")
    def _compute_document_model(self):
        for route in self:
            route.document_model = self.env["customer.review"]._get_document_model(
                route.document_kind
            )

    @api.depends("step_ids.sequence", "step_ids.hours")
    def _compute_hours(self):
        for route in self:
            route.hours = sum(route._get_stage_hours().values())

    @api.constrains("domain", "document_kind")
    def _check_domain(self):
        for route in self:
            domain = route._get_domain()
            if domain.is_true():
                continue
            if not route.document_kind:
                raise ValidationError(
                    self.env._("Choose the document before its further conditions.")
                )
            try:
                self.env[route.document_model].sudo().search(domain, limit=1)
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The further conditions of %(route)s cannot be read: %(error)s",
                        route=route.name,
                        error=error,
                    )
                ) from error

    @api.model
    def _match(self, documents):
        """Return the route of each document.

        :return: dict of document to route
        :raise UserError: where no route fits, or its departments cannot answer
        """
        routes = self._browse_kept().filtered("active")
        matches, errors = {}, {}
        for document in documents:
            route = next((r for r in routes if r._fits(document)), None)
            if route:
                matches[document] = route
            else:
                errors[document] = self.env._(
                    "No review route fits it. An administrator of Customer Review"
                    " adds one under Configuration, Routes."
                )
        gaps = {}
        for document, route in matches.items():
            key = (route, document.company_id)
            if key not in gaps:
                gaps[key] = route._get_gap(document.company_id)
            errors[document] = gaps[key] or route._get_separation_gap(document)
        documents._raise_errors(errors)
        return matches

    @api.model
    def _browse_kept(self):
        # The steps and their departments come with the routes.
        routes = super()._browse_kept()
        self.env["customer.review.department"]._browse_kept()
        steps = self.env["customer.review.route.step"]._browse_kept()
        by_route = steps.grouped("route_id")
        self._fields["step_ids"]._insert_cache(
            routes, [by_route.get(route, steps.browse())._ids for route in routes]
        )
        return routes

    def _fits(self, document):
        self.ensure_one()
        kind = document._get_document_kind()
        company = document.company_id
        vals = document._get_review_vals()
        currency = document.env["res.currency"].browse(vals.get("currency_id"))
        amount = vals.get("amount_total", 0.0)
        if self.amount_from or self.amount_to:
            amount = currency._convert(amount, company.currency_id, company)
        return (
            (not self.company_id or self.company_id == company)
            and (not self.document_kind or self.document_kind == kind)
            and (not self.review_class or self.review_class == document.review_class)
            and (not self.amount_from or amount >= self.amount_from)
            and (not self.amount_to or amount <= self.amount_to)
            and bool(document.filtered_domain(self._get_domain()))
        )

    def _get_domain(self):
        self.ensure_one()
        return Domain(safe_eval(self.domain or "[]"))

    def _get_gap(self, company):
        """Return why this route cannot be walked in ``company``, or False."""
        self.ensure_one()
        if not self.step_ids:
            return self.env._(
                "The route %(route)s asks nobody. An administrator of Customer Review"
                " adds its steps.",
                route=self.name,
            )
        assignees = self.step_ids.department_id._get_assignees(company)
        for department, assignee in assignees.items():
            if not department.active:
                return self.env._(
                    "%(department)s is archived but still on the route %(route)s. An"
                    " administrator of Customer Review takes it off, or restores it.",
                    department=department.name,
                    route=self.name,
                )
            if not assignee:
                return self.env._(
                    "Nobody decides for %(department)s in %(company)s. An"
                    " administrator gives somebody the right '%(group)s'.",
                    department=department.name,
                    company=company.name,
                    group=department.sudo().group_id.display_name,
                )
        return False

    def _get_separation_gap(self, document):
        """Return why nobody could decide the final step of ``document``, or False."""
        self.ensure_one()
        company = document.company_id
        if not company._is_review_separated() or self.own_decision:
            return False
        involved = self.env.user | document._get_involved()
        general_deputy = company._get_review_general_deputy()
        if document.review_class == "regular" and general_deputy - involved:
            return False
        last = max(self.step_ids.mapped("sequence"))
        for step in self.step_ids.filtered(lambda step: step.sequence == last):
            if not step.department_id._get_assignee(company, involved):
                return self.env._(
                    "Nobody is left to decide for %(department)s: whoever wrote,"
                    " submits or sells it does not. Somebody else submits it, or an"
                    " administrator names a deputy or gives somebody the right"
                    " '%(group)s'.",
                    department=step.department_id.name,
                    group=step.department_id.sudo().group_id.display_name,
                )
        return False

    def _get_stage_hours(self):
        """Return the working hours of each stage: steps side by side count once."""
        self.ensure_one()
        hours = defaultdict(float)
        for step in self.step_ids:
            hours[step.sequence] = max(hours[step.sequence], step.hours)
        return dict(sorted(hours.items()))

    def _get_hours_factor(self, document):
        """Return by how much an urgent document shortens every step."""
        total = sum(self._get_stage_hours().values())
        urgent = document.company_id._get_review_settings()["urgent_hours"]
        return min(1.0, urgent / total) if document.review_urgent and total else 1.0

    def _plan(self, document, start):
        """Return the deadline of each stage of a review begun at ``start`` (UTC)."""
        self.ensure_one()
        company = document.company_id
        factor = self._get_hours_factor(document)
        deadlines, total = {}, 0.0
        for sequence, hours in self._get_stage_hours().items():
            total += hours * factor
            deadlines[sequence] = company._plan_working_hours(total, start)
        return deadlines


class CustomerReviewRouteStep(models.Model):
    """A department on a route; steps with the same sequence run side by side."""

    _name = "customer.review.route.step"
    _inherit = ["customer.review.cached"]
    _description = "Route Step"
    _order = "sequence, id"

    route_id = fields.Many2one(
        comodel_name="customer.review.route",
        required=True,
        index=True,
        ondelete="cascade",
    )
    department_id = fields.Many2one(
        comodel_name="customer.review.department", required=True, ondelete="restrict"
    )
    sequence = fields.Integer(
        string="Step",
        default=1,
        help="Steps with the same number run side by side; the next number opens when"
        " all before it have accepted.",
    )
    hours = fields.Float(
        string="Working Hours", default=8.0, help="Time to answer once it is open."
    )

    _department_unique = models.Constraint(
        "UNIQUE (route_id, department_id)",
        "A department answers once on a route.",
    )
    _hours_positive = models.Constraint(
        "CHECK (hours > 0)", "A step needs at least some working hours."
    )

    def _is_final(self):
        """Return whether nothing follows this step: it is always asked."""
        self.ensure_one()
        return self.sequence == max(self.route_id.step_ids.mapped("sequence"))

    def _prepare_line_vals(self, document, decision, deadline, carried=None):
        """Return the values of the opinion that this step asks for.

        :param carried: the opinion that is carried over instead
        """
        self.ensure_one()
        department = self.department_id
        company = document.company_id
        kind = document._get_document_kind()
        route = self.route_id
        vals = {
            "company_id": company.id,
            "department_id": department.id,
            "department_sequence": department.sequence,
            "sequence": self.sequence,
            "hours": self.hours * route._get_hours_factor(document),
            "is_final": self._is_final(),
            "decision": decision,
            "date_opened": decision == "pending" and fields.Datetime.now(),
            "date_deadline": deadline,
            "check_ids": [
                Command.create(
                    {
                        "company_id": company.id,
                        "item_id": item_id,
                        "name": name,
                        "sequence": sequence,
                    }
                )
                for item_id, name, sequence in department._get_items(kind)
            ]
            + [
                Command.create(
                    {
                        "company_id": company.id,
                        "criterion_id": criterion.id,
                        "name": question,
                        "sequence": AFTER_ITEMS + criterion.sequence,
                    }
                )
                for criterion, question in document._get_finding_questions(department)
            ],
        }
        return vals | carried._prepare_carried_vals() if carried else vals

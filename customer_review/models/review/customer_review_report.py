from odoo import api, fields, models
from odoo.tools import SQL


class CustomerReviewReport(models.Model):
    """The key figures of the procedure, over reviews and committed documents.

    One row per review, and one per committed document that has none. Each share is 0
    or 1 per row, or empty where it does not count, so that its average is the
    key figure: coverage (which must be 100 %), on time, first pass.
    """

    _name = "customer.review.report"
    _description = "Review Analysis"
    _auto = False
    _order = "date_submitted desc"
    _rec_name = "review_id"

    review_id = fields.Many2one(comodel_name="customer.review", readonly=True)
    document_kind = fields.Selection(
        selection=lambda self: self.env["customer.review.mixin"]._get_document_kinds(),
        string="Document",
        readonly=True,
    )
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Submitted by", readonly=True
    )
    salesperson_id = fields.Many2one(comodel_name="res.users", readonly=True)
    route_id = fields.Many2one(comodel_name="customer.review.route", readonly=True)
    state = fields.Selection(
        selection=lambda self: (
            self.env["customer.review"]
            ._fields["state"]
            ._description_selection(self.env)
        ),
        readonly=True,
    )
    review_class = fields.Selection(
        selection=[("regular", "Regular"), ("special", "Special")],
        string="Class",
        readonly=True,
    )
    is_required = fields.Boolean(
        string="Review Required",
        readonly=True,
        help="The company's policy asked for a review when it was confirmed.",
    )
    date_submitted = fields.Datetime(string="Submitted on", readonly=True)
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    coverage = fields.Float(
        aggregator="avg",
        readonly=True,
        help="Confirmed with an approved review, of all that were confirmed.",
    )
    on_time = fields.Float(
        aggregator="avg",
        readonly=True,
        help="Reviews finished by their deadline, of all finished ones.",
    )
    first_pass = fields.Float(
        string="First-Pass Rate",
        aggregator="avg",
        readonly=True,
        help="Approved at the first submission, of all approved ones.",
    )
    lead_hours = fields.Float(
        string="Lead Time (hours)",
        aggregator="avg",
        readonly=True,
        help="Hours from submission to the end of the review.",
    )

    @property
    def _table_query(self):
        kinds = self.env["customer.review.mixin"]._get_document_models()
        return SQL(" UNION ALL ").join(self._select_kind(self.env[k]) for k in kinds)

    @api.model
    def _select_kind(self, model):
        """Return the rows of one kind of document."""
        kind = model._get_document_kind()
        return SQL(
            """
            SELECT COALESCE(review.id, -(document.id * %(kinds)s + %(place)s)) AS id,
                   %(kind)s AS document_kind,
                   review.id AS review_id,
                   %(documents)s,
                   COALESCE(review.company_id, document.company_id) AS company_id,
                   COALESCE(review.partner_id, %(partner)s) AS partner_id,
                   review.user_id,
                   COALESCE(review.salesperson_id, %(salesperson)s) AS salesperson_id,
                   review.route_id,
                   review.state,
                   COALESCE(review.review_class, document.review_class)
                       AS review_class,
                   review.id IS NOT NULL
                       OR COALESCE(document.review_obligation = 'required', false)
                       AS is_required,
                   COALESCE(review.date_submitted, %(date)s) AS date_submitted,
                   review.date_closed,
                   CASE
                       WHEN %(committed)s
                            AND (review.id IS NULL OR review.id = document.review_id)
                       THEN COALESCE(
                           review.state = 'approved'
                           AND document.approved_fingerprint = review.fingerprint,
                           false
                       )::int
                   END AS coverage,
                   CASE
                       WHEN review.state IN ('approved', 'refused')
                       THEN (review.date_closed <= review.date_deadline)::int
                   END AS on_time,
                   CASE
                       WHEN review.state = 'approved'
                       THEN (review.revision = 1)::int
                   END AS first_pass,
                   CASE
                       WHEN review.state IN ('approved', 'refused')
                       THEN EXTRACT(
                           EPOCH FROM review.date_closed - review.date_submitted
                       ) / 3600
                   END AS lead_hours
              FROM %(table)s document
              LEFT JOIN customer_review review ON review.%(link)s = document.id
             WHERE review.id IS NOT NULL OR %(committed)s
            """,
            kind=kind,
            kinds=len(self.env["customer.review.mixin"]._get_document_models()),
            place=self.env["customer.review"]
            ._get_document_fields()
            .index(model._review_field),
            documents=self._select_documents(model),
            table=SQL.identifier(model._table),
            link=SQL.identifier(model._review_field),
            **model._get_report_columns(),
        )

    @api.model
    def _select_documents(self, model):
        """Return the many2ones to documents that the analysis has, one of them set."""
        return SQL(", ").join(
            SQL(
                "%s AS %s",
                SQL("document.id")
                if name == model._review_field
                else SQL("NULL::integer"),
                SQL.identifier(name),
            )
            for name in self.env["customer.review"]._get_document_fields()
        )


class CustomerReviewLineReport(models.Model):
    """How long each department takes to answer; one row per opinion given."""

    _name = "customer.review.line.report"
    _description = "Department Lead Time"
    _auto = False
    _order = "date_decided desc"
    _rec_name = "line_id"

    line_id = fields.Many2one(
        comodel_name="customer.review.line", string="Opinion", readonly=True
    )
    review_id = fields.Many2one(comodel_name="customer.review", readonly=True)
    company_id = fields.Many2one(comodel_name="res.company", readonly=True)
    department_id = fields.Many2one(
        comodel_name="customer.review.department", readonly=True
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Decided by", readonly=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner", string="Customer", readonly=True
    )
    review_class = fields.Selection(
        selection=[("regular", "Regular"), ("special", "Special")],
        string="Class",
        readonly=True,
    )
    decision = fields.Selection(
        selection=[
            ("accepted", "Accepted"),
            ("conditional", "Accepted with Conditions"),
            ("rejected", "Not Accepted"),
        ],
        readonly=True,
    )
    date_decided = fields.Datetime(string="Decided on", readonly=True)
    lead_hours = fields.Float(
        string="Lead Time (hours)",
        aggregator="avg",
        readonly=True,
        help="Hours from the department's turn to its opinion.",
    )
    on_time = fields.Float(
        aggregator="avg",
        readonly=True,
        help="Opinions given by their deadline, of all given.",
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT line.id,
                   line.id AS line_id,
                   line.review_id,
                   line.company_id,
                   line.department_id,
                   line.user_id,
                   review.partner_id,
                   review.review_class,
                   line.decision,
                   line.date_decided,
                   EXTRACT(EPOCH FROM line.date_decided - line.date_opened) / 3600
                       AS lead_hours,
                   (line.date_decided <= line.date_deadline)::int AS on_time
              FROM customer_review_line line
              JOIN customer_review review ON review.id = line.review_id
             WHERE line.date_decided IS NOT NULL AND line.carried_from_id IS NULL
            """
        )

from odoo import fields, models
from odoo.tools import SQL


class CustomerReviewReport(models.Model):
    """The key figures of the procedure, over reviews and confirmed orders.

    One row per review, and one per confirmed order that has none. Each share is 0
    or 1 per row, or empty where it does not count, so that its average is the
    key figure: coverage (which must be 100 %), on time, first pass.
    """

    _name = "customer.review.report"
    _description = "Review Analysis"
    _auto = False
    _order = "date_submitted desc"
    _rec_name = "review_id"

    review_id = fields.Many2one(comodel_name="customer.review", readonly=True)
    order_id = fields.Many2one(comodel_name="sale.order", readonly=True)
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
        help="The company's policy asked for a review when the order was confirmed.",
    )
    date_submitted = fields.Datetime(string="Submitted on", readonly=True)
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    coverage = fields.Float(
        aggregator="avg",
        readonly=True,
        help="Orders confirmed with an approved review, of all confirmed orders.",
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
        return SQL(
            """
            SELECT COALESCE(review.id, -sale.id) AS id,
                   review.id AS review_id,
                   sale.id AS order_id,
                   COALESCE(review.company_id, sale.company_id) AS company_id,
                   COALESCE(review.partner_id, sale.partner_id) AS partner_id,
                   review.user_id,
                   COALESCE(review.salesperson_id, sale.user_id) AS salesperson_id,
                   review.route_id,
                   review.state,
                   COALESCE(review.review_class, sale.review_class) AS review_class,
                   review.id IS NOT NULL OR COALESCE(sale.review_required, false)
                       AS is_required,
                   COALESCE(review.date_submitted, sale.date_order) AS date_submitted,
                   review.date_closed,
                   CASE
                       WHEN sale.state = 'sale'
                            AND (review.id IS NULL OR review.id = sale.review_id)
                       THEN COALESCE(
                           review.state = 'approved'
                           AND sale.approved_fingerprint = review.fingerprint, false
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
              FROM customer_review review
              FULL JOIN sale_order sale ON sale.id = review.order_id
             WHERE review.id IS NOT NULL OR sale.state = 'sale'
            """
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
             WHERE line.date_decided IS NOT NULL
            """
        )

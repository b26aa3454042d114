from odoo import api, fields, models


class CustomerComplaintDeadline(models.Model):
    """How long each milestone of a complaint may take, by severity.

    All figures are working hours of the company's calendar, counted from receipt;
    a company's own line comes before the one that every company has.
    """

    _name = "customer.complaint.deadline"
    _description = "Complaint Deadlines"
    _order = "company_id, severity, id"
    _rec_name = "severity"

    company_id = fields.Many2one(
        comodel_name="res.company",
        help="Leave empty for all companies.",
    )
    severity = fields.Selection(
        selection=lambda self: self._get_severities(),
        required=True,
    )
    acknowledge_hours = fields.Float(
        string="Acknowledge within",
        required=True,
        help="Working hours from receipt to the acknowledgement.",
    )
    answer_hours = fields.Float(
        string="First Answer within",
        required=True,
        help="Working hours from receipt to a person's first answer.",
    )
    solution_hours = fields.Float(
        string="Solution within",
        required=True,
        help="Working hours from receipt to the answer with the solution.",
    )
    close_hours = fields.Float(
        string="Closed within",
        required=True,
        help="Working hours from receipt until the complaint is closed, the check of"
        " effectiveness included.",
    )

    _severity_unique = models.UniqueIndex(
        "(severity, COALESCE(company_id, 0))",
        "This severity has its deadlines already; change that line.",
    )
    _hours_positive = models.Constraint(
        "CHECK(acknowledge_hours >= 0 AND answer_hours >= 0"
        " AND solution_hours >= 0 AND close_hours >= 0)",
        "A deadline lies after the receipt: its hours cannot be negative.",
    )

    @api.model
    def _get_severities(self):
        return [
            ("general", self.env._("General")),
            ("major", self.env._("Major")),
            ("urgent", self.env._("Urgent")),
        ]

    @api.model
    def _get_hours(self, company):
        """Return the company's working hours as ``{severity: {milestone: hours}}``."""
        lines = self.sudo().search([("company_id", "in", [False, company.id])])
        return {
            line.severity: {
                "acknowledge": line.acknowledge_hours,
                "answer": line.answer_hours,
                "solution": line.solution_hours,
                "close": line.close_hours,
            }
            for line in lines.sorted(lambda line: bool(line.company_id))
        }

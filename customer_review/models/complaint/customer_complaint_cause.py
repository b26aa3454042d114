from odoo import api, fields, models


class CustomerComplaintCause(models.Model):
    """Why the defect occurred, or why it escaped to the customer."""

    _name = "customer.complaint.cause"
    _inherit = ["customer.complaint.part"]
    _description = "Cause of a Complaint"
    _order = "complaint_id, kind desc, id"

    name = fields.Char(string="Root Cause", required=True)
    kind = fields.Selection(
        selection=[("occurrence", "Occurrence"), ("escape", "Escape")],
        required=True,
        default="occurrence",
        help="Occurrence: why it was made so. Escape: why nobody found it.",
    )
    method = fields.Selection(
        selection=[
            ("five_why", "5 Why"),
            ("fishbone", "Fishbone"),
            ("other", "Other"),
        ],
        required=True,
        default="five_why",
    )
    category = fields.Selection(
        selection=[
            ("person", "Person"),
            ("machine", "Machine"),
            ("material", "Material"),
            ("method", "Method"),
            ("measurement", "Measurement"),
            ("environment", "Environment"),
        ],
        required=True,
        help="The branch of the fishbone.",
    )
    why_1 = fields.Char(string="Why?")
    why_2 = fields.Char(string="2. Why?")
    why_3 = fields.Char(string="3. Why?")
    why_4 = fields.Char(string="4. Why?")
    why_5 = fields.Char(string="5. Why?")
    evidence = fields.Text()
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Found by",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
    )
    action_ids = fields.One2many(
        comodel_name="customer.complaint.action", inverse_name="cause_id"
    )
    commercial_partner_id = fields.Many2one(
        related="complaint_id.commercial_partner_id", string="Customer", store=True
    )
    product_id = fields.Many2one(related="complaint_id.product_id", store=True)
    date_received = fields.Datetime(related="complaint_id.date_received", store=True)

    @api.model
    def _get_why_fields(self):
        """Return the names of the five questions, in their order."""
        return [f"why_{number}" for number in range(1, 6)]

    def _is_trained_away(self):
        """Return whether a person's mistake is answered with training and no more."""
        self.ensure_one()
        measures = self.action_ids.filtered(lambda act: act.kind == "corrective")
        return (
            self.category == "person"
            and bool(measures)
            and set(measures.mapped("measure")) == {"training"}
        )

    def _get_delete_error(self):
        return super()._get_delete_error() or self._get_told_error()

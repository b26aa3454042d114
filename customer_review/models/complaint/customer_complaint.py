from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

FINAL_STATES = ("closed", "refused", "merged")


class CustomerComplaint(models.Model):
    """A complaint, suggestion or praise, from its receipt to its closing.

    It serves ISO 9001:2015 clauses 8.2.1 c, 9.1.2 and 10.2.

    | who                     | may                                               |
    | ----------------------- | ------------------------------------------------- |
    | customer (portal)       | read his own; confirm, reopen and rate            |
    | user                    | record and handle                                 |
    | member of a department  | read; answer for his department, work on its      |
    |                         | containment, causes and actions                   |
    | General Manager         | decide on what is reported to him                 |
    | auditor                 | read                                              |
    | administrator           | configure; delete what was never acknowledged     |

    State, dates, deadlines and decisions are written by the steps alone.
    """

    _name = "customer.complaint"
    _inherit = [
        "customer.review.portal",
        "customer.review.activities",
        "customer.review.kept",
        "customer.review.boundary",
        "portal.mixin",
        "rating.mixin",
        "mail.activity.mixin",
    ]
    _description = "Customer Complaint"
    _order = "date_received desc, id desc"
    _rec_name = "subject"
    _rec_names_search = ["name", "subject"]
    _primary_email = "email_from"
    _check_company_auto = True
    _mail_post_access = "read"
    _engine_fields = frozenset(
        {
            "name",
            "active",
            "state",
            "recorder_id",
            "date_acknowledged",
            "date_first_answer",
            "date_answered",
            "answered_by_id",
            "answer_to",
            "date_verified",
            "verified_by_id",
            "date_closed",
            "closed_by_id",
            "deadline_acknowledge",
            "deadline_answer",
            "deadline_solution",
            "deadline_close",
            "next_deadline",
            "next_deadline_kind",
            "punctuality",
            "days_to_close",
            "waiting_since",
            "paused_hours",
            "escalation_level",
            "date_escalated",
            "date_escalation",
            "report_state",
            "report_reason",
            "date_reported",
            "reported_by_id",
            "general_manager_decision",
            "general_manager_comment",
            "general_manager_id",
            "general_manager_for_id",
            "date_decided",
            "customer_verdict",
            "customer_verdict_by",
            "date_verdict",
            "date_reminded",
            "date_reopened",
            "reopen_count",
            "previous_id",
            "merged_into_id",
            "repeat_count",
            "sender_key",
            "submission_key",
        }
    )

    name = fields.Char(
        string="Number", required=True, readonly=True, copy=False, default="/"
    )
    subject = fields.Char(required=True, tracking=True)
    kind = fields.Selection(
        selection=[
            ("complaint", "Complaint"),
            ("suggestion", "Suggestion"),
            ("praise", "Praise"),
        ],
        required=True,
        default="complaint",
        index=True,
        tracking=True,
    )
    active = fields.Boolean(default=True, readonly=True, copy=False)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    team_id = fields.Many2one(
        comodel_name="customer.complaint.team",
        index=True,
        check_company=True,
        ondelete="restrict",
        compute="_compute_team_id",
        store=True,
        readonly=False,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,
        readonly=False,
        index=True,
        check_company=True,
        domain=[("share", "=", False)],
        tracking=True,
    )
    recorder_id = fields.Many2one(
        comodel_name="res.users",
        string="Recorded by",
        default=lambda self: self.env.uid,
        readonly=True,
        copy=False,
    )
    state = fields.Selection(
        selection=[
            ("received", "Received"),
            ("acknowledged", "Acknowledged"),
            ("assessed", "Assessed"),
            ("investigating", "Investigating"),
            ("answered", "Answered"),
            ("verified", "Verified"),
            ("closed", "Closed"),
            ("refused", "Refused"),
            ("reopened", "Reopened"),
            ("merged", "Merged"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="received",
        index=True,
        tracking=True,
        group_expand=True,
    )
    channel = fields.Selection(
        selection=[
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("portal", "Customer Portal"),
            ("web", "Web Page"),
            ("visit", "Visit"),
            ("letter", "Letter or Fax"),
            ("other", "Other"),
        ],
        required=True,
        default="phone",
    )
    date_received = fields.Datetime(
        string="Received on",
        required=True,
        default=fields.Datetime.now,
        copy=False,
        tracking=True,
        help="When the customer's message arrived: all deadlines count from here.",
    )
    severity = fields.Selection(
        selection=lambda self: self.env[
            "customer.complaint.deadline"
        ]._get_severities(),
        required=True,
        default="general",
        index=True,
        tracking=True,
    )
    description = fields.Html(sanitize_attributes=True)
    demand = fields.Text(string="What the Customer Demands")
    currency_id = fields.Many2one(related="company_id.currency_id")
    claim_amount = fields.Monetary(
        string="Amount Claimed", help="In the company's currency."
    )
    photo_ids = fields.One2many(
        comodel_name="ir.attachment",
        inverse_name="res_id",
        string="Photos",
        domain=[
            ("res_model", "=", "customer.complaint"),
            ("mimetype", "=like", "image/%"),
        ],
    )
    is_open = fields.Boolean(compute="_compute_is_open", search="_search_is_open")

    _repeat_idx = models.Index(
        "(company_id, commercial_partner_id, category_id, product_id)"
    )
    _newest_idx = models.Index("(date_received DESC, id DESC)")
    _partner_open_idx = models.Index("(commercial_partner_id, state)")

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for complaint in self:
            complaint.display_name = f"{complaint.name} {complaint.subject or ''}"

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for complaint in self:
            complaint.access_url = f"/my/complaints/{complaint.id}"
        return result

    @api.depends("company_id")
    def _compute_team_id(self):
        teams = self.env["customer.complaint.team"].search(
            [("company_id", "in", self.company_id.ids)]
        )
        for complaint in self:
            if complaint.team_id.company_id != complaint.company_id:
                complaint.team_id = teams.filtered(
                    lambda team, company=complaint.company_id: (
                        team.company_id == company
                    )
                )[:1]

    @api.depends("team_id")
    def _compute_user_id(self):
        for complaint in self:
            complaint.user_id = complaint.user_id or complaint.team_id.sudo().user_id

    @api.depends("state")
    def _compute_is_open(self):
        for complaint in self:
            complaint.is_open = complaint.state not in FINAL_STATES

    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        closed = Domain("state", "in", FINAL_STATES)
        return Domain.OR([~closed if wanted else closed for wanted in value])

    @api.constrains("date_received")
    def _check_date_received(self):
        now = fields.Datetime.now()
        for complaint in self:
            if complaint.date_received > now:
                raise ValidationError(
                    self.env._(
                        "%(complaint)s cannot have been received in the future."
                        " Enter when the customer's message arrived.",
                        complaint=complaint.subject,
                    )
                )

    def _prepare_create_values(self, vals_list):
        # Numbered here, below the guard, so that nobody can bring a number along.
        vals_list = super()._prepare_create_values(vals_list)
        resources = self.env["customer.review.resource"]
        for vals in vals_list:
            vals["name"] = resources._draw_number(
                "customer.complaint", vals.get("company_id"), self
            )
        return vals_list

    @api.model_create_multi
    def create(self, vals_list):
        complaints = super().create(vals_list)
        complaints._subscribe_responsible()
        # What is typed late may be earlier than what is there already.
        complaints._recount(complaints._find_siblings(later=True))
        return complaints

    def write(self, vals):
        left = self._find_moved_siblings(vals)
        result = super().write(vals)
        self._recount(left | self._find_moved_siblings(vals))
        return result

    def _subscribe_responsible(self):
        for complaint in self.filtered("user_id"):
            complaint.message_subscribe(complaint.user_id.partner_id.ids)

    def _get_label(self, name):
        """Return the label of a selection field's value, in the user's language."""
        self.ensure_one()
        labels = self._fields[name]._description_selection(self.env)
        return dict(labels).get(self[name], "")

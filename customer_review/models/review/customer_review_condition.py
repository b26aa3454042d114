from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import OPEN_STATES


class CustomerReviewCondition(models.Model):
    """An action that a department made the condition of its acceptance.

    Its owner reports it done; the department that set it, or the General Manager,
    may also waive it. The final step waits for all of them.
    """

    _name = "customer.review.condition"
    _inherit = ["customer.review.evidence"]
    _description = "Condition of Acceptance"
    _order = "date_deadline, id"

    _engine_fields = frozenset(
        {
            "review_id",
            "line_id",
            "company_id",
            "name",
            "user_id",
            "date_deadline",
            "owner_name",
            "state",
            "closed_by_id",
            "closed_by_name",
            "date_closed",
            "activity_id",
        }
    )

    review_id = fields.Many2one(
        comodel_name="customer.review",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    line_id = fields.Many2one(
        comodel_name="customer.review.line",
        string="Set by",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    name = fields.Char(string="Action", required=True, readonly=True)
    user_id = fields.Many2one(
        comodel_name="res.users", string="Owner", required=True, readonly=True
    )
    owner_name = fields.Char(readonly=True, help="As it was then, for the form.")
    date_deadline = fields.Date(string="Due", required=True, readonly=True)
    state = fields.Selection(
        selection=[("open", "Open"), ("done", "Done"), ("waived", "Waived")],
        default="open",
        required=True,
        readonly=True,
        index=True,
    )
    closed_by_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    closed_by_name = fields.Char(readonly=True, help="As it was then, for the form.")
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    activity_id = fields.Many2one(
        comodel_name="mail.activity", readonly=True, ondelete="set null"
    )
    department_id = fields.Many2one(related="line_id.department_id", store=True)
    partner_id = fields.Many2one(related="review_id.partner_id")
    document_name = fields.Char(related="review_id.document_name")
    can_close = fields.Boolean(compute="_compute_can_close")
    can_waive = fields.Boolean(compute="_compute_can_close")
    is_late = fields.Boolean(
        string="Late", compute="_compute_is_late", search="_search_is_late"
    )
    is_pending = fields.Boolean(
        string="Still Awaited",
        compute="_compute_is_pending",
        search="_search_is_pending",
        help="Open, on a review that is still open.",
    )

    @api.depends("state")
    @api.depends_context("uid")
    def _compute_can_close(self):
        for condition in self:
            condition.can_close = not condition._get_closing_error("done")
            condition.can_waive = not condition._get_closing_error("waived")

    @api.depends("state", "date_deadline")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for condition in self:
            condition.is_late = (
                condition.state == "open" and condition.date_deadline < today
            )

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("state", "=", "open") & Domain("date_deadline", "<", "today")

    @api.depends("state", "review_id.state")
    def _compute_is_pending(self):
        for condition in self:
            condition.is_pending = (
                condition.state == "open" and condition.review_id.state in OPEN_STATES
            )

    def _search_is_pending(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = Domain("state", "=", "open") & Domain(
            "review_id.state", "in", OPEN_STATES
        )
        return domain if True in value else ~domain

    def action_done(self):
        """Report the actions done."""
        self._close("done")
        return True

    def action_waive(self):
        """Give up the conditions."""
        self._close("waived")
        return True

    def action_open_review(self):
        """Open the form of the review."""
        self._check_visible()
        self.ensure_one()
        return self.review_id._get_records_action()

    def _get_closing_error(self, state):
        """Return why the user cannot close this condition in ``state``, or False."""
        self.ensure_one()
        condition = self.sudo()
        user = self.env.user
        if condition.state != "open":
            return self.env._("This condition is closed already.")
        if condition.review_id.state not in OPEN_STATES:
            return self.env._("The review is closed.")
        if condition.company_id.id not in user._get_company_ids():
            return self.env._("The review belongs to another company.")
        department = condition.line_id.department_id
        if department._is_member(user) or user.has_group(
            "customer_review.group_general_manager"
        ):
            return False
        if state == "done" and user == condition.user_id:
            return False
        return self.env._(
            "Only %(owner)s, %(department)s or the General Manager close it.",
            owner=condition.user_id.name,
            department=department.name,
        )

    def _close(self, state):
        self._check_visible()
        for condition in self:
            if error := condition._get_closing_error(state):
                raise UserError(error)
        conditions = self.sudo()
        conditions._as_engine().write(
            {
                "state": state,
                "closed_by_id": self.env.uid,
                "closed_by_name": self.env.user.sudo().name,
                "date_closed": fields.Datetime.now(),
            }
        )
        conditions._close_activities()
        conditions._log_closing()
        conditions.review_id._advance()

    def _log_closing(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        texts = {}
        for condition in self:
            if condition.company_id._is_review_told():
                texts.setdefault(condition.review_id, []).append(
                    self.env._(
                        "Condition %(state)s: %(name)s",
                        state=labels[condition.state].lower(),
                        name=condition.name,
                    )
                )
        self.env["customer.review"]._log_by_document(
            {review: "; ".join(own) for review, own in texts.items()}
        )

    def _open_activities(self):
        self._schedule_activities(
            "mail_activity_type_condition",
            [
                {
                    "summary": condition.name,
                    "date_deadline": condition.date_deadline,
                    "user_id": condition.user_id.id,
                }
                for condition in self
            ],
        )

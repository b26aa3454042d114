from ast import literal_eval

from odoo import api, fields, models


class CustomerComplaintTeam(models.Model):
    """The people who handle complaints, and the mail address that reaches them."""

    _name = "customer.complaint.team"
    _inherit = ["customer.review.boundary", "mail.alias.mixin", "mail.thread"]
    _description = "Complaint Team"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        required=True,
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        check_company=True,
        domain=[("share", "=", False)],
        help="Handles what nobody has taken yet, and hears first of what is late.",
    )
    member_ids = fields.Many2many(
        comodel_name="res.users",
        string="Members",
        check_company=True,
        domain=[("share", "=", False)],
    )
    complaint_ids = fields.One2many(
        comodel_name="customer.complaint", inverse_name="team_id"
    )
    open_count = fields.Integer(compute="_compute_counts")
    late_count = fields.Integer(compute="_compute_counts")
    unassigned_count = fields.Integer(compute="_compute_counts")

    def _compute_counts(self):
        complaint_model = self.env["customer.complaint"]
        team_domain = [("team_id", "in", self.ids), ("is_open", "=", True)]
        for name, domain in (
            ("open_count", []),
            ("late_count", [("is_late", "=", True)]),
            ("unassigned_count", [("user_id", "=", False)]),
        ):
            counts = dict(
                complaint_model._read_group(
                    team_domain + domain, ["team_id"], ["__count"]
                )
            )
            for team in self:
                team[name] = counts.get(team, 0)

    @api.model_create_multi
    def create(self, vals_list):
        teams = super().create(vals_list)
        teams._update_alias_defaults()
        return teams

    def write(self, vals):
        result = super().write(vals)
        if "company_id" in vals:
            self._update_alias_defaults()
        return result

    def action_view_complaints(self):
        """Open the team's complaints."""
        self._check_visible()
        self.ensure_one()
        action = self.env["customer.complaint"]._get_action_for(
            [("team_id", "=", self.id)]
        )
        action["context"] = {"default_team_id": self.id, "search_default_open": 1}
        return action

    def _alias_get_creation_values(self):
        values = super()._alias_get_creation_values()
        values["alias_model_id"] = self.env["ir.model"]._get_id("customer.complaint")
        if self.id:
            values["alias_defaults"] = {
                **literal_eval(self.alias_defaults or "{}"),
                "team_id": self.id,
                "company_id": self.company_id.id,
            }
        return values

    def _update_alias_defaults(self):
        for team in self:
            defaults = team._alias_get_creation_values()["alias_defaults"]
            team.alias_id.sudo().alias_defaults = repr(defaults)

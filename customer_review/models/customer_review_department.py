from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError


class CustomerReviewDepartment(models.Model):
    """A department that gives its opinion on documents and complaints.

    Members of ``group_id`` decide for it. Its responsible person gets the
    activities; the deputy may decide in that person's name, and gets the
    activities while that person is away. Both are set per company.
    """

    _name = "customer.review.department"
    _description = "Review Department"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        required=True,
        help="Short and fixed, such as 'quality': other settings refer to it.",
    )
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company",
        help="Leave empty for a department that every company has.",
    )
    group_id = fields.Many2one(
        comodel_name="res.groups",
        string="Members",
        required=True,
        ondelete="restrict",
        help="Whoever is in this group may decide for the department.",
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Responsible",
        company_dependent=True,
        domain=[("share", "=", False)],
        help="Gets the activities of this company's reviews.",
    )
    deputy_id = fields.Many2one(
        comodel_name="res.users",
        string="Deputy",
        company_dependent=True,
        domain=[("share", "=", False)],
        help="May decide in the responsible person's name; the form then says so.",
    )
    item_ids = fields.One2many(
        comodel_name="customer.review.item",
        inverse_name="department_id",
        string="Checklist",
    )

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "A department with this code exists already; change that one, or choose"
        " another code.",
    )

    @api.constrains("user_id", "group_id")
    def _check_user_id(self):
        for department in self:
            user = department.user_id
            if user and user not in department.group_id.all_user_ids:
                raise ValidationError(
                    self.env._(
                        "%(user)s cannot be responsible for %(department)s without"
                        " being one of its members. Add the group '%(group)s' to"
                        " this person first.",
                        user=user.name,
                        department=department.name,
                        group=department.group_id.display_name,
                    )
                )

    @api.constrains("deputy_id")
    def _check_deputy_id(self):
        for department in self:
            deputy = department.deputy_id
            if deputy and not (
                deputy.has_group("customer_review.group_user")
                or deputy.has_group("customer_review.group_reviewer")
            ):
                raise ValidationError(
                    self.env._(
                        "%(user)s could not open a review. Make this person a user of"
                        " Customer Review before naming a deputy of %(department)s.",
                        user=deputy.name,
                        department=department.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        departments = super().create(vals_list)
        departments._grant_reading()
        return departments

    def write(self, vals):
        result = super().write(vals)
        if "group_id" in vals:
            self._grant_reading()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        used = self.env["customer.review.line"].sudo().search_count(
            [("department_id", "in", self.ids)], limit=1
        )
        if used:
            raise UserError(
                self.env._(
                    "A department that has given opinions stays on record. Archive it"
                    " instead, and take it out of the routes."
                )
            )

    def _grant_reading(self):
        """Let the members of a company's own group read what they review."""
        reviewer = self.env.ref("customer_review.group_reviewer")
        self.group_id.sudo().filtered(
            lambda group: reviewer not in group.all_implied_ids
        ).write({"implied_ids": [Command.link(reviewer.id)]})

    def _get_assignee(self, company):
        """Return the user who gets the department's activities in ``company``.

        The responsible person, or the deputy while that person is out of office,
        or else the member who has been here longest; an empty recordset where
        nobody can act.
        """
        self.ensure_one()
        department = self.with_company(company).sudo()
        responsible = department.user_id.filtered("active")
        deputy = department.deputy_id.filtered("active")
        if responsible and not (deputy and responsible.is_out_of_office):
            return responsible
        return deputy or responsible or department._get_members(company)[:1]

    def _get_members(self, company):
        """Return the active internal users who may decide for it in ``company``."""
        self.ensure_one()
        return (
            self.sudo()
            .group_id.all_user_ids.filtered(
                lambda user: user.active
                and not user.share
                and company in user.company_ids
            )
            .sorted("id")
        )

    def _is_deputy(self, user, company):
        self.ensure_one()
        return self.with_company(company).sudo().deputy_id == user

    def _is_member(self, user):
        self.ensure_one()
        return self.sudo().group_id.id in user._get_group_ids()

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache


class CustomerReviewDepartment(models.Model):
    """A department that gives its opinion.

    Members of ``group_id`` decide for it. Its responsible person gets the
    activities; the deputy may decide in that person's name, and gets the
    activities while that person is away. Both are set per company.
    """

    _name = "customer.review.department"
    _inherit = ["customer.review.cached"]
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
        used = (
            self.env["customer.review.line"]
            .sudo()
            .search_count([("department_id", "in", self.ids)], limit=1)
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

    @api.model
    @ormcache("self.env.lang", "company_id")
    def _get_directory(self, company_id):
        """Return ``{id: (name, group's id, responsible's id, deputy's id)}``.

        Kept at hand: whoever asks who decides, or is awaited, asks no database.
        """
        company = self.env["res.company"].browse(company_id)
        departments = self.sudo().with_context(active_test=False)
        return {
            department.id: (
                department.name,
                department.group_id.id,
                department.user_id.id,
                department.deputy_id.id,
            )
            for department in departments.with_company(company).search([])
        }

    def _get_name(self):
        """Return the name in the user's language."""
        self.ensure_one()
        return self._get_directory(self.env.company.id)[self.id][0]

    def _get_people(self, company):
        """Return the ids of the members' group, the responsible and the deputy."""
        self.ensure_one()
        return self._get_directory(company.id)[self.id][1:]

    @ormcache("self.id", "kind", "self.env.lang")
    def _get_items(self, kind):
        """Return the checklist for a kind of document: (id, question, sequence)."""
        return [
            (item.id, item.name, item.sequence)
            for item in self.sudo().item_ids._get_asked(kind)
        ]

    @ormcache("self.id", "kind")
    def _get_parts(self, kind):
        """Return the codes of the parts that its checklist looks at, None for all."""
        items = self.sudo().item_ids._get_asked(kind)
        if not items:
            return frozenset([None])
        return frozenset(
            code for item in items for code in (item.part_ids.mapped("code") or [None])
        )

    def _is_concerned(self, kind, parts):
        """Return whether the department has to look at a change of ``parts``.

        :param parts: codes of the changed parts; None stands for what concerns all
        """
        self.ensure_one()
        looked_at = self._get_parts(kind)
        return None in parts or None in looked_at or not looked_at.isdisjoint(parts)

    def _get_assignees(self, company):
        """Return who gets the activities in ``company``, by department.

        The responsible person, or the deputy while that person is out of office,
        or else the member who has been here longest; an empty recordset where
        nobody can act.
        """
        people = {department: department._get_people(company) for department in self}
        users = (
            self.env["res.users"]
            .sudo()
            .browse(
                # The user himself is read along: whoever acts is named too.
                {self.env.uid}
                | {
                    user_id
                    for _group, *named in people.values()
                    for user_id in named
                    if user_id
                }
            )
        )
        active = {
            user.id: user
            for user in users
            if user.active and company.id in user._get_company_ids()
        }
        assignees = {}
        for department, (group_id, user_id, deputy_id) in people.items():
            responsible, deputy = active.get(user_id), active.get(deputy_id)
            if responsible and group_id not in responsible._get_group_ids():
                responsible = None  # no member any more
            if responsible and not (deputy and responsible.is_out_of_office):
                assignees[department] = responsible
            else:
                assignees[department] = (
                    deputy or responsible or department._get_members(company)[:1]
                )
        return assignees

    def _get_assignee(self, company, excluded=()):
        """Return the user who gets the department's activities in ``company``.

        :param excluded: users who may not decide; another one is returned then
        """
        self.ensure_one()
        assignee = self._get_assignees(company)[self]
        if assignee not in excluded:
            return assignee
        deputy = self.env["res.users"].browse(self._get_people(company)[2] or [])
        others = deputy.sudo().filtered("active") + self._get_members(company)
        return others.filtered(lambda user: user not in excluded)[:1]

    def _get_members(self, company):
        """Return the active internal users who may decide for it in ``company``."""
        self.ensure_one()
        return (
            self.sudo()
            .group_id.all_user_ids.filtered(
                lambda user: (
                    user.active and not user.share and company in user.company_ids
                )
            )
            .sorted("id")
        )

    @api.model
    def _get_general_manager(self):
        """Return the department that approves, as superuser; empty where it is gone."""
        department = self.env["customer.review.resource"]._find(
            "customer_review.department_general_manager", self._name
        )
        return department or department.search(
            Domain("code", "=", "general_manager"), limit=1
        )

    def _is_deputy(self, user, company):
        """Return whether ``user`` deputises for the responsible person."""
        self.ensure_one()
        return self._get_people(company)[2] == user.id

    def _is_member(self, user):
        """Return whether ``user`` decides for the department in his own name."""
        self.ensure_one()
        return self._get_people(self.env.company)[0] in user._get_group_ids()

    def _is_reviewer(self, user, company):
        """Return whether ``user`` decides for the department at all."""
        return self._is_member(user) or self._is_deputy(user, company)

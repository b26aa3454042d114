from odoo import api, fields, models
from odoo.exceptions import UserError

# What the departments say to a requirement.
ANSWERS = frozenset(
    {"can_meet", "difference", "resolution", "evidence", "beyond_capability"}
)
# What says nothing about what is required.
UNREVIEWED = frozenset({"sequence", "submitted"})


class CustomerRequirement(models.Model):
    """A special requirement of an order, its source, and whether it can be met.

    Sales records it, the departments answer it; only Technical declares that it
    goes beyond the present capability. Serves clause 8.2.2 and 8.2.3.1 a to e.
    """

    _name = "customer.requirement"
    _inherit = ["customer.review.rows", "customer.review.guard"]
    _description = "Customer Requirement"
    _order = "order_id, sequence, id"

    _engine_fields = frozenset({"submitted"})

    name = fields.Text(string="Requirement", required=True)
    sequence = fields.Integer(default=10)
    order_id = fields.Many2one(
        comodel_name="sale.order", index=True, ondelete="cascade"
    )
    order_line_id = fields.Many2one(
        comodel_name="sale.order.line",
        string="Product Line",
        domain="[('order_id', '=', order_id)]",
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(related="order_id.company_id", store=True)
    partner_id = fields.Many2one(related="order_id.partner_id", string="Customer")
    source = fields.Selection(
        selection=[
            ("stated", "Stated by the customer"),
            ("implied", "Needed for the known use"),
            ("company", "Set by ourselves"),
            ("statutory", "Statutory or regulatory"),
            ("different", "Differs from an earlier statement"),
        ],
        default="stated",
        required=True,
    )
    can_meet = fields.Selection(
        selection=[("yes", "Yes"), ("no", "No"), ("conditions", "With Conditions")],
        string="Can We Meet It?",
    )
    difference = fields.Text(help="What we offer instead, or where it deviates.")
    resolution = fields.Text(help="How the difference was resolved.")
    evidence = fields.Text()
    beyond_capability = fields.Boolean(
        string="Beyond Present Capability",
        help="Declared by Technical: it makes the document special.",
    )
    submitted = fields.Boolean(
        copy=False,
        readonly=True,
        help="As it is now, it was submitted: reviewers read it.",
    )

    @api.constrains("order_line_id", "order_id")
    def _check_order_line(self):
        for requirement in self.sudo():
            line = requirement.order_line_id
            if line and line.order_id != requirement.order_id:
                raise UserError(
                    self.env._("The product line belongs to another order.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        requirements = super().create(vals_list)
        requirements._check_beyond_capability(
            any(requirements.mapped("beyond_capability"))
        )
        return requirements

    def write(self, vals):
        self._check_recorded(vals)
        declared = "beyond_capability" in vals and any(
            requirement.beyond_capability != bool(vals["beyond_capability"])
            for requirement in self
        )
        moved = "order_id" in vals and any(self.mapped("beyond_capability"))
        self._check_beyond_capability(declared or moved)
        if anew := self._get_required_anew(vals):
            anew._as_engine().write({"submitted": False})
        return super().write(vals)

    def _get_required_anew(self, vals):
        """Return those submitted of which ``vals`` change what is required."""
        written = [name for name in vals if name not in {*ANSWERS, *UNREVIEWED}]
        return self.filtered(
            lambda requirement: (
                requirement.sudo().submitted
                and any(
                    requirement._fields[name].convert_to_cache(vals[name], requirement)
                    != requirement._fields[name].convert_to_cache(
                        requirement[name], requirement
                    )
                    for name in written
                )
            )
        )

    def _check_recorded(self, vals):
        """Departments answer a requirement; what is required is for Sales to write."""
        if self.env.su or ANSWERS.issuperset(vals):
            return
        if not all(order.has_access("write") for order in self.order_id):
            raise UserError(
                self.env._(
                    "%(fields)s of a requirement are written by Sales. Answer whether"
                    " it can be met, or ask the salesperson to change it.",
                    fields=self._get_labels(set(vals) - ANSWERS),
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_beyond_capability(self):
        self._check_beyond_capability(any(self.mapped("beyond_capability")))

    def _check_beyond_capability(self, declared):
        if declared and not self.env.user.has_group("customer_review.group_technical"):
            raise UserError(
                self.env._(
                    "Only Technical declares a requirement beyond the present"
                    " capability, and takes that back. Ask a member of Technical."
                )
            )

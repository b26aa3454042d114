from odoo import fields, models


class CustomerComplaintContainment(models.Model):
    """What was done at once, at one place, so that no more of it reaches anybody."""

    _name = "customer.complaint.containment"
    _inherit = ["customer.complaint.part"]
    _description = "Containment of a Complaint"
    _order = "complaint_id, sequence, id"
    _assignable_fields = frozenset({"user_id"})

    sequence = fields.Integer(default=10)
    name = fields.Char(
        string="Location",
        required=True,
        help="Customer, in transit, finished goods, work in progress, supplier.",
    )
    quantity = fields.Float(digits="Product Unit")
    uom_id = fields.Many2one(
        comodel_name="uom.uom",
        string="Unit",
        default=lambda self: self.env.context.get("default_uom_id"),
    )
    method = fields.Char(required=True, help="Such as blocked, sorted, replaced.")
    result = fields.Char()
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Owner",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        check_company=True,
    )
    date_deadline = fields.Date(
        string="Due",
        default=lambda self: fields.Date.add(
            fields.Date.context_today(self),
            days=self.env.company._get_complaint_days("containment"),
        ),
    )
    date_done = fields.Date(string="Done on")

    def _get_delete_error(self):
        if error := super()._get_delete_error():
            return error
        if self.date_done:
            return self.env._(
                "The containment at %(place)s is done and stays on record.",
                place=self.name,
            )
        return False

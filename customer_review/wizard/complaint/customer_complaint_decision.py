from odoo import fields, models
from odoo.exceptions import UserError


class CustomerComplaintDecision(models.TransientModel):
    """The General Manager's decision on what was reported."""

    _name = "customer.complaint.decision"
    _inherit = ["customer.review.boundary"]
    _description = "General Manager's Decision on Complaints"

    complaint_ids = fields.Many2many(comodel_name="customer.complaint", required=True)
    decision = fields.Selection(
        selection=lambda self: (
            self.env["customer.complaint"]
            ._fields["general_manager_decision"]
            ._description_selection(self.env)
        ),
        required=True,
        default="agreed",
    )
    comment = fields.Text()

    def action_confirm(self):
        """Record the decision on each complaint."""
        self._check_visible()
        self.ensure_one()
        if self.decision == "measures" and not self.comment:
            raise UserError(
                self.env._("Write which further measures you ask for first.")
            )
        self.complaint_ids._check_decide()
        self.complaint_ids._do_decide(self.decision, self.comment)

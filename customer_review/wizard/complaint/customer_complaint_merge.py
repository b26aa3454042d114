from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintMerge(models.TransientModel):
    """Brings complaints about the same thing into one, without loss."""

    _name = "customer.complaint.merge"
    _description = "Merge Complaints"

    complaint_ids = fields.Many2many(comodel_name="customer.complaint", required=True)
    target_id = fields.Many2one(
        comodel_name="customer.complaint",
        string="Keep",
        required=True,
        domain="[('id', 'in', complaint_ids)]",
        help="Messages, files and lines of the others move here.",
    )

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if self.env.context.get("active_model") == "customer.complaint":
            complaints = self.env["customer.complaint"].browse(
                self.env.context.get("active_ids", [])
            )
            values.setdefault("complaint_ids", complaints.ids)
            values.setdefault("target_id", complaints.sorted("date_received")[:1].id)
        return values

    def action_confirm(self):
        """Merge, and open what was kept."""
        self.ensure_one()
        self.complaint_ids._check_handler()
        duplicates = self.complaint_ids - self.target_id
        self._check_mergeable(duplicates)
        self.target_id._do_merge(duplicates)
        return self.target_id._get_records_action()

    def _check_mergeable(self, duplicates):
        """Raise UserError where something would be lost or mixed up."""
        if not duplicates:
            raise UserError(self.env._("Choose two complaints or more."))
        if len(self.complaint_ids.commercial_partner_id) > 1:
            raise UserError(
                self.env._(
                    "These complaints come from different customers. Each customer"
                    " gets an answer: handle them apart."
                )
            )
        if len(self.complaint_ids.company_id) > 1:
            raise UserError(self.env._("These complaints belong to two companies."))
        if any(not complaint.is_open for complaint in self.complaint_ids):
            raise UserError(
                self.env._("What is closed does not change, and cannot be merged.")
            )

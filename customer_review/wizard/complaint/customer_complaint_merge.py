from odoo import api, fields, models


class CustomerComplaintMerge(models.TransientModel):
    """Brings complaints about the same thing into one, without loss."""

    _name = "customer.complaint.merge"
    _inherit = ["customer.review.boundary"]
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
            complaints._check_visible()
            values.setdefault("complaint_ids", complaints.ids)
            values.setdefault("target_id", complaints.sorted("date_received")[:1].id)
        return values

    def action_confirm(self):
        """Merge, and open what was kept."""
        self._check_visible()
        self.ensure_one()
        duplicates = self.complaint_ids - self.target_id
        self.target_id._check_merge(duplicates)
        self.target_id._do_merge(duplicates)
        return self.target_id._get_records_action()

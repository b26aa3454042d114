from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintPart(models.AbstractModel):
    """A line of a complaint: it changes only while its complaint is open."""

    _name = "customer.complaint.part"
    _inherit = ["customer.review.kept", "customer.review.boundary"]
    _description = "Part of a Complaint"
    _check_company_auto = True

    complaint_id = fields.Many2one(
        comodel_name="customer.complaint",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="complaint_id.company_id", store=True, index=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        if not self._is_engine():
            for part in parts:
                if error := part._get_closed_error():
                    raise UserError(error)
        parts.complaint_id._claim()
        return parts

    def write(self, vals):
        self.complaint_id._claim()
        return super().write(vals)

    def _get_write_error(self, names):
        return self._get_closed_error()

    def _get_delete_error(self):
        return self._get_closed_error()

    def _get_file_error(self):
        return self._get_closed_error()

    def _get_closed_error(self):
        """Return why the lines of its complaint do not change any more, or False."""
        self.ensure_one()
        complaint = self.complaint_id.sudo()
        if complaint.is_open:
            return False
        return self.env._(
            "%(complaint)s is %(state)s: its lines do not change any more."
            " Reopen it first.",
            complaint=complaint.name,
            state=complaint._get_label("state"),
        )

    def _get_told_error(self):
        """Return why it stays, since the customer was answered on it, or False."""
        self.ensure_one()
        complaint = self.complaint_id.sudo()
        if not complaint.date_answered:
            return False
        return self.env._(
            "The customer of %(complaint)s was answered on it: it stays on record. Add"
            " another line, or reopen the complaint to answer anew.",
            complaint=complaint.name,
        )

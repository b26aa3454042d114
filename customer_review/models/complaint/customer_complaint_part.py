from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerComplaintPart(models.AbstractModel):
    """A line of a complaint: it changes only while its complaint is open."""

    _name = "customer.complaint.part"
    _inherit = ["customer.review.guard"]
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
        parts._check_complaint_open()
        return parts

    def write(self, vals):
        self._check_complaint_open()
        result = super().write(vals)
        if "complaint_id" in vals:
            self._check_complaint_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_closed(self):
        self._check_complaint_open()

    def _check_complaint_open(self):
        """Raise UserError where the complaint does not change any more."""
        if self._is_engine():
            return
        closed = self.complaint_id.sudo().filtered(lambda one: not one.is_open)
        if closed:
            raise UserError(
                self.env._(
                    "%(complaint)s is %(state)s: its lines do not change any more."
                    " Reopen it first.",
                    complaint=closed[0].name,
                    state=closed[0]._get_label("state"),
                )
            )

from odoo import api, fields, models


class CustomerReview(models.Model):
    """What the customer still complains of, shown to those who review an order."""

    _inherit = "customer.review"

    complaint_ids = fields.Many2many(
        comodel_name="customer.complaint",
        string="Open Complaints of the Customer",
        compute="_compute_complaint_ids",
    )

    @api.depends("partner_id")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_complaint_ids(self):
        complaints = self.env["customer.complaint"]
        if complaints.has_access("read"):
            complaints = self.partner_id._get_open_complaints()
        for review in self:
            partner = review.partner_id.commercial_partner_id
            review.complaint_ids = complaints.filtered(
                lambda complaint, partner=partner: (
                    complaint.commercial_partner_id == partner
                )
            )

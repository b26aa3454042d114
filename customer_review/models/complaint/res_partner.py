from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups="customer_review.group_user,customer_review.group_reviewer,"
        "customer_review.group_auditor",
    )

    def _compute_complaint_count(self):
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [("commercial_partner_id", "in", self.commercial_partner_id.ids)],
                ["commercial_partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.complaint_count = counts.get(partner.commercial_partner_id, 0)

    def action_view_complaints(self):
        """Open the complaints of this customer's company."""
        self._check_visible()
        self.ensure_one()
        return self.env["customer.complaint"]._get_action_for(
            [("commercial_partner_id", "=", self.commercial_partner_id.id)],
            partner_id=self.id,
        )

    def _get_open_complaints(self):
        """Return the customer's open complaints, for the review of an order."""
        return self.env["customer.complaint"].search(
            [
                ("commercial_partner_id", "in", self.commercial_partner_id.ids),
                ("is_open", "=", True),
            ]
        )

from odoo import fields, models


class CustomerPublicationRejection(models.TransientModel):
    """Asks why a claim is rejected."""

    _name = "customer.publication.rejection"
    _inherit = ["customer.review.boundary"]
    _description = "Reject a Claim"

    verdict_ids = fields.Many2many(
        comodel_name="customer.publication.verdict", string="Claims", required=True
    )
    note = fields.Char(string="Reason", required=True)

    def action_confirm(self):
        """Reject the claim; who may is checked where the verdict is written."""
        self._check_visible()
        self.ensure_one()
        self.verdict_ids._check_visible()
        self.verdict_ids.write({"verdict": "rejected", "note": self.note})
        return {"type": "ir.actions.act_window_close"}

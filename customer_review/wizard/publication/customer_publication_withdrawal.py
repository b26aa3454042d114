from odoo import fields, models
from odoo.exceptions import UserError


class CustomerPublicationWithdrawal(models.TransientModel):
    """Asks why a publication is withdrawn, and withdraws it for good."""

    _name = "customer.publication.withdrawal"
    _inherit = ["customer.review.boundary"]
    _description = "Withdraw a Publication"

    publication_id = fields.Many2one(
        comodel_name="customer.publication", required=True, ondelete="cascade"
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Withdraw it.

        :raise UserError: where the reason is missing or it cannot be withdrawn
        """
        self._check_visible()
        publication = self.publication_id
        publication._check_visible()
        publication.ensure_one()
        publication._raise_errors({publication: publication._get_end_error()})
        reason = self.reason.strip()
        if not reason:
            raise UserError(self.env._("Say why it is withdrawn: that is kept."))
        publication.sudo()._close_as("withdrawn", reason)
        return {"type": "ir.actions.act_window_close"}

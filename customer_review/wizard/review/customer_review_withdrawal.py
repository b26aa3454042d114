from odoo import fields, models
from odoo.exceptions import UserError


class CustomerReviewWithdrawal(models.TransientModel):
    """Asks why a document is taken back from review.

    Whoever may withdraw it may use the dialog, see ``customer.review``.
    """

    _name = "customer.review.withdrawal"
    _inherit = ["customer.review.boundary"]
    _description = "Review Withdrawal"

    review_ids = fields.Many2many(
        comodel_name="customer.review", string="Reviews", required=True
    )
    reason = fields.Text(help="The departments that had begun are told.")

    def action_confirm(self):
        """Take the documents back from review.

        :raise UserError: where the reason is missing, or it is not the user's to do
        """
        self._check_visible()
        self.review_ids._check_visible()
        self.ensure_one()
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "Give the reason: it is kept, and those who had begun are told."
                )
            )
        for review in self.review_ids:
            if error := review._get_withdraw_error():
                raise UserError(error)
            review._get_document().action_withdraw_review(self.reason)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, models
from odoo.exceptions import UserError


class CustomerOrderChangeReport(models.AbstractModel):
    """Prints the Order Change Notice for those who may read the change.

    Reading rights are checked here: they hold also where the report's URL is called
    directly.
    """

    _name = "report.customer_review.report_change_notice_form"
    _inherit = ["report.customer_review.report_review_form"]
    _description = "Order Change Notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        # Customers read their changes, but not what the notice holds besides.
        self.env["customer.order.change.acknowledgement"].check_access("read")
        changes = self._in_print_language().env["customer.order.change"]
        changes = changes.browse(docids).exists()
        changes.check_access("read")
        if not all(change.sudo().review_id for change in changes):
            raise UserError(
                self.env._(
                    "There is no notice of a change that was never submitted. Submit"
                    " it for review first."
                )
            )
        forms = [change._prepare_notice() for change in changes]
        return self._prepare_values(changes, forms)

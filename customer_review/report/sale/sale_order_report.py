from odoo import api, models


class SaleOrderReviewReport(models.AbstractModel):
    """Prints the form of the current review of each order."""

    _name = "report.customer_review.report_order_review_form"
    _inherit = ["report.customer_review.report_review_form"]
    _description = "Review Form of an Order"

    @api.model
    def _get_reviews(self, docids):
        orders = self.env["sale.order"].browse(docids).exists()
        orders.check_access("read")
        return super()._get_reviews(orders.sudo().review_id.ids)

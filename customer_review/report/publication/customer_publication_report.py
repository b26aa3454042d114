from odoo import api, models


class CustomerPublicationReport(models.AbstractModel):
    """Prints the release form of each publication: that of its current review."""

    _name = "report.customer_review.report_publication_release"
    _inherit = ["report.customer_review.report_review_form"]
    _description = "Publication Release"

    @api.model
    def _get_reviews(self, docids):
        publications = self.env["customer.publication"].browse(docids).exists()
        publications.check_access("read")
        return super()._get_reviews(publications.sudo().review_id.ids)

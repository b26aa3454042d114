from odoo import api, models


class ReportComplaint(models.AbstractModel):
    """The Customer Complaint Handling Form; printed only by those who may read it."""

    _name = "report.customer_review.report_complaint"
    _description = "Customer Complaint Handling Form"

    @api.model
    def _get_report_values(self, docids, data=None):
        complaints = self.env["customer.complaint"].browse(docids)
        complaints.check_access("read")
        self._check_staff()
        return {
            "doc_ids": docids,
            "doc_model": complaints._name,
            "docs": complaints,
            "lang": self.env.lang,
        }

    def _check_staff(self):
        """Raise AccessError for customers: the form holds what is internal.

        A report's own groups are not enforced when its address is called.
        """
        self.env["customer.complaint.opinion"].check_access("read")


class ReportComplaint8d(models.AbstractModel):
    """The 8D report, which leaves out what is internal."""

    _name = "report.customer_review.report_complaint_8d"
    _inherit = ["report.customer_review.report_complaint"]
    _description = "8D Report"

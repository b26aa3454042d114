from odoo import models


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Merge no document into a quotation that is not released.

        The app that merges them reads the lines' documents when it is called.
        """
        lines = self.env["sale.order.line"]
        if "product_document_ids" not in lines._fields:
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        lines.invalidate_model(["product_document_ids"])
        streams = super(
            IrActionsReport, self.with_context(released_documents=True)
        )._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        lines.invalidate_model(["product_document_ids"])
        return streams

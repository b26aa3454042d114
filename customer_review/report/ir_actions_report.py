from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml

FORMS = (
    "customer_review.report_review_form",
    "customer_review.report_order_review_form",
    "customer_review.report_complaint_form",
    "customer_review.report_complaint_8d_form",
)


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print several forms one by one where the engine takes one at a time."""
        if (
            not res_ids
            or len(res_ids) < 2
            or self._get_report(report_ref).report_name not in FORMS
            or _wkhtml().is_patched_qt
        ):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for res_id in dict.fromkeys(res_ids):
            streams |= super()._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), [res_id]
            )
        return streams

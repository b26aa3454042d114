from odoo import models

from odoo.addons.base.models.ir_actions_report import _wkhtml


class IrActionsReport(models.Model):
    _inherit = "ir.actions.report"

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        """Print several forms one by one where the engine takes one at a time."""
        if (
            not res_ids
            or len(res_ids) < 2
            or not self._is_customer_review_form(report_ref)
            or _wkhtml().is_patched_qt
        ):
            return super()._render_qweb_pdf_prepare_streams(report_ref, data, res_ids)
        streams = {}
        for res_id in dict.fromkeys(res_ids):
            streams |= super()._render_qweb_pdf_prepare_streams(
                report_ref, dict(data or {}), [res_id]
            )
        return streams

    def _is_customer_review_form(self, report_ref):
        report_name = self._get_report(report_ref).report_name
        return report_name.startswith("customer_review.")

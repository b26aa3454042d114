from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_actions_report import _wkhtml


class CustomerOrderChangeReport(models.AbstractModel):
    """Prints the Order Change Notice for those who may read the change.

    Reading rights are checked here: they hold also where the report's URL is called
    directly.
    """

    _name = "report.customer_review.report_change_notice_form"
    _description = "Order Change Notice"

    @api.model
    def _get_report_values(self, docids, data=None):
        lang = self.env.context.get("lang") or self.env.user.lang
        # Customers read their changes, but not what the notice holds besides.
        self.env["customer.order.change.acknowledgement"].check_access("read")
        changes = self.env["customer.order.change"].browse(docids).exists()
        changes = changes.with_context(lang=lang)
        changes.check_access("read")
        if not all(change.sudo().review_id for change in changes):
            raise UserError(
                self.env._(
                    "There is no notice of a change that was never submitted. Submit"
                    " it for review first."
                )
            )
        reviews = self.env["customer.review"].with_context(lang=lang)
        return {
            "doc_ids": changes.ids,
            "doc_model": changes._name,
            "docs": changes,
            "forms": [change._prepare_notice() for change in changes],
            "lang": lang,
            "companies": {change.id: change.company_id.sudo() for change in changes},
            # The other engines print no running header and footer.
            "is_running": _wkhtml().is_patched_qt,
            "printed": reviews._get_form_time(fields.Datetime.now()),
            "printer": self.env.user.name,
        }

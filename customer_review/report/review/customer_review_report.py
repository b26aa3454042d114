from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.base.models.ir_actions_report import _wkhtml


class CustomerReviewReport(models.AbstractModel):
    """Prints review forms for those who may read the reviews.

    Reading rights are checked here: they hold also where the report's URL is called
    directly.
    """

    _name = "report.customer_review.report_review_form"
    _description = "Review Form"

    @api.model
    def _get_report_values(self, docids, data=None):
        user = self.env.user
        lang = self.env.context.get("lang") or user.lang
        reviews = self.with_context(lang=lang)._get_reviews(docids)
        reviews.check_access("read")
        return {
            "doc_ids": reviews.ids,
            "doc_model": reviews._name,
            "docs": reviews,
            "forms": [review._prepare_form() for review in reviews],
            "lang": lang,
            "companies": {review.id: review.company_id.sudo() for review in reviews},
            # The other engines print no running header and footer.
            "is_running": _wkhtml().is_patched_qt,
            "printed": reviews._get_form_time(fields.Datetime.now()),
            "printer": user.name,
        }

    @api.model
    def _get_reviews(self, docids):
        """Return the reviews to print.

        :raise UserError: where there is none
        """
        reviews = self.env["customer.review"].browse(docids).exists()
        if not reviews:
            raise UserError(
                self.env._("There is no review to print yet. Submit for review first.")
            )
        return reviews

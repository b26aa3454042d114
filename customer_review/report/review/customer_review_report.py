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
        reviews = self._in_print_language()._get_reviews(docids)
        reviews.check_access("read")
        forms = [review._prepare_form() for review in reviews]
        return self._prepare_values(reviews, forms)

    @api.model
    def _in_print_language(self):
        lang = self.env.context.get("lang") or self.env.user.lang
        return self.with_context(lang=lang)

    @api.model
    def _prepare_values(self, documents, forms):
        """Return what the templates ask for to print one form of each document."""
        reviews = documents.env["customer.review"]
        return {
            "doc_ids": documents.ids,
            "doc_model": documents._name,
            "docs": documents,
            "forms": forms,
            "lang": documents.env.lang,
            "companies": {one.id: one.company_id.sudo() for one in documents},
            # The other engines print no running header and footer.
            "is_running": _wkhtml().is_patched_qt,
            "printed": reviews._get_form_time(fields.Datetime.now()),
            "printer": self.env.user.name,
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

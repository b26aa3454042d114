from odoo import models
from odoo.tools.image import image_data_uri

from ..const import ACCEPTING_DECISIONS


class CustomerReviewLine(models.Model):
    """A department's opinion as it is printed."""

    _inherit = "customer.review.line"

    def _prepare_form_opinion(self, names):
        """Return a department's row of the form.

        :param names: the departments' names when it was submitted, by id
        """
        self.ensure_one()
        review = self.review_id
        return {
            "department": self._get_form_department(names),
            "is_final": self.is_final,
            "is_accepted": self.decision in ACCEPTING_DECISIONS,
            "checks": [
                {
                    "name": review._get_form_name(
                        check.criterion_id, check.name, "question"
                    )
                    if check.criterion_id
                    else review._get_form_name(check.item_id, check.name),
                    "answer": check.answer
                    and review._get_form_selection(check._name, "answer", check.answer),
                    "value": check.answer,
                    "note": check.note,
                }
                for check in self.check_ids
            ],
            "decision": self.date_decided
            and review._get_form_selection(self._name, "decision", self.decision),
            "comment": " – ".join(
                filter(None, (self._get_carried_text(), self.comment))
            ),
            "signer": self._get_form_signer(),
            "meaning": self.signed_meaning or "",
            "principal": self.signed_for or self.on_behalf_of_id.name or "",
            "signature": self.date_decided
            and self.signature
            and image_data_uri(self.signature),
            "date": review._get_form_time(self.date_decided),
        }

    def _get_form_department(self, names):
        department = self.department_id
        return self.review_id._get_form_name(
            department, names.get(str(department.id), department.name)
        )

    def _get_form_signer(self):
        """Return the name of who decided, as it was then."""
        return self.signed_name or self.user_id.name or ""

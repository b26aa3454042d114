from odoo import api, models


class CustomerReview(models.Model):
    """Only those concerned review again (clause 8.2.4).

    On a new revision the opinion of a department whose parts of the content are all
    unchanged is carried over, marked as such. The final step always decides anew; a
    rejected or conditional opinion is never carried.
    """

    _inherit = "customer.review"

    @api.model
    def _get_carried_lines(self, document, previous, changes):
        """Return the opinions that hold for what is submitted now, too.

        :param previous: the revision before, or no review
        :param changes: what differs from it, see ``_get_changes``
        :return: dict of department to the opinion that is carried over
        """
        if not previous or not document.company_id.review_carry_over:
            return {}
        accepted = previous.sudo().line_ids.filtered(
            lambda line: line.decision == "accepted" and not line.is_final
        )
        if not accepted:
            return {}
        changed = document._get_changed_parts(changes)
        kind = document._get_document_kind()
        return {
            line.department_id: line
            for line in accepted
            if not line.department_id._is_concerned(kind, changed)
        }

from odoo import Command, models


class CustomerReviewLine(models.Model):
    """An opinion that is carried over from an earlier revision."""

    _inherit = "customer.review.line"

    def _get_carried_text(self):
        """Return that, and from where, the opinion is carried over, or nothing."""
        self.ensure_one()
        source = self.sudo().carried_from_id
        return (
            source
            and self.env._("carried over from %s", source.review_id.display_name)
            or ""
        )

    def _prepare_carried_vals(self):
        """Return the values of a new opinion that carries this one over."""
        self.ensure_one()
        source = self.carried_from_id or self
        return {
            "decision": source.decision,
            "user_id": source.user_id.id,
            "on_behalf_of_id": source.on_behalf_of_id.id,
            "date_opened": source.date_opened,
            "date_decided": source.date_decided,
            "comment": source.comment,
            "signature": source.signature,
            "signed_name": source.signed_name,
            "signed_for": source.signed_for,
            "signed_role": source.signed_role,
            "signed_meaning": source.signed_meaning,
            "carried_from_id": source.id,
            "check_ids": [
                Command.create(
                    {
                        "company_id": check.company_id.id,
                        "item_id": check.item_id.id,
                        "criterion_id": check.criterion_id.id,
                        "name": check.name,
                        "sequence": check.sequence,
                        "answer": check.answer,
                        "note": check.note,
                    }
                )
                for check in source.check_ids
            ],
        }

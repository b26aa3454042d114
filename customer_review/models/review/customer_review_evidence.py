from odoo import api, models
from odoo.exceptions import UserError


class CustomerReviewEvidence(models.AbstractModel):
    """A record that the engine alone creates and that is kept from then on.

    Its files are never replaced or removed; a message may bring further ones.
    """

    _name = "customer.review.evidence"
    _inherit = ["customer.review.activities", "customer.review.kept"]
    _description = "Record of the Engine"

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_engine():
            raise UserError(
                self.env._(
                    "%(model)s records are made by the review itself: open the"
                    " document and use its buttons.",
                    model=self.env["ir.model"]._get(self._name).sudo().name,
                )
            )
        return super().create(vals_list)

    def copy_data(self, default=None):
        raise UserError(
            self.env._(
                "A record of a review cannot be duplicated. Submit the document again"
                " instead."
            )
        )

    def _get_delete_error(self):
        return self.env._(
            "Reviews and everything on them, with their files, are records that must"
            " be kept."
        )

    def _get_new_file_error(self):
        return False

    def _schedule_activities(self, xmlid, vals_list):
        """Give one to-do per record on its review, and remember it."""
        activities = self._open_activities_on(
            xmlid,
            [
                {"record": record.review_id, **vals}
                for record, vals in zip(self, vals_list, strict=True)
            ],
        )
        for record, activity in zip(self, activities, strict=True):
            record._as_engine().write({"activity_id": activity.id})

    def _close_activities(self):
        """Take what is decided off the to-do lists."""
        self._close_activities_of(self.sudo().activity_id)

from odoo import api, models
from odoo.exceptions import UserError


class CustomerReviewEvidence(models.AbstractModel):
    """A record that the engine alone creates and that nobody ever deletes."""

    _name = "customer.review.evidence"
    _inherit = ["customer.review.guard"]
    _description = "Kept Record"

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

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("Reviews and everything on them are records that must be kept.")
        )

    def _schedule_activities(self, xmlid, vals_list):
        """Create one activity per record on its review, and remember it.

        They are quiet: their mails would cost more than the decision itself, and
        the to-do list shows them at once.
        """
        find = self.env["ir.model.data"]._xmlid_to_res_id
        activities = (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "activity_type_id": find(f"customer_review.{xmlid}"),
                        "res_model_id": self.env["ir.model"]._get_id("customer.review"),
                        "res_model": "customer.review",
                        "res_id": record.review_id.id,
                        "res_name": record.review_id.display_name,
                        **vals,
                    }
                    for record, vals in zip(self, vals_list, strict=True)
                ]
            )
        )
        for record, activity in zip(self, activities, strict=True):
            record._as_engine().write({"activity_id": activity.id})

    def _close_activities(self):
        """Take what is decided off the to-do lists. It stays in the history."""
        self.sudo().activity_id.filtered("active").write({"active": False})

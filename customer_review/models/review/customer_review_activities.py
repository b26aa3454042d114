from odoo import models


class CustomerReviewActivities(models.AbstractModel):
    """A record that gives people to-dos on itself or on what it belongs to.

    They are quiet: their mails would cost more than the step itself, and the to-do
    list shows them at once. What is done stays in the history.
    """

    _name = "customer.review.activities"
    _description = "Gives To-Dos"

    def _open_activities_on(self, xmlid, vals_list):
        """Give one to-do per item of ``vals_list``.

        :param xmlid: of the activity type, without the module
        :param vals_list: dicts of ``record`` (where the to-do stands), ``user_id``,
            ``summary`` and ``date_deadline``; further fields of ``mail.activity``
        :return: the activities, in the same order
        """
        find = self.env["ir.model.data"]._xmlid_to_res_id
        type_id = find(f"customer_review.{xmlid}", raise_if_not_found=False)
        for name in {one["record"]._name for one in vals_list}:
            # Odoo computes the name from the model's record: spare its reading.
            model = self.env["ir.model"]._get(name)
            model._fields["model"]._insert_cache(model, [name])
        return (
            self.env["mail.activity"]
            .sudo()
            .with_context(mail_activity_quick_update=True)
            .create(
                [
                    {
                        "activity_type_id": type_id,
                        "res_model_id": self.env["ir.model"]._get_id(record._name),
                        "res_id": record.id,
                        "res_name": record.display_name,
                        **vals,
                    }
                    for record, vals in (
                        (one["record"], {k: v for k, v in one.items() if k != "record"})
                        for one in vals_list
                    )
                ]
            )
        )

    def _close_activities_of(self, activities):
        """Take what is done off the to-do lists."""
        activities.sudo().filtered("active").write({"active": False})

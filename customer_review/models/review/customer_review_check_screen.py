from markupsafe import Markup

from odoo import fields, models


class CustomerReviewCheck(models.Model):
    """The three buttons by which an item is answered in place."""

    _inherit = "customer.review.check"

    department_id = fields.Many2one(related="line_id.department_id")

    def action_answer_yes(self):
        """Answer that the item is met."""
        self.write({"answer": "yes"})
        return True

    def action_answer_na(self):
        """Answer that the item does not apply."""
        self.write({"answer": "na"})
        return True

    def action_answer_no(self):
        """Answer that the item is not met, and ask for the note."""
        self.write({"answer": "no"})
        return self.action_edit_note()

    def action_edit_note(self):
        """Ask for the note in a dialog."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self._name,
            "res_id": self.id,
            "views": [
                (
                    self.env.ref("customer_review.customer_review_check_view_form").id,
                    "form",
                )
            ],
            "target": "new",
        }

    def _render_answer(self):
        """Return the item with a mark for its answer, and its note."""
        self.ensure_one()
        icons = {
            "yes": "fa-check text-success",
            "no": "fa-times text-danger",
            "na": "fa-minus text-muted",
        }
        labels = dict(self._fields["answer"]._description_selection(self.env))
        return Markup(
            "<span class='text-nowrap me-2 d-inline-block' title='%s'>%s"
            " <i class='fa %s'></i></span>%s"
        ) % (
            labels[self.answer],
            self.name,
            icons[self.answer],
            Markup("<i class='text-muted me-2'>%s</i>") % self.note
            if self.note
            else "",
        )

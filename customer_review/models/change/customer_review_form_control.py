from odoo import api, models


class CustomerReviewFormControl(models.Model):
    _inherit = "customer.review.form.control"

    @api.model
    def _get_kinds(self):
        return [
            *super()._get_kinds(),
            ("change_notice", self.env._("Order Change Notice")),
        ]

from odoo import fields, models


class CustomerReviewRoute(models.Model):
    """A route may be that of one sales team."""

    _inherit = "customer.review.route"

    team_id = fields.Many2one(comodel_name="crm.team", string="Sales Team")

    def _fits(self, document):
        return super()._fits(document) and (
            not self.team_id
            or "team_id" in document._fields
            and self.team_id == document["team_id"]
        )

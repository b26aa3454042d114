from odoo import models


class CustomerReviewFactWeight(models.AbstractModel):
    """What another addon knows of an order: all that a provider has to say."""

    _name = "customer.review.fact.weight"
    _inherit = ["customer.review.fact"]
    _description = "Facts: Weight"
    _fact_model = "sale.order"

    def _describe_facts(self):
        label = self.env._("weight")
        return {"weight": {"label": label, "kind": "quantity"}}

    def _get_facts(self, documents):
        return {
            line: {"weight": {"value": line.product_id.weight, "unit": "kg"}}
            for line in documents.order_line
            if line.product_id.weight
        }

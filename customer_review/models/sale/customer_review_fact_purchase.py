from odoo import api, fields, models


class CustomerReviewFactPurchase(models.AbstractModel):
    """How long it takes to buy what is missing, and until when it has to be ordered."""

    _name = "customer.review.fact.purchase"
    _inherit = ["customer.review.fact"]
    _description = "Facts from Purchase"

    _fact_model = "sale.order"
    _fact_sequence = 30

    @api.model
    def _describe_facts(self):
        return {
            "lead_time": {
                "label": self.env._("to buy"),
                "kind": "days",
                "departments": ["procurement"],
                "help": self.env._("The longest lead time of what is missing."),
            },
            "order_by": {
                "label": self.env._("to be ordered by"),
                "kind": "date",
                "departments": ["procurement"],
                "help": self.env._(
                    "The last day on which what is missing can be ordered in time."
                ),
            },
        }

    @api.model
    def _get_facts(self, documents):
        if "purchase.order" not in self.env:
            return {}
        supplies = self.env["customer.review.supply"]._plan(documents)
        bought = {
            line: supply
            for order in documents
            for line in order._get_fact_lines()
            for supply in [supplies[order.id].get(line.id)]
            if supply and supply.lead
        }
        products = self.env["product.product"].browse(
            {
                product_id
                for supply in bought.values()
                for product_id in supply.get_named_products()
            }
        )
        names = {product.id: product.display_name for product in products}
        today = fields.Date.context_today(documents)
        return {
            line: self._get_purchase_facts(line, supply, names, today)
            for line, supply in bought.items()
        }

    @api.model
    def _get_purchase_facts(self, line, supply, names, today):
        facts = {}
        for code, (value, product_id) in (
            ("lead_time", supply.lead),
            ("order_by", supply.latest),
        ):
            facts[code] = {
                "value": value,
                "note": names[product_id] if product_id != line.product_id.id else None,
                "link": ("product.product", f"product.product/{product_id}"),
            }
        facts["order_by"]["level"] = (
            "impossible" if supply.latest[0] < today else "fine"
        )
        return facts

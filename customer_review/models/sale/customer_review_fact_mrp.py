from odoo import api, models


class CustomerReviewFactMrp(models.AbstractModel):
    """How a product is made, and how full those are who make it."""

    _name = "customer.review.fact.mrp"
    _inherit = ["customer.review.fact"]
    _description = "Facts from Manufacturing"

    _fact_model = "sale.order"
    _fact_sequence = 40

    @api.model
    def _describe_facts(self):
        return {
            "recipe": {
                "label": self.env._("made by"),
                "departments": ["production", "technical"],
            },
            "load": {
                "label": self.env._("load"),
                "kind": "percent",
                "departments": ["production"],
                "help": self.env._(
                    "Of the fullest work centre that makes it, in the week of the date."
                ),
            },
        }

    @api.model
    def _get_facts(self, documents):
        if "mrp.bom" not in self.env:
            return {}
        supplies = self.env["customer.review.supply"]._plan(documents)
        loads = self.env["customer.review.load"]._get_loads(documents)
        return {
            line: {
                **self._get_recipe_fact(line, supplies[order.id][line.id]),
                **self._get_load_fact(loads[order.id].get(line.id)),
            }
            for order in documents
            for line in order._get_fact_lines()
            if line.id in supplies[order.id]
        }

    @api.model
    def _get_recipe_fact(self, line, supply):
        if supply.bom_id:
            kit, bom = self.env._("kit"), self.env._("bill of materials")
            return {
                "recipe": {
                    "value": kit if supply.is_kit else bom,
                    "link": ("mrp.bom", f"mrp.bom/{supply.bom_id}"),
                }
            }
        if line.product_id.id in supply.unknown:
            return {
                "recipe": {
                    "value": self.env._("no bill of materials"),
                    "level": "doubtful",
                }
            }
        return {}

    @api.model
    def _get_load_fact(self, loads):
        if not loads:
            return {}
        center_id, name, percent, monday = loads[0]
        return {
            "load": {
                "value": percent,
                "note": self.env._(
                    "%(center)s, week %(week)s",
                    center=name,
                    week=monday.isocalendar().week,
                ),
                "level": "doubtful" if percent >= 100 else "fine",
                "link": ("mrp.workcenter", f"mrp.workcenter/{center_id}"),
            }
        }

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerReviewFactStock(models.AbstractModel):
    """What is there, what is free, and when it can be there."""

    _name = "customer.review.fact.stock"
    _inherit = ["customer.review.fact"]
    _description = "Facts from Inventory"

    _fact_model = "sale.order"
    _fact_sequence = 20

    @api.model
    def _describe_facts(self):
        return {
            "on_hand": {
                "label": self.env._("on hand"),
                "kind": "quantity",
                "departments": ["procurement"],
            },
            "free": {
                "label": self.env._("free"),
                "kind": "quantity",
                "departments": ["procurement", "production"],
                "help": self.env._(
                    "On hand and not reserved, without what belongs to others."
                ),
            },
            "forecast": {
                "label": self.env._("forecast"),
                "kind": "quantity",
                "departments": ["procurement"],
                "help": self.env._(
                    "On that date, after what comes and goes until then and what"
                    " earlier lines take."
                ),
            },
            "earliest": {
                "label": self.env._("possible on"),
                "kind": "date",
                "departments": ["procurement", "production", "sales"],
                "help": self.env._(
                    "The first day on which all of it is there and nothing is taken"
                    " from others."
                ),
            },
            "on_time": {
                "label": self.env._("delivered on time in 12 months"),
                "kind": "percent",
                "departments": ["sales", "procurement"],
            },
        }

    @api.model
    def _get_facts(self, documents):
        if not self.env["customer.review.supply"]._is_known(documents):
            return {}
        supplies = self.env["customer.review.supply"]._plan(documents)
        facts = {
            line: self._get_supply_facts(line, supplies[order.id][line.id])
            for order in documents
            for line in order._get_fact_lines()
            if line.id in supplies[order.id]
        }
        return facts | self._get_delivery_facts(documents)

    @api.model
    def _get_supply_facts(self, line, supply):
        if supply.on_hand is None:
            return {}
        product = line.product_id
        due = line.order_id._get_due_date(line)
        if not supply.missing:
            verdict = "fine"
        elif not supply.is_known:
            verdict = "doubtful"
        else:
            verdict = "fine" if supply.earliest <= due else "impossible"
        enough = supply.free > line._get_quantity_due() - product.uom_id.rounding / 2
        common = {
            "unit": product.uom_id.name,
            "link": (
                "stock.quant",
                f"product.product/{product.id}"
                "/action-stock.stock_forecasted_product_product_action",
            ),
        }
        facts = {
            "on_hand": {"value": supply.on_hand, **common},
            "free": {
                "value": supply.free,
                "level": "fine" if enough else {"fine": None}.get(verdict, verdict),
                **common,
            },
            "forecast": {"value": supply.forecast, **common},
        }
        if supply.is_known:
            facts["earliest"] = {"value": supply.earliest, "level": verdict}
        return facts

    @api.model
    def _get_delivery_facts(self, orders):
        """Return how many of the customers' deliveries of a year were on time."""
        customers = orders.partner_id.commercial_partner_id
        self.env["stock.picking"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT partner.commercial_partner_id, COUNT(*),
                       COUNT(*) FILTER (WHERE picking.date_done
                                              <= picking.date_deadline)
                  FROM stock_picking picking
                  JOIN stock_picking_type type ON type.id = picking.picking_type_id
                  JOIN res_partner partner ON partner.id = picking.partner_id
                 WHERE partner.commercial_partner_id IN %s
                   AND picking.company_id = %s
                   AND type.code = 'outgoing'
                   AND picking.state = 'done'
                   AND picking.date_deadline IS NOT NULL
                   AND picking.date_done > %s
              GROUP BY partner.commercial_partner_id
                """,
                tuple(customers.ids) or (None,),
                orders.company_id.id,
                fields.Datetime.now() - relativedelta(years=1),
            )
        )
        counts = {customer_id: counts for customer_id, *counts in rows}
        return {
            order: {
                "on_time": {
                    "value": 100 * on_time / total,
                    "note": self.env._(
                        "%(on_time)s of %(total)s", on_time=on_time, total=total
                    ),
                    "link": ("stock.picking", f"res.partner/{customer.id}"),
                }
            }
            for order in orders
            for customer in [order.partner_id.commercial_partner_id]
            if customer.id in counts
            for total, on_time in [counts[customer.id]]
        }

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerReviewFactSale(models.AbstractModel):
    """What earlier orders, the product's documents and its capacity say."""

    _name = "customer.review.fact.sale"
    _inherit = ["customer.review.fact"]
    _description = "Facts from Sales"

    _fact_model = "sale.order"
    _fact_sequence = 50

    @api.model
    def _describe_facts(self):
        return {
            "capacity": {
                "label": self.env._("capacity free"),
                "kind": "quantity",
                "departments": ["production"],
                "help": self.env._(
                    "What the daily capacity leaves until the date, after other orders."
                ),
            },
            "last_price": {
                "label": self.env._("last price"),
                "kind": "money",
                "departments": ["sales"],
                "help": self.env._(
                    "What this customer paid last for one unit of the product."
                ),
            },
            "margin": {
                "label": self.env._("margin"),
                "kind": "percent",
                "departments": ["sales"],
                "confidential": True,
            },
            "delivered": {
                "label": self.env._("delivered before"),
                "departments": ["quality", "technical"],
            },
            "drawing": {
                "label": self.env._("document"),
                "departments": ["technical", "quality"],
                "help": self.env._(
                    "The product's newest file, with the beginning of its checksum."
                ),
            },
        }

    @api.model
    def _get_facts(self, documents):
        history = self._fetch_history(documents)
        capacities = documents._get_capacity_figures()
        facts = {}
        for order in documents:
            for line in order._get_fact_lines():
                past = history[order.id, line.product_id.id]
                facts[line] = {
                    **self._get_capacity_fact(line, capacities[order.id]),
                    **self._get_price_fact(line, past),
                    **self._get_margin_fact(line),
                    "delivered": {
                        "value": self._get_delivery_text(past),
                        "level": "fine" if past["delivered_here"] else None,
                    },
                    **self._get_document_fact(line, past),
                }
        return facts

    @api.model
    def _get_capacity_fact(self, line, capacities):
        figures = capacities.get(line.product_id.id)
        if not figures:
            return {}
        return {
            "capacity": {
                "value": max(figures["free"], 0.0),
                "unit": line.product_id.uom_id.name,
                "level": "impossible" if figures["exceeded"] else "fine",
                "link": _get_product_link(line.product_id),
            }
        }

    @api.model
    def _get_price_fact(self, line, past):
        if past["price"] is None:
            return {}
        price = line.product_uom_id._compute_price(
            line.price_unit * (1 - line.discount / 100), line.product_id.uom_id
        )
        same = past["currency_id"] == line.currency_id.id
        lower = same and line.currency_id.compare_amounts(price, past["price"]) < 0
        return {
            "last_price": {
                "value": past["price"],
                "currency_id": past["currency_id"],
                "note": fields.Date.to_string(past["date_order"]),
                "level": "doubtful" if lower else None,
                "link": (
                    "sale.order.line",
                    f"product.product/{line.product_id.id}"
                    "/action-customer_review.sale_order_line_action_of_product",
                ),
            }
        }

    @api.model
    def _get_margin_fact(self, line):
        if not line.price_subtotal:
            return {}
        percent = line.margin_percent * 100
        return {
            "margin": {"value": percent, "level": "doubtful" if percent < 0 else None}
        }

    @api.model
    def _get_delivery_text(self, past):
        if past["delivered_here"]:
            return self.env._("to this customer")
        return self.env._("to others") if past["delivered"] else self.env._("never")

    @api.model
    def _get_document_fact(self, line, past):
        if not past["file"]:
            return {}
        return {
            "drawing": {
                "value": past["file"],
                "note": (past["checksum"] or "")[:8] or None,
                "link": _get_product_link(line.product_id),
            }
        }

    @api.model
    def _fetch_history(self, orders):
        """Return what is known of each customer's product, by one query.

        The last price is that of the latest order, in the currency of this one where
        there is any; per unit of the product.

        :return: dict of ``(order id, product id)`` to a dict of the columns
        """
        pairs = {
            (order, line.product_id)
            for order in orders
            for line in order._get_fact_lines()
        }
        if not pairs:
            return {}
        self.env["sale.order"].flush_model(
            ["company_id", "currency_id", "date_order", "partner_id", "state"]
        )
        self.env["sale.order.line"].flush_model(
            [
                *("discount", "order_id", "price_unit", "product_id"),
                *("product_uom_id", "product_uom_qty", "qty_delivered", "state"),
            ]
        )
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT asked.order_id AS own_id, asked.product_id,
                       last.price, last.currency_id, last.date_order,
                       COALESCE(past.delivered, FALSE) AS delivered,
                       COALESCE(past.delivered_here, FALSE) AS delivered_here,
                       document.file, document.checksum
                  FROM unnest(%(orders)s, %(products)s)
                       AS asked(order_id, product_id)
                  JOIN sale_order own ON own.id = asked.order_id
                  JOIN res_partner customer ON customer.id = own.partner_id
                  JOIN product_product product ON product.id = asked.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom unit ON unit.id = template.uom_id
             LEFT JOIN LATERAL (
                       SELECT other.currency_id, other.date_order::date,
                              (line.price_unit * (1 - line.discount / 100)
                               * unit.factor / line_unit.factor)::float AS price
                         FROM sale_order_line line
                         JOIN sale_order other ON other.id = line.order_id
                         JOIN res_partner partner ON partner.id = other.partner_id
                         JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
                        WHERE line.product_id = asked.product_id
                          AND line.product_uom_qty > 0
                          AND other.state = 'sale'
                          AND other.company_id = own.company_id
                          AND other.id != own.id
                          AND partner.commercial_partner_id
                              = customer.commercial_partner_id
                     ORDER BY other.currency_id = own.currency_id DESC,
                              other.date_order DESC, line.id DESC
                        LIMIT 1
                       ) last ON TRUE
             LEFT JOIN LATERAL (
                       SELECT TRUE AS delivered,
                              bool_or(partner.commercial_partner_id
                                      = customer.commercial_partner_id
                                     ) AS delivered_here
                         FROM sale_order_line line
                         JOIN sale_order other ON other.id = line.order_id
                         JOIN res_partner partner ON partner.id = other.partner_id
                        WHERE line.product_id = asked.product_id
                          AND line.qty_delivered > 0
                          AND other.company_id = own.company_id
                       HAVING COUNT(*) > 0
                       ) past ON TRUE
             LEFT JOIN LATERAL (
                       SELECT file.name AS file, file.checksum
                         FROM ir_attachment file
                         JOIN product_document kept
                           ON kept.ir_attachment_id = file.id AND kept.active
                        WHERE (file.company_id IS NULL
                               OR file.company_id = own.company_id)
                          AND (file.res_model, file.res_id) IN (
                                  ('product.product', product.id),
                                  ('product.template', template.id))
                     ORDER BY file.write_date DESC, file.id DESC
                        LIMIT 1
                       ) document ON TRUE
                """,
                orders=[order.id for order, _product in pairs],
                products=[product.id for _order, product in pairs],
            )
        )
        return {(row["own_id"], row["product_id"]): row for row in rows}


def _get_product_link(product):
    return "product.product", f"product.product/{product.id}"

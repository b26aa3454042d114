from collections import defaultdict
from copy import deepcopy
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .supply_plan import Recipe, Stock, SupplyPlan, Vendor


class CustomerReviewSupply(models.AbstractModel):
    """When the goods of quotations can be there, in a handful of queries.

    Read as superuser, of the order's company and warehouse alone; without the app
    Inventory nothing is known. Quantities are in the product's own unit.
    """

    _name = "customer.review.supply"
    _description = "Supply of Quotations"

    @api.model
    def _plan(self, orders):
        """Return what is known of when each line can be there, measured once.

        :return: dict of order id to ``{line id: Supply}``
        """
        return self.env["customer.review.fact"]._recall(
            orders, "supply", self._plan_orders
        )

    @api.model
    def _is_known(self, orders):
        """Return whether the database knows stocks at all."""
        return "stock.quant" in self.env and "warehouse_id" in orders._fields

    @api.model
    def _plan_orders(self, orders):
        if not self._is_known(orders):
            return {}
        company = orders.company_id
        lines = orders._get_product_lines().filtered(
            lambda line: line.product_id.type == "consu"
        )
        recipes = self._fetch_recipes(lines.product_id, company)
        products = {
            *lines.product_id.ids,
            *recipes,
            *(part for recipe in recipes.values() for part, *_rest in recipe.parts),
        }
        vendors = self._fetch_vendors(products, company)
        stocks = self._fetch_stocks(products, self._get_warehouses(lines), company)
        return {
            order.id: self._plan_lines(order, own, stocks, recipes, vendors)
            for order, own in lines.grouped("order_id").items()
        }

    @api.model
    def _plan_lines(self, order, lines, stocks, recipes, vendors):
        """Plan the lines of one order: what one takes is gone for the next."""
        company = order.company_id
        security = timedelta(days=self._get_days(company, "security_lead"))
        supplies = {}
        for warehouse, own in lines.grouped(self._get_warehouse).items():
            plan = SupplyPlan(
                fields.Date.context_today(order),
                deepcopy(stocks.get(warehouse.id, {})),
                recipes,
                vendors,
                self._get_days(company, "days_to_purchase"),
            )
            for line in own.sorted(order._get_due_date):
                supplies[line.id] = plan.plan(
                    line.product_id.id,
                    line._get_quantity_due(),
                    order._get_due_date(line) - security,
                    frozenset(line.product_no_variant_attribute_value_ids.ids),
                )
        return supplies

    @api.model
    def _get_days(self, company, name):
        """Return a company's setting in days, where its app is installed."""
        return int(company[name]) if name in company._fields else 0

    @api.model
    def _get_warehouse(self, line):
        own = line.warehouse_id if "warehouse_id" in line._fields else False
        return own or line.order_id.warehouse_id

    @api.model
    def _get_warehouses(self, lines):
        return lines.order_id.warehouse_id.union(*map(self._get_warehouse, lines))

    @api.model
    def _fetch_recipes(self, products, company):
        """Return the bills of materials of ``products`` and of all their parts.

        Which one Odoo would take, with the parts that apply to the variant. A
        product that contains itself ends it.

        :return: dict of product id to a Recipe
        """
        if "mrp.bom" not in self.env or not products:
            return {}
        for name in ("mrp.bom", "mrp.bom.line", "product.product", "uom.uom"):
            self.env[name].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE node AS (
                    SELECT id AS product_id, product_tmpl_id
                      FROM product_product
                     WHERE id IN %(products)s
                     UNION
                    SELECT part.id, part.product_tmpl_id
                      FROM node
                      JOIN LATERAL (%(bom)s) bom ON TRUE
                      JOIN mrp_bom_line line ON line.bom_id = bom.id
                      JOIN product_product part ON part.id = line.product_id
                     WHERE %(applies)s
                )
                SELECT node.product_id, bom.id, bom.type, bom.produce_delay,
                       %(bought)s AS bought,
                       (SELECT jsonb_agg(jsonb_build_array(
                                   line.product_id,
                                   line.product_qty * line_unit.factor
                                       / part_unit.factor
                                       / (bom.product_qty * bom_unit.factor
                                          / unit.factor),
                                   %(asked)s
                               ) ORDER BY line.sequence, line.id)
                          FROM mrp_bom_line line
                          JOIN uom_uom line_unit ON line_unit.id = line.product_uom_id
                          JOIN product_product part ON part.id = line.product_id
                          JOIN product_template part_template
                            ON part_template.id = part.product_tmpl_id
                          JOIN uom_uom part_unit ON part_unit.id = part_template.uom_id
                         WHERE line.bom_id = bom.id AND %(applies)s
                       )
                  FROM node
                  JOIN product_template template ON template.id = node.product_tmpl_id
                  JOIN uom_uom unit ON unit.id = template.uom_id
                  JOIN LATERAL (%(bom)s) bom ON TRUE
                  JOIN uom_uom bom_unit ON bom_unit.id = bom.product_uom_id
                """,
                products=tuple(products.ids),
                bom=SQL(
                    """
                    SELECT bom.*
                      FROM mrp_bom bom
                     WHERE (bom.product_id = node.product_id
                            OR bom.product_id IS NULL
                           AND bom.product_tmpl_id = node.product_tmpl_id)
                       AND (bom.company_id IS NULL OR bom.company_id = %s)
                       AND bom.active AND bom.type IN ('normal', 'phantom')
                  ORDER BY bom.sequence, bom.product_id, bom.id
                     LIMIT 1
                    """,
                    company.id,
                ),
                applies=self._get_variant_condition("mrp.bom.line"),
                asked=self._get_asked_values("mrp.bom.line"),
                bought=self._get_bought_condition(),
            )
        )
        return {
            product_id: Recipe(
                bom_id, kind == "phantom", days or 0, bought, parts or []
            )
            for product_id, bom_id, kind, days, bought, parts in rows
        }

    @api.model
    def _get_variant_condition(self, model):
        """Return SQL that holds where a ``line`` applies to the variant ``node``.

        *Apply on Variants*: of each attribute that it names, the variant has a value.
        """
        field = self.env[model]._fields["bom_product_template_attribute_value_ids"]
        return SQL(
            """
            NOT EXISTS (
                SELECT
                  FROM %(relation)s asked
                  JOIN product_template_attribute_value value
                    ON value.id = asked.%(value)s
                  JOIN product_attribute attribute
                    ON attribute.id = value.attribute_id
                 WHERE asked.%(line)s = line.id
                   AND attribute.create_variant != 'no_variant'
              GROUP BY value.attribute_id
                HAVING NOT bool_or(EXISTS (
                           SELECT
                             FROM product_variant_combination own
                            WHERE own.product_product_id = node.product_id
                              AND own.product_template_attribute_value_id = value.id
                       ))
            )
            """,
            relation=SQL.identifier(field.relation),
            line=SQL.identifier(field.column1),
            value=SQL.identifier(field.column2),
        )

    @api.model
    def _get_asked_values(self, model):
        """Return SQL for the values without variants that a ``line`` asks for."""
        field = self.env[model]._fields["bom_product_template_attribute_value_ids"]
        return SQL(
            """
            (SELECT jsonb_agg(value.id)
               FROM %(relation)s asked
               JOIN product_template_attribute_value value
                 ON value.id = asked.%(value)s
               JOIN product_attribute attribute
                 ON attribute.id = value.attribute_id
              WHERE asked.%(line)s = line.id
                AND attribute.create_variant = 'no_variant')
            """,
            relation=SQL.identifier(field.relation),
            line=SQL.identifier(field.column1),
            value=SQL.identifier(field.column2),
        )

    @api.model
    def _get_bought_condition(self):
        """Return SQL that holds where the routes of ``template`` say: buy, not make."""
        return SQL(
            """
            COALESCE((
                SELECT bool_or(rule.action = 'buy')
                       AND NOT bool_or(rule.action = 'manufacture')
                  FROM stock_rule rule
                 WHERE rule.active
                   AND (rule.route_id IN (SELECT own.route_id
                                            FROM stock_route_product own
                                           WHERE own.product_id = template.id)
                        OR rule.route_id IN (SELECT own.route_id
                                               FROM stock_route_categ own
                                              WHERE own.categ_id = template.categ_id))
            ), FALSE)
            """
        )

    @api.model
    def _fetch_vendors(self, products, company):
        """Return the vendors' prices that are valid today, as Odoo sorts them.

        :return: dict of product id to a list of Vendor; empty without Purchase
        """
        vendors = defaultdict(list)
        if "purchase.order" not in self.env or not products:
            return vendors
        self.env["product.supplierinfo"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id, info.partner_id, COALESCE(info.delay, 0),
                       COALESCE(info.min_qty, 0) * COALESCE(
                           info_unit.factor / unit.factor, 1),
                       COALESCE(info.price, 0) * (1 - COALESCE(info.discount, 0) / 100)
                           / COALESCE(info_unit.factor / unit.factor, 1)
                  FROM product_product product
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN uom_uom unit ON unit.id = template.uom_id
                  JOIN product_supplierinfo info
                    ON info.product_tmpl_id = template.id
                   AND (info.product_id IS NULL OR info.product_id = product.id)
                  JOIN res_partner partner ON partner.id = info.partner_id
             LEFT JOIN uom_uom info_unit ON info_unit.id = info.product_uom_id
                 WHERE product.id IN %(products)s
                   AND partner.active
                   AND (info.company_id IS NULL OR info.company_id = %(company)s)
                   AND (info.date_start IS NULL OR info.date_start <= %(today)s)
                   AND (info.date_end IS NULL OR info.date_end >= %(today)s)
              ORDER BY info.sequence, info.min_qty DESC, info.price, info.id
                """,
                products=tuple(products),
                company=company.id,
                today=fields.Date.context_today(self),
            )
        )
        for product_id, *vendor in rows:
            vendors[product_id].append(Vendor(*vendor))
        return vendors

    @api.model
    def _fetch_stocks(self, products, warehouses, company):
        """Return what each warehouse has of what is tracked, and what moves there.

        What belongs to a customer or somebody else is not the company's to sell.

        :return: dict of warehouse id to ``{product id: Stock}``
        """
        tracked = self._fetch_tracked(products)
        stocks = {one.id: {pid: Stock() for pid in tracked} for one in warehouses}
        if not (tracked and warehouses):
            return stocks
        values = {
            "products": tuple(tracked),
            "warehouses": tuple(warehouses.ids),
            "company": company.id,
            "partner": company.partner_id.id,
        }
        self.env["stock.quant"].flush_model()
        for warehouse_id, product_id, on_hand, reserved in self.env.execute_query(
            SQL(
                """
                SELECT warehouse.id, quant.product_id, SUM(quant.quantity)::float,
                       SUM(quant.reserved_quantity)::float
                  FROM stock_warehouse warehouse
                  JOIN stock_location root ON root.id = warehouse.view_location_id
                  JOIN stock_location place
                    ON place.parent_path LIKE root.parent_path || '%%'
                  JOIN stock_quant quant ON quant.location_id = place.id
                 WHERE warehouse.id IN %(warehouses)s
                   AND quant.product_id IN %(products)s
                   AND quant.company_id = %(company)s
                   AND (quant.owner_id IS NULL OR quant.owner_id = %(partner)s)
              GROUP BY warehouse.id, quant.product_id
                """,
                **values,
            )
        ):
            stocks[warehouse_id][product_id].on_hand = on_hand
            stocks[warehouse_id][product_id].reserved = reserved
        self.env["stock.move"].flush_model()
        for warehouse_id, product_id, day, quantity in self.env.execute_query(
            SQL(
                """
                SELECT warehouse.id, move.product_id, move.date::date,
                       SUM(CASE WHEN source.parent_path LIKE root.parent_path || '%%'
                                THEN -move.product_qty ELSE move.product_qty
                            END)::float
                  FROM stock_move move
                  JOIN stock_location source ON source.id = move.location_id
                  JOIN stock_location target ON target.id = COALESCE(
                           move.location_final_id, move.location_dest_id)
                  JOIN stock_warehouse warehouse ON warehouse.id IN %(warehouses)s
                  JOIN stock_location root ON root.id = warehouse.view_location_id
                 WHERE move.product_id IN %(products)s
                   AND move.company_id = %(company)s
                   AND move.state IN (
                           'waiting', 'confirmed', 'partially_available', 'assigned')
                   AND (move.restrict_partner_id IS NULL
                        OR move.restrict_partner_id = %(partner)s)
                   AND (source.parent_path LIKE root.parent_path || '%%')
                       != (target.parent_path LIKE root.parent_path || '%%')
              GROUP BY warehouse.id, move.product_id, move.date::date
                """,
                **values,
            )
        ):
            stocks[warehouse_id][product_id].flows[day] = quantity
        return stocks

    @api.model
    def _fetch_tracked(self, products):
        """Return the ids of those of ``products`` whose stock is kept."""
        if not products:
            return []
        self.env["product.template"].flush_model(["is_storable"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id
                  FROM product_product product
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                 WHERE product.id IN %s AND template.is_storable
                """,
                tuple(products),
            )
        )
        return [product_id for (product_id,) in rows]

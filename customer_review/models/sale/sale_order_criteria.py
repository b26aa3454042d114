from collections import defaultdict

from odoo import fields, models
from odoo.tools import SQL, float_compare, format_amount, format_date


class SaleOrder(models.Model):
    """The criteria of point 4.1 that Odoo has the data for.

    Each ``_measure_<code>`` takes the criterion's threshold and returns the
    evidence, a sentence with its figures, by order id.
    """

    _inherit = "sale.order"

    def _read_named(self):
        # These records are wide: no more of them is read than is looked at.
        orders, lines = self.sudo(), self.sudo().order_line
        orders.company_id.fetch(["name", "currency_id", "account_fiscal_country_id"])
        orders.currency_id.fetch(["name", "rounding", "decimal_places"])
        lines.tax_ids.fetch(["name", "company_id", "country_id"])
        lines.product_uom_id.fetch(["name", "factor"])
        lines.product_id.fetch(["default_code", "product_tmpl_id"])
        lines.product_id.product_tmpl_id.fetch(
            ["name", "type", "uom_id", "daily_capacity", "under_development"]
        )

    def _measure_new_product(self, threshold):
        """Products under development or, by a setting, never delivered before."""
        lines = self._get_product_lines()
        undelivered = self._get_undelivered_products(lines)
        evidence = {}
        for order, order_lines in lines.grouped("order_id").items():
            products = order_lines.product_id
            sentences = [
                self.env._("%s: under development", product.display_name)
                for product in products.filtered("under_development")
            ] + [
                self.env._("%s: never delivered before", product.display_name)
                for product in products
                if product in undelivered and not product.under_development
            ]
            if sentences:
                evidence[order.id] = "; ".join(sentences)
        return evidence

    def _get_undelivered_products(self, lines):
        """Return the goods that this company has never delivered, if that counts."""
        company = self.company_id
        goods = lines.product_id.filtered(lambda product: product.type != "service")
        if not (goods and company._get_review_settings()["new_product_undelivered"]):
            return goods.browse()
        self.env["sale.order.line"].flush_model(
            ["product_id", "company_id", "qty_delivered"]
        )
        # The first delivery settles it, however many there were.
        undelivered = self.env.execute_query(
            SQL(
                """
                SELECT product.id
                  FROM unnest(%s) AS product(id)
                 WHERE NOT EXISTS (
                       SELECT FROM sale_order_line line
                        WHERE line.product_id = product.id
                          AND line.company_id = %s
                          AND line.qty_delivered > 0
                 )
                """,
                goods.ids,
                company.id,
            )
        )
        return goods.browse(product_id for (product_id,) in undelivered)

    def _measure_capacity(self, threshold):
        """Quantity due against what the daily capacity leaves before that date."""
        evidence = defaultdict(list)
        for order_id, figures in self._get_capacity_figures().items():
            for product_id, figure in figures.items():
                if figure["exceeded"]:
                    product = self.env["product.product"].browse(product_id)
                    evidence[order_id].append(
                        self.env._(
                            "%(product)s: %(quantity)g %(unit)s due by %(date)s,"
                            " %(free)g free",
                            product=product.display_name,
                            quantity=figure["quantity"],
                            unit=product.uom_id.name,
                            date=format_date(self.env, figure["due"]),
                            free=max(figure["free"], 0),
                        )
                    )
        return {order_id: "; ".join(texts) for order_id, texts in evidence.items()}

    def _get_capacity_figures(self):
        """Return what is due and free of each product with a capacity, measured once.

        Capacity is per working day of the company's schedule. What other confirmed
        orders still have to deliver until then is taken off it.

        :return: dict of order id to ``{product id: {due, quantity, free, exceeded}}``
        """
        return self.env["customer.review.fact"]._recall(
            self, "capacity", lambda orders: orders._fetch_capacity_figures()
        )

    def _fetch_capacity_figures(self):
        lines = self._get_product_lines().filtered("product_id.daily_capacity")
        taken = self._get_taken_capacity(lines.product_id)
        days = {}
        figures = defaultdict(dict)
        for (order, product), product_lines in lines.grouped(
            lambda line: (line.order_id, line.product_id)
        ).items():
            due = order._get_due_date(product_lines)
            if due not in days:
                days[due] = order._count_working_days(due)
            quantity = sum(line._get_quantity_due() for line in product_lines)
            free = product.daily_capacity * days[due] - sum(
                amount
                for other_due, own_id, amount in taken[product]
                if own_id != order.id and other_due <= due
            )
            rounding = product.uom_id.rounding
            figures[order.id][product.id] = {
                "due": due,
                "quantity": quantity,
                "free": free,
                "exceeded": float_compare(quantity, free, precision_rounding=rounding)
                > 0,
            }
        return dict(figures)

    def _get_taken_capacity(self, products):
        """Return what confirmed orders still have to deliver, by product.

        :return: dict of product to a list of (due date, order id if it is one of
            these, quantity in the product's unit)
        """
        taken = defaultdict(list)
        if not products:
            return taken
        self._flush_taken_capacity()
        # The conditions on the line are those of its index on what is undelivered.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.product_id,
                       COALESCE(
                           other.commitment_date,
                           other.date_order + line.customer_lead * interval '1 day'
                       )::date AS due,
                       CASE WHEN other.id IN %(own)s THEN other.id END AS own_id,
                       SUM(
                           (line.product_uom_qty - COALESCE(line.qty_delivered, 0))
                           * unit.factor
                       )::float
                  FROM sale_order_line line
                  JOIN sale_order other ON other.id = line.order_id
                  JOIN uom_uom unit ON unit.id = line.product_uom_id
                 WHERE line.product_id IN %(products)s
                   AND line.company_id = %(company)s
                   AND line.state = 'sale'
                   AND line.product_uom_qty > COALESCE(line.qty_delivered, 0)
              GROUP BY line.product_id, due, own_id
                """,
                own=tuple(self.ids) or (None,),
                products=tuple(products.ids),
                company=self.company_id.id,
            )
        )
        for product_id, due, own_id, quantity in rows:
            product = products.browse(product_id)
            taken[product].append((due, own_id, quantity / product.uom_id.factor))
        return taken

    def _flush_taken_capacity(self):
        self.env["sale.order"].flush_model(["commitment_date", "date_order"])
        self.env["sale.order.line"].flush_model(
            [
                "order_id",
                "product_id",
                "company_id",
                "state",
                "product_uom_qty",
                "product_uom_id",
                "qty_delivered",
                "customer_lead",
            ]
        )
        self.env["uom.uom"].flush_model(["factor"])

    def _get_due_date(self, lines):
        """Return the date by which ``lines`` are due: the promised or expected one."""
        self.ensure_one()
        due = self.commitment_date or min(line._expected_date() for line in lines)
        return due.date()

    def _count_working_days(self, due):
        """Return the working days from today to ``due``, both included."""
        self.ensure_one()
        today = fields.Date.context_today(self)
        return self.company_id._count_working_days(today, due) if due >= today else 0

    def _measure_foreign_exchange(self, threshold):
        """An amount in a foreign currency above the limit, in company currency."""
        evidence = {}
        for order in self:
            own = order.company_id.currency_id
            if not order.currency_id or order.currency_id == own:
                continue
            amount = order.currency_id._convert(
                order.amount_total, own, order.company_id
            )
            if own.compare_amounts(amount, threshold) > 0:
                evidence[order.id] = self.env._(
                    "%(amount)s is %(converted)s, above the limit of %(limit)s",
                    amount=format_amount(
                        self.env, order.amount_total, order.currency_id
                    ),
                    converted=format_amount(self.env, amount, own),
                    limit=format_amount(self.env, threshold, own),
                )
        return evidence

    def _measure_low_margin(self, threshold):
        """A margin, in per cent of the untaxed amount, below the company's floor."""
        return {
            order.id: self.env._(
                "%(margin).1f %% margin, below the floor of %(floor)g %%",
                margin=order.margin_percent * 100,
                floor=threshold,
            )
            for order in self
            if order.order_line.filtered(lambda line: not line.display_type)
            and float_compare(order.margin_percent * 100, threshold, precision_digits=2)
            < 0
        }

    def _get_product_lines(self):
        return self.order_line.filtered(
            lambda line: line.product_id and line.product_uom_qty > 0
        )

from datetime import timedelta

from odoo import models
from odoo.tools import format_amount, format_date


class SaleOrder(models.Model):
    """What is known beside a quotation, and the criteria that it is measured by."""

    _inherit = "sale.order"

    def _get_fact_lines(self):
        return self._get_product_lines().filtered(
            lambda line: line._is_reviewed_content()
        )

    def _get_fact_heading(self, line):
        return {
            "name": line.product_id.display_name,
            "quantity": line.product_uom_qty,
            "unit": line.product_uom_id.name,
            "date": line.order_id._get_due_date(line),
        }

    def _measure_availability(self, threshold):
        """Goods that stock, lead times and load say are later than their date.

        :param threshold: so many days late are accepted
        """
        tolerance = timedelta(days=int(threshold))
        supplies = self.env["customer.review.supply"]._plan(self)
        loads = self.env["customer.review.load"]._get_loads(self)
        late = {
            order: [
                (line, supply)
                for line in order._get_fact_lines()
                for supply in [supplies[order.id].get(line.id)]
                if supply
                and supply.missing
                and (
                    not supply.is_known
                    or supply.earliest > order._get_due_date(line) + tolerance
                    or supply.made_bom_ids
                    and _is_full(loads[order.id].get(line.id))
                )
            ]
            for order in self
        }
        named = self.env["product.product"].browse(
            {
                product_id
                for lines in late.values()
                for _line, supply in lines
                for product_id in supply.get_named_products()
            }
        )
        names = {product.id: product.display_name for product in named}
        return {
            order.id: "; ".join(
                order._get_supply_sentence(
                    line, supply, loads[order.id].get(line.id), names
                )
                for line, supply in lines
            )
            for order, lines in late.items()
            if lines
        }

    def _get_supply_sentence(self, line, supply, loads, names):
        """Return why a line is not there in time, with its figures.

        :param names: of the products that are missing, by id
        """
        product = line.product_id
        parts = [
            self.env._(
                "%(product)s: %(quantity)g %(unit)s due by %(date)s, %(free)g free",
                product=product.display_name,
                quantity=line._get_quantity_due(),
                unit=product.uom_id.name,
                date=format_date(self.env, self._get_due_date(line)),
                free=max(supply.free, 0),
            )
        ]
        if supply.is_known:
            parts.append(
                self.env._("possible on %s", format_date(self.env, supply.earliest))
            )
        else:
            unknown = map(names.__getitem__, dict.fromkeys(supply.unknown))
            parts.append(
                self.env._(
                    "no bill of materials or vendor known for %s", ", ".join(unknown)
                )
            )
        if supply.lead:
            days, product_id = supply.lead
            parts.append(
                self.env._(
                    "%(product)s takes %(days)s days to buy",
                    product=names[product_id],
                    days=days,
                )
            )
        if supply.made_bom_ids and _is_full(loads):
            _center_id, name, percent, _monday = loads[0]
            parts.append(
                self.env._(
                    "%(center)s is loaded to %(percent)d %% in that week",
                    center=name,
                    percent=percent,
                )
            )
        return ", ".join(parts)

    def _measure_credit(self, threshold):
        """A customer who is overdue, or above the credit limit with this order.

        :param threshold: so much that is overdue is accepted, in company currency
        """
        evidence = {}
        for order in self:
            figures = self._get_credit_figures()[order.id]
            currency = order.company_id.currency_id
            sentences = []
            if currency.compare_amounts(figures["overdue"], threshold) > 0:
                sentences.append(
                    self.env._(
                        "%(amount)s overdue since %(date)s",
                        amount=format_amount(self.env, figures["overdue"], currency),
                        date=format_date(self.env, figures["overdue_since"]),
                    )
                )
            limit, exposure = figures["limit"], order._get_exposure(figures)
            if limit and currency.compare_amounts(exposure, limit) > 0:
                sentences.append(
                    self.env._(
                        "%(amount)s owed and ordered with this, above the credit limit"
                        " of %(limit)s",
                        amount=format_amount(self.env, exposure, currency),
                        limit=format_amount(self.env, limit, currency),
                    )
                )
            if sentences:
                evidence[order.id] = "; ".join(sentences)
        return evidence

    def _get_credit_figures(self):
        """Return what each customer owes and has ordered, measured once."""
        provider = self.env["customer.review.fact.account"]
        return self.env["customer.review.fact"]._recall(
            self, "credit", provider._fetch_figures
        )

    def _get_exposure(self, figures):
        """Return what the customer owes and has ordered, this quotation included.

        In company currency, taxes included.
        """
        self.ensure_one()
        own = self.amount_total / (self.currency_rate or 1.0)
        return figures["receivable"] + figures["ordered"] + own


def _is_full(loads):
    """Return whether a work centre has no hour left."""
    return bool(loads) and loads[0][2] >= 100

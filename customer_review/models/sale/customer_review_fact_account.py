from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerReviewFactAccount(models.AbstractModel):
    """What the customer owes, has ordered and has bought.

    Of the commercial partner, in the order's company and its currency.
    """

    _name = "customer.review.fact.account"
    _inherit = ["customer.review.fact"]
    _description = "Facts from Accounting"

    _fact_model = "sale.order"
    _fact_sequence = 10

    @api.model
    def _describe_facts(self):
        departments = ["sales", "finance"]
        return {
            "overdue": {
                "label": self.env._("overdue"),
                "kind": "money",
                "departments": departments,
            },
            "exposure": {
                "label": self.env._("owed and ordered"),
                "kind": "money",
                "departments": departments,
                "help": self.env._(
                    "What is owed, what confirmed orders leave to invoice, and this."
                ),
            },
            "turnover": {
                "label": self.env._("turnover in 12 months"),
                "kind": "money",
                "departments": departments,
                "help": self.env._("Invoices less credit notes, without taxes."),
            },
        }

    @api.model
    def _get_facts(self, documents):
        figures = documents._get_credit_figures()
        return {
            order: self._get_customer_facts(order, figures[order.id])
            for order in documents
            if order.id in figures and figures[order.id]
        }

    @api.model
    def _get_customer_facts(self, order, figures):
        currency = order.company_id.currency_id
        partner = order.partner_id.commercial_partner_id
        exposure, limit = order._get_exposure(figures), figures["limit"]
        common = {
            "currency_id": currency.id,
            "link": ("account.move", f"res.partner/{partner.id}"),
        }
        is_overdue = currency.compare_amounts(figures["overdue"], 0) > 0
        return {
            "overdue": {
                "value": figures["overdue"],
                "level": "doubtful" if is_overdue else "fine",
                **common,
            },
            "exposure": {
                "value": exposure,
                "of": limit or None,
                "level": limit
                and (
                    "impossible"
                    if currency.compare_amounts(exposure, limit) > 0
                    else "fine"
                )
                or None,
                **common,
            },
            "turnover": {"value": figures["turnover"], **common},
        }

    @api.model
    def _fetch_figures(self, orders):
        """Return the customers' figures by order, by one query."""
        company = orders.company_id
        today = fields.Date.context_today(orders)
        customers = orders.partner_id.commercial_partner_id
        self._flush()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT customer.id, owed.receivable, owed.overdue, owed.overdue_since,
                       sold.turnover, open.ordered
                  FROM unnest(%(customers)s) AS customer(id)
                  JOIN LATERAL (
                       SELECT COALESCE(SUM(item.amount_residual), 0)::float
                                  AS receivable,
                              COALESCE(SUM(item.amount_residual) FILTER (
                                  WHERE item.date_maturity < %(today)s), 0)::float
                                  AS overdue,
                              MIN(item.date_maturity) FILTER (
                                  WHERE item.date_maturity < %(today)s
                                    AND item.amount_residual > 0) AS overdue_since
                         FROM account_move_line item
                         JOIN account_account account
                           ON account.id = item.account_id
                         JOIN res_partner partner ON partner.id = item.partner_id
                        WHERE partner.commercial_partner_id = customer.id
                          AND item.company_id = %(company)s
                          AND item.parent_state = 'posted'
                          AND account.account_type = 'asset_receivable'
                          AND NOT COALESCE(item.reconciled, FALSE)
                       ) owed ON TRUE
                  JOIN LATERAL (
                       SELECT COALESCE(SUM(invoice.amount_untaxed_signed), 0)::float
                                  AS turnover
                         FROM account_move invoice
                        WHERE invoice.commercial_partner_id = customer.id
                          AND invoice.company_id = %(company)s
                          AND invoice.state = 'posted'
                          AND invoice.move_type IN (
                                  'out_invoice', 'out_refund', 'out_receipt')
                          AND invoice.invoice_date > %(year_ago)s
                       ) sold ON TRUE
                  JOIN LATERAL (
                       SELECT COALESCE(SUM(
                                  GREATEST(line.price_subtotal
                                           - COALESCE(line.untaxed_amount_invoiced, 0),
                                           0)
                                  * line.price_total
                                  / NULLIF(line.price_subtotal, 0)
                                  / COALESCE(NULLIF(other.currency_rate, 0), 1)
                              ), 0)::float AS ordered
                         FROM sale_order other
                         JOIN res_partner partner ON partner.id = other.partner_id
                         JOIN sale_order_line line ON line.order_id = other.id
                        WHERE partner.commercial_partner_id = customer.id
                          AND other.company_id = %(company)s
                          AND other.state = 'sale'
                          AND other.id != ALL(%(orders)s)
                       ) open ON TRUE
                """,
                customers=customers.ids,
                orders=orders.ids,
                company=company.id,
                today=today,
                year_ago=today - relativedelta(years=1),
            )
        )
        by_customer = {row.pop("id"): row for row in rows}
        limits = {
            customer.id: company.account_use_credit_limit and customer.credit_limit
            for customer in customers
        }
        return {
            order.id: {**by_customer[customer.id], "limit": limits[customer.id]}
            for order in orders
            for customer in [order.partner_id.commercial_partner_id]
            if customer
        }

    @api.model
    def _flush(self):
        self.env["account.move"].flush_model(
            [
                *("amount_untaxed_signed", "commercial_partner_id", "company_id"),
                *("invoice_date", "move_type", "state"),
            ]
        )
        self.env["account.move.line"].flush_model(
            [
                *("account_id", "amount_residual", "company_id", "date_maturity"),
                *("parent_state", "partner_id", "reconciled"),
            ]
        )
        self.env["sale.order"].flush_model(
            ["company_id", "currency_rate", "partner_id", "state"]
        )
        self.env["sale.order.line"].flush_model(
            [
                *("order_id", "price_subtotal", "price_total"),
                *("untaxed_amount_invoiced",),
            ]
        )

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class CustomerReviewFactComplaint(models.AbstractModel):
    """What the customer, and others about the same product, complained of."""

    _name = "customer.review.fact.complaint"
    _inherit = ["customer.review.fact"]
    _description = "Facts from Complaints"

    _fact_model = "sale.order"
    _fact_sequence = 60

    @api.model
    def _describe_facts(self):
        return {
            "open_complaints": {
                "label": self.env._("open complaints"),
                "kind": "number",
                "departments": ["sales", "quality"],
            },
            "complaints": {
                "label": self.env._("complaints in 12 months"),
                "kind": "number",
                "departments": ["quality", "technical"],
                "help": self.env._("Of all customers about this product."),
            },
        }

    @api.model
    def _get_facts(self, documents):
        lines = [line for order in documents for line in order._get_fact_lines()]
        by_customer, by_product = self._count(documents, lines)
        facts = {
            order: {
                "open_complaints": {
                    "value": count,
                    "level": "doubtful" if count else "fine",
                    "link": (
                        "customer.complaint",
                        f"res.partner/{customer.id}"
                        "/action-customer_review.customer_complaint_action_of_customer",
                    ),
                }
            }
            for order in documents
            for customer in [order.partner_id.commercial_partner_id]
            for count in [by_customer.get(customer.id, 0)]
        }
        return facts | {
            line: {
                "complaints": {
                    "value": by_product[line.product_id.id],
                    "level": "doubtful",
                    "link": (
                        "customer.complaint",
                        f"product.product/{line.product_id.id}"
                        "/action-customer_review.customer_complaint_action_of_product",
                    ),
                }
            }
            for line in lines
            if line.product_id.id in by_product
        }

    @api.model
    def _count(self, orders, lines):
        """Return the open complaints by customer, and the year's by product."""
        complaints = self.env["customer.complaint"].sudo()
        complaints.flush_model()
        company = Domain("company_id", "=", orders.company_id.id)
        customers = orders.partner_id.commercial_partner_id
        still_open = complaints._search(
            company
            & Domain("commercial_partner_id", "in", customers.ids)
            & Domain("is_open", "=", True)
        )
        of_year = complaints._search(
            company
            & Domain("product_id", "in", [line.product_id.id for line in lines])
            & Domain(
                "date_received", ">", fields.Datetime.now() - relativedelta(years=1)
            )
        )
        counts = {"customer": {}, "product": {}}
        for kind, record_id, count in self.env.execute_query(
            SQL(
                """
                SELECT 'customer', commercial_partner_id, COUNT(*)
                  FROM customer_complaint WHERE id IN %s GROUP BY 2
             UNION ALL
                SELECT 'product', product_id, COUNT(*)
                  FROM customer_complaint WHERE id IN %s GROUP BY 2
                """,
                still_open.subselect(),
                of_year.subselect(),
            )
        ):
            counts[kind][record_id] = count
        return counts["customer"], counts["product"]

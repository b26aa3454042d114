"""Complaints among the facts beside the decision on an order."""

from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("standard", "post_install", "-at_install")
class TestComplaintFacts(ComplaintCase):
    def measure(self):
        order = (
            self.env["sale.order"]
            .with_company(self.company)
            .create(
                {
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "order_line": [
                        Command.create(
                            {"product_id": self.product.id, "product_uom_qty": 1}
                        )
                    ],
                }
            )
        )
        self.env.flush_all()
        self.env.invalidate_all()
        measured = self.env["customer.review.fact"]._measure(order)[order.id]
        return measured["general"], measured["lines"][0]["facts"]

    def test_none_is_known_of_the_customer_and_said_of_no_line(self):
        general, facts = self.measure()
        self.assertEqual(general["open_complaints"]["value"], 0)
        self.assertEqual(general["open_complaints"]["level"], "fine")
        self.assertNotIn("complaints", facts)

    def test_open_ones_of_the_customer_and_those_of_a_year_about_the_product(self):
        self.complain()
        self.complain(product_id=False)
        stranger = self.env["res.partner"].create({"name": "Stranger"})
        self.complain(partner_id=stranger.id, contact_id=False)
        old = self.complain(partner_id=stranger.id, contact_id=False)
        old.sudo()._as_engine().write(
            {"date_received": fields.Datetime.now() - timedelta(days=366)}
        )
        closed = self.complain()
        closed.sudo()._as_engine().write({"state": "closed"})
        general, facts = self.measure()
        self.assertEqual(general["open_complaints"]["value"], 2)
        self.assertEqual(facts["complaints"]["value"], 3)
        self.assertEqual(facts["complaints"]["level"], "doubtful")

    def test_another_company_s_complaints_do_not_count(self):
        other = self.env["res.company"].create({"name": "Other Ltd"})
        complaint = self.complain()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE customer_complaint SET company_id = %s WHERE id = %s",
            [other.id, complaint.id],
        )
        general, facts = self.measure()
        self.assertEqual(general["open_complaints"]["value"], 0)
        self.assertNotIn("complaints", facts)

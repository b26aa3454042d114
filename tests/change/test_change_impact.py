"""What a change touches: delivered and invoiced already."""

from odoo import Command

from .common import ChangeCase


class TestChangeImpact(ChangeCase):
    def deliver(self, quantity):
        self.order.sudo()._as_engine().order_line.qty_delivered = quantity

    def invoice(self, quantity):
        journal = self.env["account.journal"].create(
            {
                "name": "Sales",
                "type": "sale",
                "code": "RWS",
                "company_id": self.company.id,
            }
        )
        account = self.env["account.account"].create(
            {
                "name": "Income",
                "code": "RW4000",
                "account_type": "income",
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        receivable = self.env["account.account"].create(
            {
                "name": "Receivable",
                "code": "RW1200",
                "account_type": "asset_receivable",
                "reconcile": True,
                "company_ids": [Command.set(self.company.ids)],
            }
        )
        self.customer.with_company(
            self.company
        ).property_account_receivable_id = receivable
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "journal_id": journal.id,
                "invoice_date": "2026-01-01",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Desk",
                            "quantity": quantity,
                            "price_unit": 100,
                            "account_id": account.id,
                            "tax_ids": [Command.clear()],
                            "sale_line_ids": [Command.link(self.line.id)],
                        }
                    )
                ],
            }
        )
        move.action_post()
        return move

    def impact(self, change):
        return [
            (row["kind"], row["text"], row["blocks"])
            for row in change._get_impact_rows()
        ]

    def test_below_delivered_is_refused_and_names_the_return(self):
        self.deliver(2)
        change = self.request_quantity(1)
        kind, text, blocks = self.impact(change)[0]
        self.assertTrue(blocks)
        self.assertIn("2 Units are delivered: not possible before a return", text)
        self.assertIn("not possible", str(change.impact_html))
        message = self.assert_refused(change.action_submit_review)
        self.assertIn("Take the goods back with a return", message)

    def test_equal_to_delivered_closes_the_line(self):
        self.deliver(2)
        change = self.request_quantity(2, loss_bearer="none")
        self.assertIn("nothing more is delivered", self.impact(change)[0][1])
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)

    def test_more_after_full_delivery(self):
        self.deliver(3)
        change = self.request_quantity(5, loss_bearer="none")
        self.assertIn("2 will follow", self.impact(change)[0][1])
        self.assertEqual(change.change_kind, "after_release")
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)

    def test_below_invoiced_is_allowed_and_names_the_credit_note(self):
        self.invoice(3)
        change = self.request_quantity(1)
        self.assertIn("a credit note for 2 Units", self.impact(change)[0][1])
        self.approve(change)
        change = self.as_admin(change)
        self.assertEqual(change.state, "applied", change.apply_error)
        self.assertIn("a credit note for 2 Units", str(change.impact_html))

    def test_a_new_price_leaves_the_invoice_as_it_is_and_shows_the_difference(self):
        move = self.invoice(1)
        change = self.request(
            self.order, [{"order_line_id": self.line.id, "price_unit": 120}]
        )
        text = self.impact(change)[0][1]
        self.assertIn("1 Units stay invoiced at the old price", text)
        self.assertIn("20.00", text)
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        self.assertEqual(move.amount_total, 100)
        self.assertEqual(self.as_admin(self.order).order_line.price_unit, 120)

    def test_an_address_changed_after_an_invoice(self):
        move = self.invoice(1)
        address = self.env["res.partner"].create(
            {"name": "Accounts", "type": "invoice", "parent_id": self.customer.id}
        )
        change = self.request(self.order, partner_invoice_id=address.id)
        self.assertIn("keeps its address", self.impact(change)[0][1])
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        self.assertEqual(move.partner_id, self.customer)
        self.assertEqual(self.as_admin(self.order).partner_invoice_id, address)

    def test_beyond_the_credit_limit_is_said_to_whoever_decides(self):
        self.company.account_use_credit_limit = True
        customer = self.customer.with_company(self.company)
        customer.write({"use_partner_credit_limit": True, "credit_limit": 450})
        self.assertEqual(self.impact(self.request_quantity(4)), [])
        change = self.request_quantity(5)
        ((kind, text, blocks),) = self.impact(change)
        self.assertEqual((kind, blocks), ("Credit limit", False))
        self.assertIn(
            "500.00 would be outstanding, of $ 450.00", text.replace("\xa0", " ")
        )
        review = self.submit(change)
        rows = review.content["details"]["impact"]
        self.assertEqual([row["text"] for row in rows], [text])

    def test_each_row_leads_whoever_may_open_it_to_what_it_is_about(self):
        move = self.invoice(1)
        term = self.env["account.payment.term"].create({"name": "60 days"})
        self.deliver(1)
        change = self.request(
            self.order,
            [{"order_line_id": self.line.id, "product_uom_qty": 4}],
            payment_term_id=term.id,
        )
        order_link = f'href="/odoo/sale.order/{self.order.id}"'
        move_link = f'href="/odoo/account.move/{move.id}"'
        seen = str(change.with_env(self.env).impact_html)
        self.assertIn(order_link, seen)
        self.assertIn(move_link, seen)
        seen = str(change.with_user(self.reviewers["quality"]).impact_html)
        self.assertIn(move.name, seen)
        self.assertNotIn("href", seen)

    def test_what_was_invoiced_meanwhile_is_said(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        self.invoice(1)
        self.decide(change, "general_manager")
        self.assertEqual(self.as_admin(change).state, "approved")
        self.assertIn("invoiced 0 → 1", change.apply_error)
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 3)

    def test_what_was_changed_meanwhile_is_said(self):
        change = self.request_quantity(5)
        self.submit(change)
        self.decide_departments(change)
        order = self.order.sudo()
        with order._being_applied():
            order.order_line.price_unit = 90
            self.env.flush_all()
        self.decide(change, "general_manager")
        self.assertEqual(self.as_admin(change).state, "approved")
        self.assertIn("Unit Price: 100 → 90", change.apply_error)
        self.assertEqual(self.as_admin(self.order).order_line.product_uom_qty, 3)

    def test_terms_changed_after_an_invoice(self):
        move = self.invoice(1)
        term = self.env["account.payment.term"].create({"name": "60 days"})
        change = self.request(self.order, payment_term_id=term.id)
        rows = change._get_impact_rows()
        self.assertEqual(
            [(row["model"], row["id"]) for row in rows], [("account.move", move.id)]
        )
        self.assertIn("keeps its address and terms", rows[0]["text"])

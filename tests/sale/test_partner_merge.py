"""Two customers become one: Odoo does it in SQL, below what a review sees."""

from ..common import ReviewCase


class TestPartnerMerge(ReviewCase):
    def setUp(self):
        super().setUp()
        self.double = self.create_double()

    def create_double(self):
        return self.env["res.partner"].create(
            {"name": "Deco Addict Ltd", "email": "deco@example.com"}
        )

    def merge(self):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((self.double + self.customer).ids, self.customer)
        self.env.flush_all()
        self.assertFalse(self.double.exists())

    def test_confirmed_order_stays_what_was_approved(self):
        for name in ("partner_id", "partner_invoice_id", "partner_shipping_id"):
            with self.subTest(field=name):
                order = self.create_order(**{name: self.double.id})
                self.approve(order)
                order.action_confirm()
                self.merge()
                order = self.as_admin(order)
                self.assertEqual(order[name], self.customer)
                self.assertTrue(order._is_review_approved())
                self.assertEqual(order.review_state, "approved")
                self.assertIn("merged into", order.message_ids[0].body)
                order.order_line.qty_delivered = 3
                self.assert_refused(order.order_line.write, {"price_unit": 1})
                self.double = self.create_double()

    def test_confirmed_general_order_stays_decided(self):
        self.company.review_policy = "special"
        order = self.create_order(partner_id=self.double.id)
        order.action_confirm()
        self.merge()
        order = self.as_admin(order)
        self.assertEqual(order.review_obligation, "regular")
        order.order_line.qty_delivered = 3
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_approved_quotation_is_not_confirmed_for_somebody_else(self):
        order = self.create_order(partner_id=self.double.id)
        self.approve(order)
        self.merge()
        self.assertEqual(self.as_admin(order).review_state, "outdated")
        self.assertIn("differs", self.assert_refused(order.action_confirm))
        self.assertIn("Deco Addict Ltd", order.message_ids[:2].mapped("body")[0])

    def test_open_review_is_outdated(self):
        order = self.create_order(partner_shipping_id=self.double.id)
        review = self.submit(order)
        self.merge()
        self.assertEqual(self.as_admin(order).review_state, "outdated")
        self.assertEqual(review.state, "superseded")

    def test_what_names_the_remaining_one_is_untouched(self):
        order = self.create_order()
        self.approve(order)
        self.merge()
        self.assertEqual(self.as_admin(order).review_state, "approved")

    def test_quotation_that_was_never_submitted(self):
        order = self.create_order(partner_id=self.double.id)
        self.merge()
        self.assertEqual(self.as_admin(order).partner_id, self.customer)
        self.assertEqual(order.review_state, "none")
        self.approve(order)

    def test_every_reviewed_partner_of_every_kind_is_looked_at(self):
        paths = self.env["sale.order"]._get_partner_paths()
        self.assertLessEqual(
            {"partner_id", "partner_invoice_id", "partner_shipping_id"}, set(paths)
        )
        self.assertEqual(
            self.env["customer.review.test.document"]._get_partner_paths(), []
        )

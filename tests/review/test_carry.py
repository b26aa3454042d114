"""On a new revision only those departments review again whose parts have changed."""

from ..common import SIDE_BY_SIDE, ReviewCase


class TestCarry(ReviewCase):
    def setUp(self):
        super().setUp()
        self.order = self.create_contract()
        self.submit(self.order)

    def get_decisions(self):
        lines = self.as_admin(self.order).review_id.line_ids
        return {line.department_id.code: line.decision for line in lines}

    def test_a_new_price_is_asked_of_sales_alone(self):
        self.decide(self.order, *SIDE_BY_SIDE)
        first = self.order.sudo().review_id
        self.order.order_line.price_unit = 95
        review = self.submit(self.order)
        self.assertEqual(
            self.get_decisions(),
            {
                **dict.fromkeys(SIDE_BY_SIDE, "accepted"),
                "sales": "pending",
                "general_manager": "waiting",
            },
        )
        carried = review.line_ids.filtered("carried_from_id")
        self.assertEqual(carried.carried_from_id.review_id, first)
        self.assertEqual(review.decided_count, 4)
        self.assertFalse(carried.activity_id)
        self.assertIn("carried over from", carried[0].opinion)

    def test_a_new_date_is_asked_of_whom_it_concerns(self):
        self.decide(self.order, *SIDE_BY_SIDE)
        self.order.commitment_date = "2027-05-05"
        self.submit(self.order)
        pending = {"sales", "procurement", "production"}
        decisions = self.get_decisions()
        self.assertEqual(
            {code for code, one in decisions.items() if one == "pending"}, pending
        )

    def test_what_belongs_to_no_part_is_asked_of_everybody(self):
        self.decide(self.order, *SIDE_BY_SIDE)
        self.order.order_channel = "fax"
        self.submit(self.order)
        self.assertEqual(set(self.get_decisions().values()), {"pending", "waiting"})

    def test_the_general_manager_decides_anew(self):
        self.approve(self.order)
        self.order.order_line.price_unit = 95
        self.submit(self.order)
        self.decide(self.order, "sales")
        self.assertEqual(self.get_decisions()["general_manager"], "pending")
        self.assertEqual(self.as_admin(self.order).review_state, "to_approve")

    def test_neither_rejected_nor_conditional_is_carried(self):
        self.decide(self.order, "production")
        self.decide(
            self.order,
            "technical",
            decision="conditional",
            conditions=[("Draw it", self.salesman, "2027-01-01")],
        )
        self.decide(self.order, "quality", decision="rejected")
        self.order.order_line.price_unit = 95
        self.submit(self.order)
        decisions = self.get_decisions()
        for code in ("quality", "technical", "sales", "procurement"):
            self.assertEqual(decisions[code], "pending", code)
        self.assertEqual(decisions["production"], "accepted")

    def test_an_opinion_points_to_where_it_was_given(self):
        self.decide(self.order, *SIDE_BY_SIDE)
        given = self.get_line(self.order, "quality")
        for price in (95, 90):
            self.order.order_line.price_unit = price
            self.submit(self.order)
            self.decide(self.order, "sales")
        self.assertEqual(self.get_line(self.order, "quality").carried_from_id, given)

    def test_nothing_is_carried_where_the_company_does_not_want_it(self):
        self.company.review_carry_over = False
        self.decide(self.order, *SIDE_BY_SIDE)
        self.order.order_line.price_unit = 95
        self.submit(self.order)
        self.assertNotIn("accepted", self.get_decisions().values())

    def test_when_all_are_carried_the_final_step_is_open_at_once(self):
        self.decide(self.order, *SIDE_BY_SIDE)
        self.order.with_user(self.salesman).action_withdraw_review("Not needed")
        self.submit(self.order)
        self.assertEqual(self.get_decisions()["general_manager"], "pending")
        self.assertEqual(self.as_admin(self.order).review_state, "to_approve")
        self.decide(self.order, "general_manager")
        self.assertEqual(self.as_admin(self.order).review_state, "approved")

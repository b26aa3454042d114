"""Conditions of acceptance: owned, dated, and closed before the final approval."""

from ..common import SIDE_BY_SIDE, ReviewCase


class TestConditions(ReviewCase):
    def setUp(self):
        super().setUp()
        self.order = self.create_contract()
        self.review = self.submit(self.order)
        self.decide(
            self.order,
            "quality",
            decision="conditional",
            comment="with a new gauge",
            conditions=[("Buy a gauge", self.salesman, "2030-02-01")],
        )
        self.condition = self.review.condition_ids

    def decide_rest(self):
        self.decide(self.order, *(c for c in SIDE_BY_SIDE if c != "quality"))

    def test_condition_is_owned_dated_and_open(self):
        self.assertRecordValues(
            self.condition,
            [
                {
                    "name": "Buy a gauge",
                    "user_id": self.salesman.id,
                    "line_id": self.get_line(self.order, "quality").id,
                    "state": "open",
                    "closed_by_id": False,
                }
            ],
        )
        self.assertEqual(str(self.condition.date_deadline), "2030-02-01")
        self.assertRecordValues(
            self.get_line(self.order, "quality"),
            [{"decision": "conditional", "comment": "with a new gauge"}],
        )

    def test_owner_gets_an_activity(self):
        self.assertRecordValues(
            self.condition.activity_id,
            [{"user_id": self.salesman.id, "summary": "Buy a gauge"}],
        )

    def test_owner_who_knows_nothing_of_reviews_may_read_and_report(self):
        self.decide_rest()
        order = self.create_contract()
        review = self.submit(order)
        user = self.create_user("rw_owner", "customer_review.group_user")
        self.decide(
            order,
            "quality",
            decision="conditional",
            conditions=[("Ask", user, "2030-02-01")],
        )
        condition = review.condition_ids.with_user(user)
        self.assertTrue(condition.has_access("read"))
        condition.action_done()
        self.assertEqual(self.as_admin(condition).state, "done")

    def test_conditional_acceptance_needs_text_and_a_condition(self):
        line = self.get_line(self.order, "sales").with_user(self.reviewers["sales"])
        conditions = [("Ask", self.salesman, "2030-02-01")]
        message = self.assert_refused(
            self.decide_in_dialog, line, "conditional", " ", conditions
        )
        self.assertIn("reason", message)
        message = self.assert_refused(self.decide_in_dialog, line, "conditional")
        self.assertIn("at least one condition", message)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_review_moves_on_while_a_condition_is_open(self):
        self.decide_rest()
        self.assertEqual(self.order.review_state, "to_approve")

    def test_open_condition_keeps_the_final_step_from_approving(self):
        self.decide_rest()
        line = self.get_line(self.order, "general_manager")
        own = line.with_user(self.general_manager)
        message = self.assert_refused(own.action_accept)
        self.assertIn("Buy a gauge", message)
        self.assert_refused(
            self.decide_in_dialog,
            own,
            "conditional",
            conditions=[("More", self.salesman, "2030-02-01")],
        )
        line = self.as_admin(line)
        self.assertEqual(line.decision, "pending")
        self.assertEqual(len(line.review_id.condition_ids), 1)

    def test_open_condition_keeps_nobody_from_rejecting(self):
        self.decide_rest()
        self.decide(self.order, "general_manager", decision="rejected")
        self.assertEqual(self.order.review_state, "refused")

    def test_closed_conditions_let_the_final_step_approve(self):
        self.decide_rest()
        self.condition.with_user(self.salesman).action_done()
        self.decide(self.order, "general_manager")
        self.assertEqual(self.order.review_state, "approved")

    def test_condition_of_the_final_step_itself_delays_the_approval(self):
        self.decide_rest()
        self.condition.with_user(self.salesman).action_done()
        self.decide(
            self.order,
            "general_manager",
            decision="conditional",
            conditions=[("Call the customer", self.salesman, "2030-02-01")],
        )
        self.assertEqual(self.review.state, "to_approve")
        self.assert_refused(self.order.action_confirm)
        last = self.review.condition_ids - self.condition
        last.with_user(self.salesman).action_done()
        self.assertEqual(self.as_admin(self.review).state, "approved")
        self.assertEqual(self.order.review_state, "approved")

    def test_closing_records_who_and_when_and_ends_the_activity(self):
        with self.at("2026-06-03 10:00:00") as now:
            self.condition.with_user(self.salesman).action_done()
        self.assertRecordValues(
            self.as_admin(self.condition),
            [
                {
                    "state": "done",
                    "closed_by_id": self.salesman.id,
                    "date_closed": now,
                }
            ],
        )
        self.assertFalse(self.condition.activity_id.active)

    def test_condition_is_closed_once(self):
        self.condition.with_user(self.salesman).action_done()
        message = self.assert_refused(
            self.condition.with_user(self.reviewers["quality"]).action_waive
        )
        self.assertIn("closed already", message)
        self.assertEqual(self.as_admin(self.condition).state, "done")

    def test_department_that_set_it_and_the_general_manager_waive(self):
        self.condition.with_user(self.reviewers["quality"]).action_waive()
        self.assertEqual(self.condition.state, "waived")
        order = self.create_contract()
        review = self.submit(order)
        self.decide(
            order,
            "quality",
            decision="conditional",
            conditions=[("Ask", self.salesman, "2030-02-01")],
        )
        review.condition_ids.with_user(self.general_manager).action_waive()
        self.assertEqual(review.condition_ids.state, "waived")

    def test_owner_does_not_waive(self):
        self.assert_refused(self.condition.with_user(self.salesman).action_waive)
        self.assertEqual(self.as_admin(self.condition).state, "open")

    def test_nobody_else_closes(self):
        for user in (
            *(self.reviewers[code] for code in ("sales", "technical", "production")),
            self.manager,
            self.auditor,
            self.nobody,
            self.env.ref("base.user_root"),
        ):
            own = self.condition.with_user(user)
            for su in (False, True):
                self.assert_refused(own.sudo(su).action_done)
                self.assert_refused(own.sudo(su).action_waive)
        self.assertEqual(self.as_admin(self.condition).state, "open")

    def test_conditions_of_a_closed_review_are_left_as_they_are(self):
        self.order.action_withdraw_review("Not needed")
        message = self.assert_refused(
            self.condition.with_user(self.salesman).action_done
        )
        self.assertIn("closed", message)
        self.assertEqual(self.as_admin(self.condition).state, "open")
        self.assertFalse(self.condition.activity_id.active)

    def test_completing_the_activity_closes_no_condition(self):
        self.condition.activity_id.with_user(self.salesman).action_feedback("done")
        self.assertEqual(self.as_admin(self.condition).state, "open")

    def test_overdue_conditions_are_found(self):
        late = [("is_late", "=", True), ("id", "=", self.condition.id)]
        conditions = self.env["customer.review.condition"]
        with self.at("2030-02-01 12:00:00"):
            self.assertFalse(conditions.search(late))
        with self.at("2030-02-02 12:00:00"):
            self.assertTrue(conditions.search(late))
            self.assertTrue(self.as_admin(self.condition).is_late)

"""A quotation on its way from submission to approval, refusal or withdrawal."""

from odoo import Command
from odoo.exceptions import MissingError

from ..common import DEPARTMENTS, SIDE_BY_SIDE, ReviewCase


class TestSubmission(ReviewCase):
    def test_all_departments_are_asked_side_by_side(self):
        order = self.create_contract()
        review = self.submit(order)
        self.assertRecordValues(
            review.line_ids,
            [
                {"department_id": self.department(code).id, "decision": decision}
                for code, decision in zip(
                    DEPARTMENTS, ("pending",) * 5 + ("waiting",), strict=True
                )
            ],
        )
        self.assertEqual(order.review_state, "in_review")

    def test_form_names_document_customer_submitter_and_dates(self):
        order = self.create_contract()
        review = self.submit(order)
        self.assertRecordValues(
            review,
            [
                {
                    "revision": 1,
                    "order_id": order.id,
                    "document_name": order.name,
                    "partner_id": self.customer.id,
                    "company_id": self.company.id,
                    "user_id": self.salesman.id,
                    "salesperson_id": self.salesman.id,
                    "amount_total": 300.0,
                    "state": "in_review",
                    "review_class": "regular",
                    "fingerprint": order.content_fingerprint,
                    "line_count": 6,
                    "decided_count": 0,
                    "date_closed": False,
                }
            ],
        )
        self.assertTrue(review.name)
        self.assertTrue(review.date_submitted)
        self.assertGreater(review.date_deadline, review.date_submitted)

    def test_form_holds_each_departments_checklist_unanswered(self):
        order = self.create_contract()
        self.submit(order)
        checks = self.get_line(order, "technical").check_ids
        self.assertEqual(
            checks.mapped("name"),
            ["Technical requirements", "Technical standards", "Packaging", "Changes"],
        )
        self.assertFalse(any(checks.mapped("answer")))

    def test_every_pending_department_gets_one_activity(self):
        order = self.create_contract()
        review = self.submit(order)
        self.assertEqual(
            review.activity_ids.user_id,
            self.env["res.users"].union(*(self.reviewers[c] for c in SIDE_BY_SIDE)),
        )
        self.assertEqual(len(review.activity_ids), 5)

    def test_final_step_gets_its_activity_once_it_is_its_turn(self):
        order = self.create_contract()
        review = self.submit(order)
        self.decide(order, *SIDE_BY_SIDE)
        self.assertRecordValues(
            review.activity_ids, [{"user_id": self.general_manager.id}]
        )

    def test_submitting_twice_is_refused(self):
        order = self.create_order()
        self.submit(order)
        message = self.assert_refused(order.action_submit_review)
        self.assertIn("already under review", message)
        self.assertEqual(len(self.as_admin(order).customer_review_ids), 1)

    def test_an_approved_order_is_not_submitted_again(self):
        order = self.create_order()
        self.approve(order)
        self.assert_refused(order.action_submit_review)
        self.assertEqual(len(self.as_admin(order).customer_review_ids), 1)

    def test_a_cancelled_order_is_not_submitted(self):
        order = self.create_order()
        order._action_cancel()
        message = self.assert_refused(order.action_submit_review)
        self.assertIn("not open any more", message)

    def test_several_quotations_are_submitted_together(self):
        orders = self.create_order() + self.create_contract()
        orders.action_submit_review()
        self.assertEqual(orders.mapped("review_state"), ["in_review"] * 2)
        self.assertEqual(len(set(orders.sudo().review_id.mapped("name"))), 2)

    def test_nothing_is_submitted_when_one_of_several_cannot_be(self):
        good, bad = self.create_order(), self.create_order()
        self.submit(bad)
        message = self.assert_refused((good + bad).action_submit_review)
        self.assertIn(bad.name, message)
        self.assertNotIn(good.name, message)
        self.assertEqual(self.as_admin(good).review_state, "none")

    def test_numbers_follow_one_another(self):
        orders = self.create_order() + self.create_order()
        orders.action_submit_review()
        first, second = (
            int(name.rpartition("/")[2])
            for name in orders.sudo().review_id.mapped("name")
        )
        self.assertEqual(abs(second - first), 1)


class TestDecisions(ReviewCase):
    def test_final_step_opens_when_all_before_it_have_accepted(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, *SIDE_BY_SIDE[:-1])
        self.assertEqual(self.get_line(order, "general_manager").decision, "waiting")
        self.decide(order, SIDE_BY_SIDE[-1])
        self.assertEqual(self.get_line(order, "general_manager").decision, "pending")
        self.assertEqual(order.review_state, "to_approve")

    def test_final_acceptance_approves(self):
        order = self.create_contract()
        review = self.approve(order)
        self.assertRecordValues(
            order,
            [
                {
                    "review_state": "approved",
                    "approved_fingerprint": review.fingerprint,
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(review.state, "approved")
        self.assertEqual(review.decided_count, 6)
        self.assertTrue(review.date_closed)
        self.assertFalse(review.activity_ids)

    def test_decision_records_who_and_when(self):
        order = self.create_order()
        self.submit(order)
        with self.at("2026-06-03 10:00:00") as now:
            self.decide(order, "sales")
        self.assertRecordValues(
            self.get_line(order, "sales"),
            [
                {
                    "decision": "accepted",
                    "user_id": self.reviewers["sales"].id,
                    "on_behalf_of_id": False,
                    "date_decided": now,
                }
            ],
        )

    def test_rejection_is_noted_in_the_chatter_in_the_deciders_name(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales", decision="rejected", comment="too cheap")
        self.env.cr.flush()
        message = self.as_admin(order).message_ids[0]
        self.assertIn("Sales: Not Accepted – too cheap", message.body)
        self.assertEqual(message.author_id, self.reviewers["sales"].partner_id)

    def test_decision_closes_its_activity_and_no_other(self):
        order = self.create_contract()
        review = self.submit(order)
        self.decide(order, "quality")
        self.assertNotIn(
            self.reviewers["quality"], self.as_admin(review).activity_ids.user_id
        )
        self.assertEqual(len(review.activity_ids), 4)

    def test_completing_the_activity_decides_nothing(self):
        order = self.create_contract()
        review = self.submit(order)
        activity = self.get_line(order, "quality").activity_id
        activity.with_user(self.reviewers["quality"]).action_feedback("fine")
        self.as_admin(review)
        self.assertEqual(self.get_line(order, "quality").decision, "pending")

    def test_deleting_the_activity_decides_nothing_and_blocks_nothing(self):
        order = self.create_order()
        self.submit(order)
        self.get_line(order, "sales").activity_id.unlink()
        self.assertEqual(self.get_line(order, "sales").decision, "pending")
        self.decide(order, "sales", "general_manager")
        self.assertEqual(order.review_state, "approved")

    def test_open_checklist_items_count_as_met_on_acceptance(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales")
        answers = self.get_line(order, "sales").check_ids.mapped("answer")
        self.assertEqual(answers, ["yes"] * 3)

    def test_item_answered_no_needs_a_note(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales").with_user(self.reviewers["sales"])
        line.check_ids[0].answer = "no"
        message = self.assert_refused(line.action_accept)
        self.assertIn("note", message)

    def test_item_answered_no_blocks_a_plain_acceptance(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales").with_user(self.reviewers["sales"])
        line.check_ids[0].write({"answer": "no", "note": "below our list"})
        message = self.assert_refused(line.action_accept)
        self.assertIn("accept with conditions, or reject", message)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_several_reviews_are_decided_at_once(self):
        orders = self.create_order() + self.create_order()
        orders.action_submit_review()
        lines = orders.sudo().review_id.line_ids.filtered(
            lambda line: line.department_id.code == "sales"
        )
        lines.with_user(self.reviewers["sales"]).action_accept()
        self.assertEqual(orders.mapped("review_state"), ["to_approve"] * 2)

    def test_dialog_decides_what_it_can_and_says_why_not_the_rest(self):
        orders = self.create_order() + self.create_order()
        orders.action_submit_review()
        self.decide(orders[1], "sales")
        lines = orders.sudo().review_id.line_ids.filtered(
            lambda line: line.department_id.code == "sales"
        )
        wizard = (
            self.env["customer.review.decision"]
            .with_user(self.reviewers["sales"])
            .create({"line_ids": [Command.set(lines.ids)], "decision": "accepted"})
        )
        self.assertEqual(wizard.decidable_count, 1)
        self.assertIn("already decided", wizard.blocked)
        wizard.action_confirm()
        self.assertEqual(orders.mapped("review_state"), ["to_approve"] * 2)

    def test_deciding_from_the_order_takes_the_users_own_opinion(self):
        order = self.create_order()
        self.submit(order)
        order.with_user(self.reviewers["sales"]).action_approve_review()
        self.assertEqual(self.get_line(order, "sales").decision, "accepted")

    def test_deciding_from_the_order_outside_a_review_is_refused(self):
        order = self.create_order()
        message = self.assert_refused(
            order.with_user(self.sales_manager).action_approve_review
        )
        self.assertIn("not under review", message)
        self.assert_refused(
            order.with_user(self.general_manager).action_approve_review,
            error=MissingError,
        )

    def test_one_person_in_two_departments_decides_for_both(self):
        quality = self.reviewers["quality"]
        quality.group_ids = [
            Command.link(self.env.ref("customer_review.group_technical").id)
        ]
        order = self.create_contract()
        self.submit(order)
        order.with_user(quality).action_approve_review()
        self.assertRecordValues(
            self.get_line(order, "quality") + self.get_line(order, "technical"),
            [{"decision": "accepted", "user_id": quality.id}] * 2,
        )


class TestRefusal(ReviewCase):
    def test_rejection_refuses_at_once_and_closes_every_other_activity(self):
        order = self.create_contract()
        review = self.submit(order)
        self.decide(order, "technical", decision="rejected", comment="too thick")
        self.assertRecordValues(
            review, [{"state": "refused", "closing_reason": "too thick"}]
        )
        self.assertEqual(order.review_state, "refused")
        self.assertFalse(review.activity_ids)
        self.assertEqual(self.get_line(order, "technical").comment, "too thick")

    def test_rejection_needs_a_reason(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales").with_user(self.reviewers["sales"])
        for comment in ("", "  \n"):
            message = self.assert_refused(
                self.decide_in_dialog, line, "rejected", comment
            )
            self.assertIn("reason", message)
        self.assertEqual(self.as_admin(order).review_state, "in_review")

    def test_reject_button_opens_the_dialog_and_decides_nothing(self):
        order = self.create_order()
        self.submit(order)
        user = self.reviewers["sales"]
        action = order.with_user(user).action_reject_review()
        self.assertEqual(action["res_model"], "customer.review.decision")
        self.assertEqual(action["context"]["default_decision"], "rejected")
        self.assertEqual(self.get_line(order, "sales").decision, "pending")

    def test_nobody_decides_on_a_refused_review(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, "technical", decision="rejected")
        line = self.get_line(order, "quality").with_user(self.reviewers["quality"])
        message = self.assert_refused(line.action_accept)
        self.assertIn("closed", message)

    def test_refused_order_cannot_be_confirmed(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales", decision="rejected")
        message = self.assert_refused(order.action_confirm)
        self.assertIn("refused", message)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_refused_order_is_submitted_again_as_the_next_revision(self):
        order = self.create_order()
        first = self.submit(order)
        self.decide(order, "sales", decision="rejected")
        order.order_line.price_unit = 120
        second = self.submit(order)
        self.assertNotEqual(first, second)
        self.assertRecordValues(
            second, [{"name": first.name, "revision": 2, "state": "in_review"}]
        )
        self.assertEqual(first.state, "refused")

    def test_next_revision_shows_what_changed_since_the_one_before(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales", decision="rejected")
        order.order_line.price_unit = 120
        second = self.submit(order)
        self.assertEqual(
            [(change["field"], change["after"]) for change in second.changes],
            [("price_unit", "120")],
        )

    def test_refusal_by_the_general_manager_refuses(self):
        order = self.create_order()
        review = self.submit(order)
        self.decide(order, "sales")
        self.decide(order, "general_manager", decision="rejected")
        self.assertEqual(review.state, "refused")
        self.assertFalse(order.approved_fingerprint)


class TestWithdrawal(ReviewCase):
    def test_withdrawn_review_is_kept_and_its_activities_are_closed(self):
        order = self.create_contract()
        review = self.submit(order)
        self.decide(order, "quality")
        order.action_withdraw_review("Not needed")
        self.assertEqual(order.review_state, "none")
        self.assertRecordValues(review, [{"state": "cancelled", "decided_count": 1}])
        self.assertFalse(review.activity_ids)

    def test_withdrawn_order_cannot_be_confirmed(self):
        order = self.create_order()
        self.submit(order)
        order.action_withdraw_review("Not needed")
        self.assert_refused(order.action_confirm)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_withdrawn_order_is_submitted_again_as_the_next_revision(self):
        order = self.create_order()
        first = self.submit(order)
        order.action_withdraw_review("Not needed")
        second = self.submit(order)
        self.assertRecordValues(second, [{"name": first.name, "revision": 2}])

    def test_approved_review_is_not_withdrawn(self):
        order = self.create_order()
        self.approve(order)
        self.assert_refused(order.action_withdraw_review)
        self.assertEqual(self.as_admin(order).review_state, "approved")


class TestCancellation(ReviewCase):
    def test_cancelling_the_order_withdraws_its_review(self):
        order = self.create_contract()
        review = self.submit(order)
        order._action_cancel()
        self.assertEqual(review.state, "cancelled")
        self.assertFalse(self.as_admin(review).activity_ids)
        self.assertEqual(order.review_state, "none")

    def test_setting_back_to_quotation_voids_the_approval(self):
        order = self.create_order()
        review = self.approve(order)
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        self.assertFalse(order.approved_fingerprint)
        self.assertEqual(order.review_state, "outdated")
        self.assertEqual(review.state, "superseded")
        self.assert_refused(order.action_confirm)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_writing_the_state_back_to_quotation_voids_the_approval(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        order.sudo().write({"state": "draft"})
        self.assertFalse(order.approved_fingerprint)

    def test_order_set_back_is_reviewed_and_confirmed_again(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        review = self.approve(order)
        self.assertEqual(review.revision, 2)
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_approval_outlives_sending_the_quotation(self):
        order = self.create_order()
        self.approve(order)
        order.action_quotation_sent()
        self.assertEqual(order.review_state, "approved")
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_order_with_a_review_is_not_deleted(self):
        order = self.create_order()
        review = self.submit(order)
        order.action_withdraw_review("Not needed")
        self.assert_refused(order.unlink, error=Exception)
        self.assertTrue(self.as_admin(review).exists())
        self.assertTrue(self.as_admin(order).exists())


class TestConfirmation(ReviewCase):
    def test_confirming_without_review_says_what_to_do(self):
        order = self.create_order()
        message = self.assert_refused(order.action_confirm)
        self.assertIn(order.name, message)
        self.assertIn("Submit for Review", message)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_confirming_under_review_names_who_is_awaited(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, "sales", "quality", "technical")
        message = self.assert_refused(order.action_confirm)
        self.assertIn("Procurement, Production", message)
        self.assertNotIn("Quality", message)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_approved_order_can_be_confirmed(self):
        order = self.create_contract()
        self.approve(order)
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_content_of_a_confirmed_order_is_fixed(self):
        order = self.create_order()
        self.approve(order)
        order.action_confirm()
        self.assert_refused(order.order_line.write, {"product_uom_qty": 5})
        self.assertEqual(self.as_admin(order).order_line.product_uom_qty, 3)

    def test_changing_and_changing_back_in_one_go_keeps_the_approval(self):
        order = self.create_order()
        self.approve(order)
        order.order_line.write({"price_unit": order.order_line.price_unit})
        self.assertEqual(order.review_state, "approved")

"""Two people at once, in two real transactions."""

from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..concurrency import ConcurrencyCase

# What refers to a review is removed before it: reviews are never deleted otherwise.
REMOVAL = (
    "DELETE FROM mail_activity WHERE res_model = 'customer.review' AND res_id IN {0}",
    "DELETE FROM customer_review_condition WHERE review_id IN {0}",
    "DELETE FROM customer_review_check WHERE line_id IN"
    " (SELECT id FROM customer_review_line WHERE review_id IN {0})",
    "DELETE FROM customer_review_line WHERE review_id IN {0}",
    "UPDATE sale_order SET review_id = NULL WHERE company_id = %(company)s",
    "DELETE FROM customer_review WHERE company_id = %(company)s",
    "DELETE FROM sale_order WHERE company_id = %(company)s",
)
REVIEWS = "(SELECT id FROM customer_review WHERE company_id = %(company)s)"


@tagged("standard", "post_install", "-at_install")
class TestConcurrency(ConcurrencyCase):
    login_prefix = "rc"
    removal = [statement.format(REVIEWS) for statement in REMOVAL]

    def assert_fails_by_concurrency(self, method, *args):
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(SerializationFailure),
        ):
            method(*args)
            method.__self__.env.cr.flush()

    def commit(self):
        self.env.cr.commit()
        self.env.invalidate_all()

    def create_committed(self, *decided, **vals):
        order = self.create_contract(**vals)
        self.submit(order)
        self.decide(order, *decided)
        self.commit()
        return order.with_env(self.env)

    def test_two_last_reviewers_end_in_one_transition(self):
        order = self.create_committed("sales", "technical", "procurement")
        first, second = (
            self.begin(self.get_line(order, code), self.reviewers[code])
            for code in ("quality", "production")
        )
        second.mapped("decision")  # read before the other one decides
        first.action_accept()
        first.env.cr.commit()
        self.assert_fails_by_concurrency(second.action_accept)
        self.restart(second).action_accept()
        second.env.cr.commit()
        self.refresh()
        review = order.review_id
        self.assertRecordValues(
            review, [{"state": "to_approve", "decided_count": 5, "line_count": 6}]
        )
        self.assertEqual(order.review_state, "to_approve")
        self.assertEqual(review.activity_ids.user_id, self.general_manager)
        self.assertEqual(len(review.activity_ids), 1)

    def test_two_last_reviewers_in_many_tries(self):
        orders = [
            self.create_committed("sales", "technical", "procurement")
            for _try in range(5)
        ]
        for order in orders:
            pair = [
                self.begin(self.get_line(order, code), self.reviewers[code])
                for code in ("quality", "production")
            ]
            for line in pair:
                line.read(["decision"])
            pair[0].action_accept()
            pair[0].env.cr.commit()
            self.assert_fails_by_concurrency(pair[1].action_accept)
            self.restart(pair[1]).action_accept()
            pair[1].env.cr.commit()
            for line in pair:
                line.env.cr.close()
        self.refresh()
        self.assertEqual({order.review_state for order in orders}, {"to_approve"})

    def test_acceptance_and_rejection_end_in_a_refusal(self):
        order = self.create_committed("sales", "technical", "procurement")
        rejecting, accepting = (
            self.begin(self.get_line(order, code), self.reviewers[code])
            for code in ("quality", "production")
        )
        accepting.mapped("decision")
        self.decide_in_dialog(rejecting, "rejected")
        rejecting.env.cr.commit()
        self.assert_fails_by_concurrency(accepting.action_accept)
        with self.assertRaisesRegex(UserError, "closed"):
            self.restart(accepting).action_accept()
        self.refresh()
        self.assertEqual(order.review_state, "refused")
        self.assertFalse(order.review_id.activity_ids)

    def test_one_opinion_given_by_two_people_is_given_once(self):
        colleague = self.create_user("rc_quality2", "customer_review.group_quality")
        order = self.create_committed()
        line = self.get_line(order, "quality")
        first = self.begin(line, self.reviewers["quality"])
        second = self.begin(line, colleague)
        second.mapped("decision")
        first.action_accept()
        first.env.cr.commit()
        self.assert_fails_by_concurrency(second.action_accept)
        with self.assertRaisesRegex(UserError, "already decided"):
            self.restart(second).action_accept()
        self.refresh()
        self.assertEqual(line.user_id, self.reviewers["quality"])

    def test_double_click_of_the_general_manager_approves_once(self):
        order = self.create_committed(
            *("sales", "quality", "technical", "procurement", "production")
        )
        line = self.get_line(order, "general_manager")
        first = self.begin(line, self.general_manager)
        second = self.begin(line, self.general_manager)
        second.mapped("decision")
        first.action_accept()
        first.env.cr.commit()
        self.assert_fails_by_concurrency(second.action_accept)
        with self.assertRaises(UserError):
            self.restart(second).action_accept()
        self.refresh()
        self.assertEqual(order.review_state, "approved")

    def create_approved(self):
        order = self.create_order()
        self.approve(order)
        self.commit()
        return order.with_env(self.env)

    def test_confirmation_loses_against_an_edit_before_it(self):
        order = self.create_approved()
        confirming = self.begin(order, self.salesman)
        editing = self.begin(order.order_line, self.salesman)
        confirming.mapped("review_state")
        editing.product_uom_qty = 30
        editing.env.cr.commit()
        self.assert_fails_by_concurrency(confirming.action_confirm)
        with self.assertRaisesRegex(UserError, "differs from what was reviewed"):
            self.restart(confirming).action_confirm()
        self.refresh()
        self.assertRecordValues(order, [{"state": "draft", "review_state": "outdated"}])

    def test_edit_loses_against_a_confirmation_before_it(self):
        order = self.create_approved()
        confirming = self.begin(order, self.salesman)
        editing = self.begin(order.order_line, self.salesman)
        editing.mapped("product_uom_qty")
        confirming.action_confirm()
        confirming.env.cr.commit()
        self.assert_fails_by_concurrency(editing.write, {"name": "Another desk"})
        self.restart(editing)
        with self.assertRaises(UserError):
            editing.write({"product_uom_qty": 30})
            editing.env.cr.flush()
        self.refresh()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.order_line.product_uom_qty, 3)

    def test_approval_loses_against_an_edit_before_it(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales")
        self.commit()
        order = order.with_env(self.env)
        approving = self.begin(
            self.get_line(order, "general_manager"), self.general_manager
        )
        editing = self.begin(order.order_line, self.salesman)
        approving.mapped("decision")
        editing.product_uom_qty = 30
        editing.env.cr.commit()
        self.assert_fails_by_concurrency(approving.action_accept)
        with self.assertRaises(UserError):
            self.restart(approving).action_accept()
        self.refresh()
        self.assertEqual(order.review_state, "outdated")
        self.assertFalse(order.approved_fingerprint)

    def test_edit_after_an_approval_outdates_it(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales")
        self.commit()
        order = order.with_env(self.env)
        approving = self.begin(
            self.get_line(order, "general_manager"), self.general_manager
        )
        editing = self.begin(order.order_line, self.salesman)
        editing.mapped("product_uom_qty")
        approving.action_accept()
        approving.env.cr.commit()
        self.assert_fails_by_concurrency(editing.write, {"product_uom_qty": 30})
        self.restart(editing).product_uom_qty = 30
        editing.env.cr.commit()
        self.refresh()
        self.assertEqual(order.review_state, "outdated")

    def create_answered(self):
        """An order whose checklist of Quality is answered, but not yet decided on."""
        order = self.create_committed()
        checks = self.get_line(order, "quality").check_ids
        checks.with_user(self.reviewers["quality"]).action_answer_yes()
        self.commit()
        return order

    def test_decision_loses_against_an_answer_before_it(self):
        order = self.create_answered()
        line = self.get_line(order, "quality")
        answering, deciding = (
            self.begin(records, self.reviewers["quality"])
            for records in (line.check_ids[0], line)
        )
        deciding.check_ids.mapped("answer")  # read before the answer is changed
        answering.write({"answer": "no", "note": "too thin"})
        answering.env.cr.commit()
        self.assert_fails_by_concurrency(deciding.action_accept)
        with self.assertRaisesRegex(UserError, "is answered with no"):
            self.restart(deciding).action_accept()
        self.refresh()
        self.assertEqual(line.decision, "pending")
        self.assertEqual(line.check_ids[0].answer, "no")

    def test_answer_loses_against_a_decision_before_it(self):
        order = self.create_answered()
        line = self.get_line(order, "quality")
        answering, deciding = (
            self.begin(records, self.reviewers["quality"])
            for records in (line.check_ids[0], line)
        )
        answering.mapped("line_id.decision")
        deciding.action_accept()
        deciding.env.cr.commit()
        vals = {"answer": "no", "note": "too thin"}
        self.assert_fails_by_concurrency(answering.write, vals)
        with self.assertRaisesRegex(UserError, "already decided"):
            self.restart(answering).write(vals)
        self.refresh()
        self.assertEqual(line.decision, "accepted")
        self.assertEqual(line.check_ids[0].answer, "yes")

    def test_two_answers_of_two_departments_both_stand(self):
        order = self.create_committed()
        first, second = (
            self.begin(self.get_line(order, code).check_ids[0], self.reviewers[code])
            for code in ("quality", "technical")
        )
        second.mapped("answer")
        first.action_answer_yes()
        first.env.cr.commit()
        self.assert_fails_by_concurrency(second.action_answer_na)
        self.restart(second).action_answer_na()
        second.env.cr.commit()
        self.refresh()
        answers = [check.with_env(self.env).answer for check in (first, second)]
        self.assertEqual(answers, ["yes", "na"])

    def test_opinion_loses_against_an_edit_before_it(self):
        order = self.create_committed()
        deciding = self.begin(
            self.get_line(order, "quality"), self.reviewers["quality"]
        )
        editing = self.begin(order.order_line, self.salesman)
        deciding.mapped("decision")
        editing.product_uom_qty = 30
        editing.env.cr.commit()
        self.assert_fails_by_concurrency(deciding.action_accept)
        with self.assertRaisesRegex(UserError, "closed"):
            self.restart(deciding).action_accept()
        self.refresh()
        self.assertEqual(order.review_state, "outdated")
        self.assertEqual(order.review_id.decided_count, 0)

    def test_edit_loses_against_an_opinion_before_it(self):
        order = self.create_committed()
        deciding = self.begin(
            self.get_line(order, "quality"), self.reviewers["quality"]
        )
        editing = self.begin(order.order_line, self.salesman)
        editing.mapped("product_uom_qty")
        deciding.action_accept()
        deciding.env.cr.commit()
        self.assert_fails_by_concurrency(editing.write, {"product_uom_qty": 30})
        self.restart(editing).product_uom_qty = 30
        editing.env.cr.commit()
        self.refresh()
        self.assertEqual(order.review_state, "outdated")
        self.assertRecordValues(
            order.review_id, [{"state": "superseded", "decided_count": 1}]
        )

    def create_conditional(self):
        """An order that waits for the General Manager, and for one condition."""
        order = self.create_committed("sales", "technical", "procurement", "production")
        self.decide(
            order,
            "quality",
            decision="conditional",
            conditions=[("Gauge", self.salesman, "2030-01-01")],
        )
        self.commit()
        return order

    def test_final_approval_waits_for_a_condition_closed_meanwhile(self):
        order = self.create_conditional()
        closing = self.begin(order.review_id.condition_ids, self.salesman)
        approving = self.begin(
            self.get_line(order, "general_manager"), self.general_manager
        )
        approving.mapped("review_id.condition_ids.state")
        closing.action_done()
        closing.env.cr.commit()
        with self.assertRaisesRegex(UserError, "Still open: Gauge"):
            approving.action_accept()
        self.restart(approving).action_accept()
        approving.env.cr.commit()
        self.refresh()
        self.assertEqual(order.review_state, "approved")

    def test_condition_loses_against_a_final_rejection_before_it(self):
        order = self.create_conditional()
        condition = order.review_id.condition_ids
        closing = self.begin(condition, self.salesman)
        rejecting = self.begin(
            self.get_line(order, "general_manager"), self.general_manager
        )
        closing.mapped("review_id.state")
        self.decide_in_dialog(rejecting, "rejected")
        rejecting.env.cr.commit()
        self.assert_fails_by_concurrency(closing.action_done)
        with self.assertRaisesRegex(UserError, "The review is closed"):
            self.restart(closing).action_done()
        self.refresh()
        self.assertEqual(order.review_state, "refused")
        self.assertEqual(condition.state, "open")

    def test_two_submissions_make_one_review(self):
        order = self.create_order()
        self.commit()
        order = order.with_env(self.env)
        first, second = (self.begin(order, self.salesman) for _time in range(2))
        second.mapped("review_state")
        first.action_submit_review()
        first.env.cr.commit()
        self.assert_fails_by_concurrency(second.action_submit_review)
        with self.assertRaises(UserError):
            self.restart(second).action_submit_review()
        self.refresh()
        self.assertEqual(len(order.customer_review_ids), 1)

    def test_submission_loses_against_an_edit_before_it(self):
        order = self.create_order()
        self.commit()
        order = order.with_env(self.env)
        submitting = self.begin(order, self.salesman)
        editing = self.begin(order.order_line, self.salesman)
        submitting.mapped("review_state")
        editing.name = "Another desk"
        editing.env.cr.commit()
        self.assert_fails_by_concurrency(submitting.action_submit_review)
        self.restart(submitting).action_submit_review()
        submitting.env.cr.commit()
        self.refresh()
        self.assertEqual(order.review_id.fingerprint, order.content_fingerprint)

    def test_edit_loses_against_a_submission_before_it(self):
        order = self.create_order()
        self.commit()
        order = order.with_env(self.env)
        submitting = self.begin(order, self.salesman)
        editing = self.begin(order.order_line, self.salesman)
        editing.mapped("name")
        submitting.action_submit_review()
        submitting.env.cr.commit()
        self.assert_fails_by_concurrency(editing.write, {"name": "Another desk"})
        self.restart(editing).name = "Another desk"
        editing.env.cr.commit()
        self.refresh()
        self.assertEqual(order.review_state, "outdated")

    def test_last_two_conditions_closed_at_once_approve_once(self):
        order = self.create_committed(
            *("sales", "quality", "technical", "procurement", "production")
        )
        self.decide(
            order,
            "general_manager",
            decision="conditional",
            conditions=[(name, self.salesman, "2030-01-01") for name in "ab"],
        )
        self.commit()
        first, second = (
            self.begin(condition, self.salesman)
            for condition in order.review_id.condition_ids
        )
        second.mapped("state")
        first.action_done()
        first.env.cr.commit()
        self.assert_fails_by_concurrency(second.action_done)
        self.restart(second).action_done()
        second.env.cr.commit()
        self.refresh()
        self.assertEqual(order.review_state, "approved")

    def test_one_signature_serves_once(self):
        self.company.review_signing = "every"
        order = self.create_committed()
        user = self.reviewers["sales"]
        line = self.get_line(order, "sales").with_user(user)
        action = line.env["customer.review.signing"]._open_dialog(
            [line._name, line.ids, "action_accept", [], {}],
            line._get_signed_entries("accepted"),
        )
        self.commit()
        dialog = self.env[action["res_model"]].browse(action["res_id"])
        first, second = (self.begin(dialog, user) for _one in range(2))
        cls = type(dialog)
        signing = type(self.env["customer.review.signing"])
        with (
            patch.object(cls, "_check_identity", lambda self: None),
            patch.object(signing, "_get_session_error", lambda self: False),
        ):
            first.run_check()
            first.env.cr.commit()
            self.assert_fails_by_concurrency(second.run_check)
            message = self.assert_refused(self.restart(second).run_check)
        self.assertIn("already used", message)
        self.refresh()
        self.assertEqual(line.decision, "accepted")
        self.company.review_signing = "never"
        self.commit()

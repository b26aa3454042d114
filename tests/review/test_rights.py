"""Who may submit, withdraw and decide, and everybody else's denial."""

from odoo import Command

from ..common import DEPARTMENTS, SIDE_BY_SIDE, ReviewCase


class RightsCase(ReviewCase):
    def assert_told(self, reason, method, *args, **kwargs):
        """Call what must be refused for this reason."""
        message = self.assert_refused(method, *args, **kwargs)
        self.assertIn(reason, message)


class TestSubmitRights(RightsCase):
    def test_salesman_without_the_right_of_a_user_does_not_submit(self):
        user = self.create_user("rw_seller", "sales_team.group_sale_salesman")
        order = self.create_order(user, user_id=user.id)
        message = self.assert_refused(order.with_user(user).action_submit_review)
        self.assertIn("Customer Review: User", message)
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_user_does_not_submit_what_he_may_not_change(self):
        user = self.create_user(
            "rw_other", "sales_team.group_sale_salesman", "customer_review.group_user"
        )
        order = self.create_order()
        self.assert_told(
            "is not shared with you", order.with_user(user).action_submit_review
        )
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_user_does_not_submit_what_he_may_only_read(self):
        user = self.create_user(
            "rw_reader", "account.group_account_readonly", "customer_review.group_user"
        )
        order = self.create_order()
        self.assertTrue(order.with_user(user).has_access("read"))
        self.assert_told(
            "You may only submit documents that you may change",
            order.with_user(user).action_submit_review,
        )
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_reviewers_and_auditor_do_not_submit(self):
        order = self.create_order()
        for user in (*self.reviewers.values(), self.auditor, self.nobody):
            self.assert_told(
                "is not shared with you", order.with_user(user).action_submit_review
            )
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_submitter_withdraws(self):
        order = self.create_order()
        self.submit(order)
        order.with_user(self.salesman).action_withdraw_review("Not needed")
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_salesperson_withdraws_what_another_submitted(self):
        leader = self.create_user(
            "rw_leader",
            "sales_team.group_sale_salesman_all_leads",
            "customer_review.group_user",
        )
        order = self.create_order()
        self.submit(order, leader)
        order.with_user(self.salesman).action_withdraw_review("Not needed")
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_manager_withdraws(self):
        order = self.create_order()
        self.submit(order)
        # He needs no rights on the document.
        order.with_user(self.manager).action_withdraw_review("Not needed")
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_nobody_else_withdraws(self):
        leader = self.create_user(
            "rw_leader",
            "sales_team.group_sale_salesman_all_leads",
            "customer_review.group_user",
        )
        order = self.create_order()
        self.submit(order)
        for user in (leader, *self.reviewers.values(), self.auditor, self.nobody):
            reason = "is not shared" if user == self.nobody else "who submitted it"
            self.assert_told(reason, order.with_user(user).action_withdraw_review)
        self.assertEqual(self.as_admin(order).review_state, "in_review")


class TestDecisionRights(RightsCase):
    def assert_cannot_decide(self, line, user):
        own = line.with_user(user)
        self.assert_told("Only members of", own.action_accept)
        for decision in ("accepted", "rejected"):
            self.assert_told("Only members of", self.decide_in_dialog, own, decision)
        self.assert_told(
            "Only members of",
            self.decide_in_dialog,
            own,
            "conditional",
            conditions=[("x", user, "2030-01-01")],
        )
        line = self.as_admin(line)
        self.assertRecordValues(
            line, [{"decision": "pending", "user_id": False, "comment": False}]
        )
        self.assertFalse(line.review_id.condition_ids)
        self.assertFalse(line.with_user(user).sudo(False).can_decide)

    def test_each_department_decides_for_itself_alone(self):
        order = self.create_contract()
        self.submit(order)
        for code in SIDE_BY_SIDE:
            line = self.get_line(order, code)
            for other in DEPARTMENTS:
                if other != code:
                    self.assert_cannot_decide(line, self.reviewers[other])
            self.assertTrue(line.with_user(self.reviewers[code]).can_decide)

    def test_only_the_general_manager_decides_the_final_step(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, *SIDE_BY_SIDE)
        line = self.get_line(order, "general_manager")
        for code in SIDE_BY_SIDE:
            self.assert_cannot_decide(line, self.reviewers[code])

    def test_nobody_outside_the_departments_decides(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales")
        for user in (self.salesman, self.manager):
            self.assert_cannot_decide(line, user)
        for user, reason in (
            (self.auditor, "Only members of"),
            (self.nobody, "is not shared with you"),
        ):
            self.assert_told(reason, line.with_user(user).action_accept)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_administrator_of_the_system_does_not_decide(self):
        admin = self.create_user("rw_admin", "base.group_system")
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales")
        self.assert_told("Only members of", line.with_user(admin).sudo().action_accept)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_superuser_does_not_decide(self):
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales")
        self.assert_told("Only members of", line.sudo().action_accept)
        self.assert_told("Only members of", order.sudo().action_approve_review)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_nobody_decides_before_his_turn(self):
        order = self.create_contract()
        self.submit(order)
        line = self.get_line(order, "general_manager")
        message = self.assert_refused(
            line.with_user(self.general_manager).action_accept
        )
        self.assertIn("not yet the turn", message)
        self.assertEqual(self.as_admin(line).decision, "waiting")

    def test_nobody_decides_twice(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, "quality")
        line = self.get_line(order, "quality").with_user(self.reviewers["quality"])
        message = self.assert_refused(self.decide_in_dialog, line, "rejected")
        self.assertIn("already decided", message)
        self.assertEqual(self.as_admin(line).decision, "accepted")

    def test_nobody_decides_on_a_withdrawn_or_superseded_review(self):
        withdrawn, outdated = self.create_order(), self.create_order()
        for order in withdrawn + outdated:
            self.submit(order)
        withdrawn.action_withdraw_review("Not needed")
        outdated.order_line.product_uom_qty = 8
        for order in withdrawn + outdated:
            line = self.get_line(order, "sales").with_user(self.reviewers["sales"])
            self.assert_told("The review is closed", line.action_accept)
            self.assertEqual(self.as_admin(line).decision, "pending")

    def test_removal_from_the_group_counts_at_once(self):
        order = self.create_contract()
        self.submit(order)
        line = self.get_line(order, "quality")
        user = self.reviewers["quality"]
        self.assertTrue(line.with_user(user).can_decide)
        self.department("quality").with_company(self.company).user_id = False
        user.group_ids = [
            Command.unlink(self.env.ref("customer_review.group_quality").id),
            Command.link(self.env.ref("customer_review.group_reviewer").id),
        ]
        self.assert_cannot_decide(line, user)

    def test_addition_to_the_group_counts_at_once(self):
        order = self.create_contract()
        self.submit(order)
        self.nobody.group_ids = [
            Command.link(self.env.ref("customer_review.group_quality").id)
        ]
        self.get_line(order, "quality").with_user(self.nobody).action_accept()
        self.assertEqual(self.get_line(order, "quality").user_id, self.nobody)

    def test_department_of_the_companys_own_gives_its_members_what_they_need(self):
        group = self.env["res.groups"].create({"name": "Finance"})
        finance = (
            self.env["customer.review.department"]
            .with_user(self.manager)
            .create({"name": "Finance", "code": "finance", "group_id": group.id})
        )
        self.nobody.group_ids = [Command.link(group.id)]
        route = self.env.ref("customer_review.route_contract")
        route.step_ids = [Command.create({"department_id": finance.id, "sequence": 1})]
        order = self.create_contract()
        review = self.submit(order)
        line = self.get_line(order, "finance").with_user(self.nobody)
        line.action_accept()
        self.assertEqual(line.decision, "accepted")
        self.assertTrue(review.with_user(self.nobody).has_access("read"))


class TestDeputies(RightsCase):
    def setUp(self):
        super().setUp()
        self.deputy = self.create_user("rw_deputy", "customer_review.group_user")
        self.quality = self.department("quality").with_company(self.company)
        self.quality.user_id = self.reviewers["quality"]

    def test_deputy_decides_and_the_form_says_for_whom(self):
        self.quality.deputy_id = self.deputy
        order = self.create_contract()
        self.submit(order)
        self.get_line(order, "quality").with_user(self.deputy).action_accept()
        self.assertRecordValues(
            self.get_line(order, "quality"),
            [
                {
                    "decision": "accepted",
                    "user_id": self.deputy.id,
                    "on_behalf_of_id": self.reviewers["quality"].id,
                }
            ],
        )

    def test_note_of_a_rejection_says_for_whom(self):
        self.quality.deputy_id = self.deputy
        order = self.create_contract()
        self.submit(order)
        line = self.get_line(order, "quality").with_user(self.deputy)
        self.decide_in_dialog(line, "rejected")
        self.env.cr.flush()
        self.assertIn("(for rw_quality)", self.as_admin(order).message_ids[0].body)

    def test_deputy_of_one_department_decides_for_no_other(self):
        self.quality.deputy_id = self.deputy
        order = self.create_contract()
        self.submit(order)
        line = self.get_line(order, "technical")
        self.assert_told("Only members of", line.with_user(self.deputy).action_accept)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_deputy_decides_only_while_set(self):
        self.quality.deputy_id = self.deputy
        order = self.create_contract()
        self.submit(order)
        self.quality.deputy_id = False
        line = self.get_line(order, "quality")
        self.assert_told(
            "is not shared with you", line.with_user(self.deputy).action_accept
        )
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_deputy_in_one_company_decides_in_no_other(self):
        other = self.create_company("Other Works")
        self.deputy.company_ids = [Command.link(other.id)]
        self.quality.with_company(other).deputy_id = self.deputy
        order = self.create_contract()
        self.submit(order)
        line = self.get_line(order, "quality")
        self.assert_told(
            "is not shared with you", line.with_user(self.deputy).action_accept
        )
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_member_who_is_not_the_responsible_decides_in_his_own_name(self):
        member = self.create_user("rw_quality2", "customer_review.group_quality")
        order = self.create_contract()
        self.submit(order)
        self.get_line(order, "quality").with_user(member).action_accept()
        self.assertFalse(self.get_line(order, "quality").on_behalf_of_id)

    def test_activity_goes_to_the_deputy_while_the_responsible_is_away(self):
        self.quality.deputy_id = self.deputy
        self.patch(
            type(self.env["res.users"]),
            "is_out_of_office",
            property(lambda user: user == self.reviewers["quality"]),
        )
        order = self.create_contract()
        self.submit(order)
        self.assertEqual(
            self.get_line(order, "quality").activity_id.user_id, self.deputy
        )

    def test_deputy_sees_the_review(self):
        self.quality.deputy_id = self.deputy
        order = self.create_contract()
        review = self.submit(order)
        own = review.with_user(self.deputy)
        self.assertEqual(
            own.line_ids.department_id,
            self.env["customer.review"].browse(review.id).line_ids.department_id,
        )

    def test_deputy_must_be_able_to_open_a_review(self):
        def name_a_stranger():
            self.quality.deputy_id = self.nobody

        message = self.assert_refused(name_a_stranger)
        self.assertIn("could not open a review", message)

    def test_responsible_must_be_a_member(self):
        def name_a_stranger():
            self.quality.user_id = self.nobody

        message = self.assert_refused(name_a_stranger)
        self.assertIn("without being one of its members", message)

    def test_named_person_approves_general_orders_for_the_general_manager(self):
        self.company.review_general_deputy_id = self.deputy
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales")
        line = self.get_line(order, "general_manager").with_user(self.deputy)
        self.assertTrue(line.can_decide)
        line.action_accept()
        self.assertRecordValues(
            line.sudo(),
            [
                {
                    "user_id": self.deputy.id,
                    "on_behalf_of_id": self.general_manager.id,
                }
            ],
        )
        self.assertEqual(order.review_state, "approved")

    def test_named_person_does_not_approve_non_general_orders(self):
        self.company.review_general_deputy_id = self.deputy
        self.product.under_development = True
        order = self.create_order()
        self.submit(order)
        self.assertEqual(order.review_class, "special")
        self.decide(order, *SIDE_BY_SIDE)
        line = self.get_line(order, "general_manager")
        self.assert_told("Only members of", line.with_user(self.deputy).action_accept)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_named_person_decides_no_earlier_step(self):
        self.company.review_general_deputy_id = self.deputy
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales")
        self.assert_told("Only members of", line.with_user(self.deputy).action_accept)
        self.assertEqual(self.as_admin(line).decision, "pending")


class TestSeparationOfDuties(RightsCase):
    def submit_by(self, user, **vals):
        order = self.create_order(**vals)
        order.with_user(user).action_submit_review()
        self.decide(order, "sales")
        return order, self.get_line(order, "general_manager")

    def give(self, user, *groups):
        user.group_ids = [
            Command.link(self.env.ref(f"customer_review.group_{group}").id)
            for group in groups
        ]

    def test_submitter_does_not_decide_the_final_step(self):
        self.give(self.salesman, "general_manager")
        other = self.create_user("rw_other", "sales_team.group_sale_salesman")
        order = self.create_order()
        self.submit(order)
        order.sudo().user_id = other
        self.decide(order, "sales")
        line = self.get_line(order, "general_manager")
        message = self.assert_refused(line.with_user(self.salesman).action_accept)
        self.assertIn("submitted or sells", message)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_salesperson_does_not_decide_the_final_step(self):
        leader = self.create_user(
            "rw_leader",
            "sales_team.group_sale_salesman_all_leads",
            "customer_review.group_user",
        )
        self.give(self.salesman, "general_manager")
        _order, line = self.submit_by(leader)
        self.assert_told(
            "submitted or sells", line.with_user(self.salesman).action_accept
        )
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_salesperson_who_was_replaced_meanwhile_does_not_decide(self):
        leader = self.create_user(
            "rw_leader",
            "sales_team.group_sale_salesman_all_leads",
            "customer_review.group_user",
        )
        self.give(self.salesman, "general_manager")
        order, line = self.submit_by(leader)
        order.sudo().user_id = leader
        self.assert_told(
            "submitted or sells", line.with_user(self.salesman).action_accept
        )
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_salesperson_who_took_over_meanwhile_does_not_decide(self):
        order, line = self.submit_by(self.salesman)
        order.sudo().user_id = self.general_manager
        self.assert_told(
            "submitted or sells", line.with_user(self.general_manager).action_accept
        )
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_every_group_together_does_not_help_the_submitter(self):
        self.give(self.salesman, *DEPARTMENTS, "manager", "auditor")
        order, line = self.submit_by(self.salesman)
        own = line.with_user(self.salesman)
        reason = "submitted or sells"
        self.assert_told(reason, own.action_accept)
        self.assert_told(reason, self.decide_in_dialog, own, "rejected")
        self.assert_told(reason, order.with_user(self.salesman).action_approve_review)
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_deputy_of_the_general_manager_is_bound_as_well(self):
        manager = self.department("general_manager").with_company(self.company)
        manager.deputy_id = self.salesman
        _order, line = self.submit_by(self.salesman)
        self.assert_told(
            "submitted or sells", line.with_user(self.salesman).action_accept
        )
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_named_person_for_general_orders_is_bound_as_well(self):
        self.company.review_general_deputy_id = self.salesman
        _order, line = self.submit_by(self.salesman)
        self.assert_told(
            "submitted or sells", line.with_user(self.salesman).action_accept
        )
        self.assertEqual(self.as_admin(line).decision, "pending")

    def test_submitter_may_decide_an_earlier_step(self):
        self.give(self.salesman, "sales")
        order = self.create_order()
        self.submit(order)
        self.get_line(order, "sales").with_user(self.salesman).action_accept()
        self.assertEqual(self.get_line(order, "sales").decision, "accepted")

    def test_company_may_switch_it_off(self):
        self.company.review_separation = False
        self.give(self.salesman, "general_manager")
        order, line = self.submit_by(self.salesman)
        line.with_user(self.salesman).action_accept()
        self.assertEqual(order.review_state, "approved")

    def test_search_offers_the_same_as_the_button(self):
        self.give(self.salesman, "general_manager")
        order, line = self.submit_by(self.salesman)
        lines = self.env["customer.review.line"]
        mine = [("can_decide", "=", True), ("review_id", "=", line.review_id.id)]
        self.assertFalse(lines.with_user(self.salesman).search(mine))
        self.assertEqual(
            lines.with_user(self.general_manager).search(mine).sudo(), line
        )
        order.sudo().user_id = self.general_manager
        self.assertEqual(
            bool(lines.with_user(self.general_manager).search(mine)),
            line.with_user(self.general_manager).can_decide,
        )

    def test_search_for_what_one_may_not_decide_is_the_rest(self):
        order = self.create_contract()
        review = self.submit(order)
        lines = self.env["customer.review.line"].with_user(self.reviewers["quality"])
        found = lines.search(
            [("can_decide", "=", False), ("review_id", "=", review.id)]
        )
        self.assertEqual(len(found), 5)
        self.assertNotIn(self.get_line(order, "quality"), found.sudo())


class TestOnlyInvolved(ReviewCase):
    """Where nobody is left who may decide the final step."""

    def setUp(self):
        super().setUp()
        self.general_manager.group_ids = [
            Command.link(self.env.ref(name).id)
            for name in (
                "sales_team.group_sale_salesman",
                "customer_review.group_user",
            )
        ]

    def test_submission_names_the_gap(self):
        order = self.create_order(self.general_manager, user_id=self.general_manager.id)
        message = self.assert_refused(
            order.with_user(self.general_manager).action_submit_review
        )
        self.assertIn("General Manager", message)
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_another_member_gets_the_activity(self):
        other = self.create_user(
            "rw_general_manager2", "customer_review.group_general_manager"
        )
        order = self.create_order(self.general_manager, user_id=self.general_manager.id)
        self.submit(order, self.general_manager)
        self.decide(order, "sales")
        line = self.get_line(order, "general_manager")
        self.assertEqual(line.activity_id.user_id, other)
        line.with_user(other).action_accept()
        self.assertEqual(order.review_state, "approved")

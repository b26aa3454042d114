"""Which route a document takes, and what stops it when nobody can answer."""

from odoo import Command
from odoo.exceptions import ValidationError

from ..common import ReviewCase


class TestRoutes(ReviewCase):
    def create_route(self, name, *codes, **vals):
        return self.env["customer.review.route"].create(
            {
                "name": name,
                "sequence": 1,
                "company_id": self.company.id,
                "document_kind": "order",
                "step_ids": [
                    Command.create(
                        {"department_id": self.department(code).id, "sequence": step}
                    )
                    for step, code in enumerate(codes, 1)
                ],
                **vals,
            }
        )

    def get_route(self, **vals):
        order = self.create_order(**vals)
        return self.submit(order).route_id

    def test_general_order_is_reviewed_by_sales_and_the_general_manager(self):
        order = self.create_order()
        review = self.submit(order)
        self.assertEqual(review.route_id, self.env.ref("customer_review.route_order"))
        self.assertEqual(
            review.line_ids.department_id.mapped("code"), ["sales", "general_manager"]
        )

    def test_regular_contract_is_reviewed_by_all(self):
        self.assertEqual(
            self.get_route(agreement_type="contract"),
            self.env.ref("customer_review.route_contract"),
        )

    def test_special_contract_and_non_general_order_take_the_special_route(self):
        self.product.under_development = True
        special = self.env.ref("customer_review.route_special")
        self.assertEqual(self.get_route(), special)
        self.assertEqual(self.get_route(agreement_type="contract"), special)

    def test_first_fitting_route_wins(self):
        late = self.create_route("Late", "quality", sequence=2)
        early = self.create_route("Early", "sales", sequence=1)
        self.assertEqual(self.get_route(), early)
        early.active = False
        self.assertEqual(self.get_route(), late)

    def test_route_of_another_company_is_not_taken(self):
        other = self.create_company("Other Works")
        self.create_route("Theirs", "quality", company_id=other.id)
        self.assertEqual(self.get_route(), self.env.ref("customer_review.route_order"))

    def test_route_by_amount(self):
        small = self.create_route("Small", "sales", amount_to=300)
        large = self.create_route("Large", "quality", amount_from=300.01)
        self.assertEqual(self.get_route(quantity=3), small)
        self.assertEqual(self.get_route(quantity=4), large)

    def test_route_by_amount_in_the_companys_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        self.env["res.currency.rate"].create(
            {
                "name": "2020-01-01",
                "currency_id": euro.id,
                "company_id": self.company.id,
                "rate": 0.1,
            }
        )
        pricelist = self.env["product.pricelist"].create(
            {"name": "In euro", "currency_id": euro.id}
        )
        large = self.create_route("Large", "quality", amount_from=3000)
        order = self.create_order(pricelist_id=pricelist.id)
        order.order_line.price_unit = 100
        self.assertEqual(order.currency_id, euro)
        self.assertEqual(self.submit(order).route_id, large)

    def test_route_by_team(self):
        team = self.env["crm.team"].create({"name": "Export"})
        route = self.create_route("Export", "quality", team_id=team.id)
        self.assertEqual(self.get_route(team_id=team.id), route)
        self.assertNotEqual(self.get_route(team_id=False), route)

    def test_route_by_domain(self):
        route = self.create_route(
            "Faxed", "quality", domain="[('order_channel', '=', 'fax')]"
        )
        self.assertEqual(self.get_route(order_channel="fax"), route)
        self.assertNotEqual(self.get_route(order_channel="paper"), route)

    def test_unreadable_domain_is_refused_when_it_is_entered(self):
        message = self.assert_refused(
            self.create_route,
            "Broken",
            "quality",
            domain="[('no_field', '=', 1)]",
            error=ValidationError,
        )
        self.assertIn("Broken", message)

    def test_domain_without_a_document_is_refused(self):
        message = self.assert_refused(
            self.create_route,
            "Broken",
            "quality",
            document_kind=False,
            domain="[('order_channel', '=', 'fax')]",
        )
        self.assertIn("Choose the document", message)

    def test_no_fitting_route_is_an_error_and_no_approval(self):
        self.env["customer.review.route"].search([]).active = False
        order = self.create_order()
        message = self.assert_refused(order.action_submit_review)
        self.assertIn("No review route fits", message)
        self.assertIn(order.name, message)
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_route_without_steps_is_an_error_and_no_approval(self):
        self.create_route("Empty")
        order = self.create_order()
        message = self.assert_refused(order.action_submit_review)
        self.assertIn("Empty", message)
        self.assertFalse(self.as_admin(order).customer_review_ids)

    def test_review_without_lines_is_never_approved(self):
        order = self.create_order()
        review = self.submit(order)
        self.env.cr.execute(
            "DELETE FROM customer_review_check WHERE line_id = ANY(%s)",
            [review.line_ids.ids],
        )
        self.env.cr.execute(
            "DELETE FROM customer_review_line WHERE review_id = %s", [review.id]
        )
        self.env.invalidate_all()
        review._advance()
        self.assertNotEqual(self.as_admin(order).review_state, "approved")

    def test_steps_of_one_number_run_side_by_side_and_the_next_wait(self):
        route = self.create_route("Three", "sales", "quality", "general_manager")
        route.step_ids[1].sequence = 1
        order = self.create_order()
        self.submit(order)
        decisions = order.sudo().review_id.line_ids.mapped("decision")
        self.assertEqual(decisions, ["pending", "pending", "waiting"])

    def test_steps_open_one_after_another(self):
        self.create_route("Chain", "sales", "quality", "general_manager")
        order = self.create_order()
        review = self.submit(order)
        for decided, code in enumerate(("sales", "quality", "general_manager")):
            self.assertEqual(
                review.line_ids.filtered(lambda line: line.decision == "pending"),
                self.get_line(order, code),
            )
            self.assertEqual(review.decided_count, decided)
            self.decide(order, code)
        self.assertEqual(order.review_state, "approved")

    def test_final_step_is_whatever_comes_last(self):
        self.create_route("Quality last", "sales", "quality")
        order = self.create_order()
        review = self.submit(order)
        self.assertEqual(
            review.line_ids.filtered("is_final").department_id,
            self.department("quality"),
        )

    def test_route_of_one_step_goes_straight_to_approval(self):
        self.create_route("Short", "general_manager")
        order = self.create_order()
        self.submit(order)
        self.assertEqual(order.review_state, "to_approve")
        self.decide(order, "general_manager")
        self.assertEqual(order.review_state, "approved")

    def test_department_answers_once_on_a_route(self):
        self.assert_refused(
            self.create_route, "Twice", "quality", "quality", error=Exception
        )

    def test_hours_of_steps_side_by_side_count_once(self):
        self.assertEqual(self.env.ref("customer_review.route_special").hours, 24)
        self.assertEqual(self.env.ref("customer_review.route_contract").hours, 16)
        self.assertEqual(self.env.ref("customer_review.route_order").hours, 8)

    def test_changing_the_route_leaves_running_reviews_as_they_are(self):
        order = self.create_contract()
        review = self.submit(order)
        self.env.ref("customer_review.route_contract").step_ids.filtered(
            lambda step: step.department_id.code == "quality"
        ).unlink()
        self.assertEqual(len(self.as_admin(review).line_ids), 6)
        self.approve(order)
        self.assertEqual(order.review_state, "approved")

    def test_user_of_a_department_needs_no_right_to_configure(self):
        route = self.env.ref("customer_review.route_order")
        for user in (self.salesman, self.general_manager, self.auditor):
            self.assert_refused(route.with_user(user).write, {"name": "x"})
            self.assert_refused(route.with_user(user).step_ids.unlink)
        self.assertEqual(len(self.as_admin(route).step_ids), 2)
        route.with_user(self.manager).name = "y"
        self.assertEqual(route.name, "y")


class TestGaps(ReviewCase):
    def assert_gap(self, *texts):
        order = self.create_order()
        message = self.assert_refused(order.action_submit_review)
        for text in texts:
            self.assertIn(text, message)
        self.assertEqual(self.as_admin(order).review_state, "none")

    def test_company_without_a_general_manager(self):
        self.general_manager.group_ids = [
            Command.unlink(self.env.ref("customer_review.group_general_manager").id)
        ]
        self.assert_gap("General Manager", "Review Works", "Decides as General Manager")

    def test_general_manager_who_left(self):
        self.general_manager.active = False
        self.assert_gap("General Manager", "An administrator")

    def test_general_manager_of_another_company_alone(self):
        other = self.create_company("Other Works")
        self.general_manager.write(
            {"company_ids": [Command.set(other.ids)], "company_id": other.id}
        )
        self.assert_gap("General Manager", "Review Works")

    def test_empty_department(self):
        self.reviewers["sales"].active = False
        self.assert_gap("Nobody decides for Sales", "Decides for Sales")

    def test_archived_department(self):
        self.department("sales").active = False
        self.assert_gap("Sales", "archived", "administrator")

    def test_responsible_who_is_no_member_any_more(self):
        department = self.department("sales").with_company(self.company)
        department.user_id = self.reviewers["sales"]
        self.reviewers["sales"].group_ids = [
            Command.unlink(self.env.ref("customer_review.group_sales").id)
        ]
        self.assert_gap("Nobody decides for Sales", "Decides for Sales")

    def test_route_by_team_passes_documents_without_a_team(self):
        team = self.env["crm.team"].create({"name": "Export"})
        self.env["customer.review.route"].create(
            {"name": "Export", "sequence": 1, "team_id": team.id}
        )
        documents = self.env["customer.review.test.document"]
        document = documents.with_user(self.salesman).create({"name": "Leaflet"})
        review = self.submit(document)
        self.assertNotEqual(review.route_id.name, "Export")

    def test_only_a_deputy_is_enough(self):
        deputy = self.create_user("rw_deputy", "customer_review.group_user")
        self.reviewers["sales"].active = False
        self.department("sales").with_company(self.company).deputy_id = deputy
        order = self.create_order()
        self.submit(order)
        self.assertEqual(self.get_line(order, "sales").activity_id.user_id, deputy)

    def test_missing_sequence(self):
        self.env["ir.sequence"].search([("code", "=", "customer.review")]).unlink()
        self.assert_gap("numbering", "Review Works", "customer.review")

    def test_responsible_gets_the_activity(self):
        second = self.create_user("rw_sales2", "customer_review.group_sales")
        department = self.department("sales").with_company(self.company)
        department.user_id = second
        order = self.create_order()
        self.submit(order)
        self.assertEqual(self.get_line(order, "sales").activity_id.user_id, second)

    def test_responsible_who_left_is_replaced_by_a_member(self):
        second = self.create_user("rw_sales2", "customer_review.group_sales")
        department = self.department("sales").with_company(self.company)
        department.user_id = second
        second.active = False
        order = self.create_order()
        self.submit(order)
        self.assertEqual(
            self.get_line(order, "sales").activity_id.user_id, self.reviewers["sales"]
        )

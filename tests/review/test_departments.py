"""Departments and their checklists, kept by an administrator of Customer Review."""

from odoo import Command

from ..common import ReviewCase


class TestDepartments(ReviewCase):
    def get_questions(self, order, code):
        return self.get_line(order, code).check_ids.mapped("name")

    def test_new_and_changed_questions_are_on_the_next_form(self):
        self.submit(self.create_order())
        department = self.department("sales").with_user(self.manager)
        department.item_ids[0].name = "Price and rebate"
        department.item_ids = [Command.create({"name": "Credit limit"})]
        order = self.create_order()
        self.submit(order)
        questions = self.get_questions(order, "sales")
        self.assertIn("Price and rebate", questions)
        self.assertIn("Credit limit", questions)
        self.assertNotIn("Price", questions)

    def test_archived_question_is_not_asked(self):
        self.submit(self.create_order())
        self.env.ref("customer_review.item_sales_price").active = False
        order = self.create_order()
        self.submit(order)
        self.assertNotIn("Price", self.get_questions(order, "sales"))

    def test_question_of_another_kind_of_document_is_not_asked(self):
        item = self.env.ref("customer_review.item_sales_price")
        item.document_kind = "test_document"
        order = self.create_order()
        self.submit(order)
        self.assertNotIn("Price", self.get_questions(order, "sales"))

    def test_translated_questions_are_asked_in_the_submitters_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.salesman.lang = "fr_FR"
        self.submit(self.create_order())
        item = self.env.ref("customer_review.item_sales_price")
        item.update_field_translations("name", {"fr_FR": "Prix"})
        department = self.department("sales")
        department.update_field_translations("name", {"fr_FR": "Ventes"})
        order = self.create_order().with_context(lang="fr_FR")
        order.action_submit_review()
        self.assertIn("Prix", self.get_questions(order, "sales"))
        self.assertEqual(department.with_context(lang="fr_FR")._get_name(), "Ventes")

    def test_responsible_who_is_deleted_stops_nothing(self):
        second = self.create_user("rw_sales2", "customer_review.group_sales")
        self.department("sales").with_company(self.company).user_id = second
        self.department("sales")._get_assignee(self.company)
        second.unlink()
        order = self.create_order()
        self.submit(order)
        self.assertEqual(
            self.get_line(order, "sales").activity_id.user_id, self.reviewers["sales"]
        )

    def test_new_responsible_counts_at_once(self):
        second = self.create_user("rw_sales2", "customer_review.group_sales")
        department = self.department("sales").with_company(self.company)
        for user in (self.reviewers["sales"], second):
            department.user_id = user
            order = self.create_order()
            self.submit(order)
            self.assertEqual(self.get_line(order, "sales").activity_id.user_id, user)

    def test_two_departments_do_not_share_a_code(self):
        self.assert_refused(
            self.env["customer.review.department"].create,
            {
                "name": "Quality 2",
                "code": "quality",
                "group_id": self.env.ref("customer_review.group_quality").id,
            },
            error=Exception,
        )

    def test_renaming_a_department_leaves_forms_and_rights(self):
        order = self.create_order()
        self.submit(order)
        self.department("sales").name = "Sales and Service"
        self.decide(order, "sales")
        self.assertEqual(order.review_state, "to_approve")

    def test_only_the_manager_configures(self):
        department = self.department("sales")
        for user in (self.salesman, self.reviewers["sales"], self.auditor):
            own = department.with_user(user)
            self.assert_refused(own.write, {"name": "x"})
            self.assert_refused(own.write, {"deputy_id": user.id})
            self.assert_refused(own.item_ids.write, {"name": "x"})
        self.assertEqual(self.as_admin(department).name, "Sales")
        department.with_user(self.manager).name = "Sales and Service"
        self.assertEqual(department.name, "Sales and Service")

    def test_deputy_without_a_responsible_decides_for_a_member(self):
        order = self.create_order()
        self.submit(order)
        department = self.department("sales").with_user(self.manager)
        department.with_company(self.company).deputy_id = self.manager
        line = self.get_line(order, "sales").with_user(self.manager)
        line.action_accept()
        self.assertRecordValues(
            line.sudo(),
            [
                {
                    "user_id": self.manager.id,
                    "on_behalf_of_id": self.reviewers["sales"].id,
                }
            ],
        )

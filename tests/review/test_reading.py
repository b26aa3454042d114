"""Who reads which reviews, and who never does."""

from ..common import ReviewCase

MODELS = (
    "customer.review",
    "customer.review.line",
    "customer.review.check",
    "customer.review.condition",
)


class TestReading(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.create_contract()
        cls.review = cls.submit(cls.order)
        cls.owner = cls.create_user("rw_owner", "customer_review.group_user")
        cls.decide(
            cls.order,
            "quality",
            decision="conditional",
            conditions=[("Ask", cls.owner, "2030-01-01")],
        )
        cls.env.flush_all()

    def records(self):
        return (
            self.review,
            self.review.line_ids,
            self.review.line_ids.check_ids,
            self.review.condition_ids,
        )

    def assert_reads(self, user):
        for records in self.records():
            own = records.with_user(user)
            own.read(["display_name"])
            self.assertEqual(own.search([("id", "in", records.ids)]), own)

    def assert_reads_nothing(self, user):
        for records in self.records():
            own = records.with_user(user)
            self.assert_refused(own.read, ["display_name"])
            self.assert_refused(own.export_data, ["id"])
            if own.browse().has_access("read"):
                self.assertFalse(own.search([("id", "in", records.ids)]))
            else:
                self.assert_refused(own.search, [])

    def assert_changes_nothing(self, user):
        for records in self.records():
            own = records.with_user(user)
            self.assert_refused(own.write, {"name": "x"})
            self.assert_refused(own.create, {})
            self.assert_refused(own.unlink)

    def test_auditor_reads_everything_and_changes_nothing(self):
        self.assert_reads(self.auditor)
        self.assert_changes_nothing(self.auditor)
        for method in ("action_submit_review", "action_withdraw_review"):
            self.assert_refused(getattr(self.order.with_user(self.auditor), method))
        line = self.get_line(self.order, "technical").with_user(self.auditor)
        self.assert_refused(line.action_accept)
        self.assert_refused(self.decide_in_dialog, line, "rejected")
        condition = self.review.condition_ids.with_user(self.auditor)
        self.assert_refused(condition.action_done)
        self.assert_refused(condition.action_waive)
        for name in ("department", "item", "route", "route.step", "criterion"):
            model = self.env[f"customer.review.{name}"].with_user(self.auditor)
            records = model.search([], limit=1)
            self.assertTrue(records)
            for operation in ("write", "create", "unlink"):
                self.assertFalse(records.has_access(operation), name)
        self.assertEqual(self.as_admin(self.review).state, "in_review")

    def test_auditor_posts_no_message_that_looks_like_evidence(self):
        """He may comment, but nothing of the form changes by it."""
        before = self.review.content
        self.assert_changes_nothing(self.auditor)
        self.assertEqual(self.as_admin(self.review).content, before)

    def test_every_reviewer_reads_every_review(self):
        for user in self.reviewers.values():
            self.assert_reads(user)

    def test_manager_reads_every_review(self):
        self.assert_reads(self.manager)
        self.assert_changes_nothing(self.manager)

    def test_submitter_reads_his_own(self):
        self.assert_reads(self.salesman)

    def test_salesperson_reads_his_own(self):
        seller = self.create_user(
            "rw_seller", "sales_team.group_sale_salesman", "customer_review.group_user"
        )
        leader = self.create_user(
            "rw_leader",
            "sales_team.group_sale_salesman_all_leads",
            "customer_review.group_user",
        )
        order = self.create_order(leader, user_id=seller.id)
        review = self.submit(order, leader)
        self.assertTrue(review.with_user(seller).has_access("read"))

    def test_owner_of_a_condition_reads_its_review(self):
        self.assert_reads(self.owner)

    def test_other_users_read_none_of_it(self):
        other = self.create_user("rw_other", "customer_review.group_user")
        self.assert_reads_nothing(other)

    def test_other_salesman_reads_none_of_it(self):
        other = self.create_user(
            "rw_other", "sales_team.group_sale_salesman", "customer_review.group_user"
        )
        self.assert_reads_nothing(other)

    def test_employees_without_a_right_read_nothing(self):
        self.assert_reads_nothing(self.nobody)

    def test_customers_read_nothing(self):
        user = self.create_user("rw_portal", "base.group_portal")
        self.order.sudo().partner_id = user.partner_id
        self.assert_reads_nothing(user)
        for name in MODELS:
            self.assertFalse(self.env[name].with_user(user).has_access("read"), name)

    def test_public_reads_nothing(self):
        self.assert_reads_nothing(self.env.ref("base.public_user"))

    def test_customers_reach_no_configuration(self):
        user = self.create_user("rw_portal", "base.group_portal")
        for name in ("department", "item", "route", "route.step", "criterion"):
            model = self.env[f"customer.review.{name}"].with_user(user)
            for operation in ("read", "write", "create", "unlink"):
                self.assertFalse(model.has_access(operation), name)

    def test_reviewer_without_sales_rights_does_his_whole_work(self):
        user = self.reviewers["technical"]
        self.assertFalse(self.order.with_user(user).has_access("read"))
        line = self.get_line(self.order, "technical").with_user(user)
        self.assertTrue(line.review_id.content)
        self.assertTrue(line.review_id.display_name)
        self.assertTrue(line.subject)
        line.check_ids[0].answer = "yes"
        line.action_accept()
        self.assertEqual(line.decision, "accepted")

    def test_reviewer_reads_the_submitted_files_through_the_review(self):
        attachments = self.env["ir.attachment"].with_user(self.salesman)
        attachment = attachments.create({"name": "drawing", "raw": b"thickness 2"})
        order = self.create_contract(customer_document_ids=[(4, attachment.id)])
        review = self.submit(order)
        user = self.reviewers["technical"]
        files = review.attachment_ids.with_user(user)
        self.assertEqual(files.raw, b"thickness 2")
        other = self.create_user("rw_other", "customer_review.group_user")
        self.assert_refused(review.attachment_ids.with_user(other).read, ["raw"])

    def test_reviewer_sees_no_cost_or_margin(self):
        text = str(self.review.with_user(self.reviewers["technical"]).content)
        self.assertNotIn("purchase_price", text)
        self.assertNotIn("standard_price", text)

    def test_rights_of_every_model_are_given_to_a_group(self):
        models = self.env["ir.model"].search([("model", "=like", "customer.%")])
        rights = self.env["ir.model.access"].search([("model_id", "in", models.ids)])
        self.assertTrue(rights)
        self.assertTrue(all(right.group_id for right in rights))

    def test_every_model_with_a_company_has_a_rule_for_everybody(self):
        models = self.env["ir.model"].search(
            [("model", "=like", "customer.%"), ("transient", "=", False)]
        )
        for model in models:
            own = "company_id" in self.env[model.model]._fields
            if model.abstract or not own or "test" in model.model:
                continue
            rules = self.env["ir.rule"].search([("model_id", "=", model.id)])
            self.assertTrue(
                any(
                    rule["global"] and "company_ids" in rule.domain_force
                    for rule in rules
                ),
                model.model,
            )

    def test_fields_added_to_orders_are_closed_to_customers(self):
        # What customers read depends on these, which say no more than that.
        flags = {"review_blocks_commitment", "review_blocks_sending", "change_locked"}
        for name in ("sale.order", "sale.order.line"):
            for field in self.env[name]._fields.values():
                if field._modules == ("customer_review",) and field.name not in flags:
                    self.assertTrue(field.groups, f"{name}.{field.name}")

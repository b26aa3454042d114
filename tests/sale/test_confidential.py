"""Figures and requirements are for those whom they concern."""

from odoo.exceptions import AccessError

from ..common import ReviewCase


class TestConfidentialFigures(ReviewCase):
    """A reviewer who sells orders of his own reads no margin of others'."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.both = cls.create_user(
            "rw_both",
            "sales_team.group_sale_salesman",
            "customer_review.group_quality",
            "customer_review.group_user",
        )
        cls.order = cls.create_contract()
        cls.order.order_line.price_unit = 55
        cls.review = cls.submit(cls.order)
        cls.finding = cls.order.sudo().finding_ids

    def test_who_reads_the_figure(self):
        for user, reads in (
            (self.salesman, True),
            (self.sales_manager, True),
            (self.both, False),
            (self.reviewers["quality"], False),
            (self.general_manager, False),
            (self.auditor, False),
        ):
            with self.subTest(user=user.login):
                review = self.as_admin(self.review).with_user(user)
                self.assertEqual("9.1 %" in (review.findings_html or ""), reads)
                findings = self.env["customer.review.finding"].with_user(user)
                found = findings.search([("evidence", "ilike", "9.1")])
                self.assertEqual(bool(found), reads)

    def test_figure_is_neither_searched_nor_grouped(self):
        findings = self.env["customer.review.finding"].with_user(self.both)
        self.assertFalse(findings._read_group([], ["evidence"], ["__count"]))
        orders = self.env["sale.order"].with_user(self.both)
        domain = [("finding_ids.evidence", "ilike", "9.1")]
        self.assertFalse(orders.search(domain))
        reviews = self.env["customer.review"].with_user(self.both)
        self.assertTrue(reviews.search([("id", "=", self.review.id)]))
        for path in ("order_id.finding_ids.evidence", "order_id.margin_percent"):
            domain = [("id", "=", self.review.id), (path, "!=", False)]
            try:
                self.assertFalse(reviews.search(domain))
            except Exception as error:  # no access to the path at all
                self.assertIn("access", str(error))
        self.assert_refused(reviews.search, [("confidential", "!=", False)])
        self.assert_refused(self.review.with_user(self.both).read, ["confidential"])

    def test_reviewer_who_sells_reads_his_own(self):
        own = self.create_contract(user_id=self.both.id, user=self.both)
        own.sudo().order_line.price_unit = 55
        review = self.submit(own, user=self.both)
        self.assertIn("9.1 %", review.with_user(self.both).findings_html)


class TestRequirements(ReviewCase):
    def setUp(self):
        super().setUp()
        self.order = self.create_contract()
        self.requirement = (
            self.env["customer.requirement"]
            .with_user(self.salesman)
            .create({"name": "Flatness 1 µm", "order_id": self.order.id})
        )
        self.technical = self.reviewers["technical"]

    def test_reviewers_read_it_once_it_is_submitted(self):
        requirements = self.env["customer.requirement"].with_user(self.technical)
        domain = [("id", "=", self.requirement.id)]
        self.assertFalse(requirements.search(domain))
        message = self.assert_refused(
            self.requirement.with_user(self.technical).write, {"can_meet": "no"}
        )
        self.assertNotIn("Flatness", message)
        self.submit(self.order)
        self.assertTrue(requirements.search(domain))

    def assert_read_by_reviewers(self, requirement, readable=True):
        self.env.flush_all()
        requirements = requirement.with_user(self.technical)
        found = requirements.search([("id", "=", requirement.id)])
        self.assertEqual(bool(found), readable)

    def test_reviewers_read_no_draft_of_a_later_revision(self):
        self.submit(self.order)
        added = self.requirement.create({"name": "Oil-free", "order_id": self.order.id})
        self.assert_read_by_reviewers(added, readable=False)
        self.assert_read_by_reviewers(self.requirement)
        self.requirement.sequence = 20
        self.assert_read_by_reviewers(self.requirement)
        self.requirement.name = "Flatness 2 µm"
        self.assert_read_by_reviewers(self.requirement, readable=False)
        self.submit(self.order)
        self.assert_read_by_reviewers(added)
        self.assert_read_by_reviewers(self.requirement)

    def test_requirement_that_is_again_what_was_submitted_is_read_again(self):
        self.submit(self.order)
        self.requirement.name = "Flatness 2 µm"
        self.env.flush_all()
        self.requirement.name = "Flatness 1 µm"
        self.env.flush_all()
        self.assertEqual(self.as_admin(self.order).review_state, "in_review")
        self.assert_read_by_reviewers(self.requirement)

    def test_nobody_says_that_a_requirement_was_submitted(self):
        for method, vals in (
            (self.requirement.write, {"submitted": True}),
            (
                self.requirement.create,
                {"name": "x", "order_id": self.order.id, "submitted": True},
            ),
        ):
            message = self.assert_refused(method, vals, error=AccessError)
            self.assertIn("cannot be set by hand", message)
        self.assert_read_by_reviewers(self.requirement, readable=False)

    def test_text_and_owner_are_not_the_reviewers_to_write(self):
        self.submit(self.order)
        own = self.requirement.with_user(self.technical)
        other = self.create_order()
        for vals in (
            {"name": "Flatness 5 µm"},
            {"source": "company"},
            {"order_line_id": self.order.order_line.id},
            {"order_id": other.id},
            {"can_meet": "yes", "name": "Flatness 5 µm"},
        ):
            with self.subTest(vals=vals):
                self.assertTrue(self.assert_refused(own.write, vals))
                self.assertRecordValues(
                    self.as_admin(self.requirement),
                    [
                        {
                            "name": "Flatness 1 µm",
                            "source": "stated",
                            "order_line_id": False,
                            "order_id": self.order.id,
                            "can_meet": False,
                        }
                    ],
                )
        self.assertIn("written by Sales", self.assert_refused(own.write, {"name": "x"}))
        own.write({"can_meet": "conditions", "difference": "5 µm"})
        self.assertEqual(self.as_admin(self.requirement).can_meet, "conditions")

    def test_reviewer_who_sells_writes_the_text_of_his_own_alone(self):
        both = self.create_user(
            "rw_both2",
            "sales_team.group_sale_salesman",
            "customer_review.group_technical",
        )
        self.submit(self.order)
        message = self.assert_refused(
            self.requirement.with_user(both).write, {"name": "x"}
        )
        self.assertIn("written by Sales", message)
        own = self.create_order(user=both, user_id=both.id)
        requirement = self.requirement.with_user(both).create(
            {"name": "Oil-free", "order_id": own.id}
        )
        requirement.name = "Oil-free packing"

"""Each kind of document has its own form number, revision, retention, distribution."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import ReviewCase
from .test_review_form import FormSetup


@tagged("standard", "post_install", "-at_install")
class TestFormControl(FormSetup, ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.controls = cls.env["customer.review.form.control"]
        cls.shared = cls.env.ref("customer_review.form_control_order")

    def create_control(self, **vals):
        return self.controls.create({"document_kind": "order", "number": "X-1", **vals})

    def get_form(self, document):
        return self.submit(document).content["form"]

    def test_the_shared_one_is_printed(self):
        form = self.get_form(self.create_order())
        self.assertEqual(form["number"], "QR-8.2-01")
        self.assertEqual(form["revision"], "A/0")
        self.assertEqual(form["retention_years"], 3)

    def test_the_companys_own_takes_its_place(self):
        self.get_form(self.create_order())  # what is kept at hand is renewed
        self.create_control(
            company_id=self.company.id,
            number="RW-7",
            revision="C",
            retention_years=11,
            distribution="Archive",
        )
        order = self.create_order()
        self.approve(order)
        text = self.print_text(order.sudo().review_id)
        for part in ("RW-7, revision C. Retention: 11 years", "Archive"):
            self.assertIn(part, text)
        self.assertNotIn("QR-8.2-01", text)
        other = self.create_company("Elsewhere")
        self.assertEqual(
            self.controls._get_control(other, "order")["number"], "QR-8.2-01"
        )

    def test_a_kind_without_a_record_is_printed_without_a_number(self):
        self.shared.unlink()
        review = self.submit(self.create_order())
        self.assertEqual(review.content["form"]["number"], "")
        self.assertEqual(review.content["form"]["retention_years"], 3)
        text = self.print_text(review)
        self.assertNotIn("Form number", text)
        self.assertIn("Retention: 3 years from the conclusion", text)

    def test_complaints_have_theirs(self):
        control = self.controls._get_control(self.company, "complaint")
        self.assertEqual(control["number"], "QR-8.2-02")

    def test_one_of_a_kind_per_company(self):
        self.assertIn(
            "customer_review_form_control_kind_unique",
            self.assert_refused(self.create_control, error=Exception),
        )

    def test_the_administrator_alone_sets_it(self):
        with self.assertRaises(AccessError):
            self.shared.with_user(self.salesman).number = "Mine"
        self.shared.with_user(self.manager).number = "QR-9"
        self.assertEqual(self.as_admin(self.shared).number, "QR-9")

from freezegun import freeze_time

from odoo.tests import TransactionCase, new_test_user

from ..common import Refusals

# A Monday morning within the working hours of the test company.
MONDAY = "2026-03-02 09:00:00"
GROUPS = {
    "handler": "customer_review.group_user",
    "quality": "customer_review.group_quality",
    "technical": "customer_review.group_technical",
    "production": "customer_review.group_production",
    "general": "customer_review.group_general_manager",
    "auditor": "customer_review.group_auditor",
    "admin": "customer_review.group_manager",
    "employee": "base.group_user",
    "portal": "base.group_portal",
}


class ComplaintCase(Refusals, TransactionCase):
    """One company with a calendar in UTC, one person per role, one customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Complaint Ltd"})
        cls.calendar = cls.env["resource.calendar"].create(
            {"name": "UTC", "tz": "UTC", "company_id": cls.company.id}
        )
        cls.company.resource_calendar_id = cls.calendar
        cls.users = {
            name: new_test_user(
                cls.env,
                f"complaint_{name}",
                group,
                company_id=cls.company.id,
                company_ids=[(6, 0, cls.company.ids)],
            )
            for name, group in GROUPS.items()
        }
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        for code in ("quality", "technical", "production", "general_manager"):
            cls.department(code).user_id = cls.users.get(code) or cls.users["general"]
        cls.team = cls.env["customer.complaint.team"].create(
            {
                "name": "Test Team",
                "company_id": cls.company.id,
                "user_id": cls.users["handler"].id,
                "alias_name": "test-complaints",
            }
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Customer Ltd", "is_company": True, "email": "ltd@customer.test"}
        )
        cls.contact = cls.users["portal"].partner_id
        cls.contact.write(
            {"parent_id": cls.customer.id, "email": "contact@customer.test"}
        )
        cls.product = cls.env["product.product"].create({"name": "Bolt"})
        cls.category = cls.env.ref(
            "customer_review.customer_complaint_category_product"
        )

    @classmethod
    def department(cls, code):
        """Return a department in the test company."""
        return cls.env.ref(f"customer_review.department_{code}").with_company(
            cls.company
        )

    def as_user(self, name, records):
        """Return ``records`` as seen by a person in the test company."""
        return records.with_user(self.users[name]).with_context(
            allowed_company_ids=self.company.ids
        )

    def refuse(self, phrase, method, *args, **kwargs):
        """Call what must be refused in words that hold ``phrase``; leave no trace."""
        self.assertIn(phrase, self.assert_refused(method, *args, **kwargs))

    def complain(self, **values):
        """Return a complaint recorded by the handler."""
        complaints = self.as_user("handler", self.env["customer.complaint"])
        return complaints.create(
            {
                "subject": "Thread damaged",
                "partner_id": self.customer.id,
                "contact_id": self.contact.id,
                "product_id": self.product.id,
                "category_id": self.category.id,
                "company_id": self.company.id,
                **values,
            }
        )

    def run_cron(self, name):
        """Run a cron as the server does, without a commit."""
        cron = self.env.ref(f"customer_review.customer_complaint_cron_{name}")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()

    def bring_to(self, state, **values):
        """Return a complaint brought to ``state`` by the people who do it."""
        complaint = self.complain(**values)
        for step in ("acknowledged", "assessed", "investigating", "answered"):
            if complaint.state == state:
                break
            getattr(self, f"_bring_to_{step}")(complaint)
        if state in ("verified", "closed"):
            complaint.write(
                {"verification_result": "effective", "verification_note": "Counted"}
            )
            complaint.action_verify()
        if state == "closed":
            complaint.sudo()._do_settle("Contact")
            complaint.action_close()
        self.assertEqual(complaint.state, state)
        return complaint

    def _bring_to_acknowledged(self, complaint):
        complaint.action_acknowledge()

    def _bring_to_assessed(self, complaint):
        complaint.write(
            {
                "validity": "valid",
                "assessment_reason": "Seen on the photo",
                "lead_department_id": self.department("quality").id,
            }
        )
        complaint.action_assess()

    def _bring_to_investigating(self, complaint):
        opinion = self.as_user("quality", complaint.opinion_ids)
        opinion.comment = "The tool was worn"
        opinion.action_answer()

    def _bring_to_answered(self, complaint):
        complaint.action_compose_answer()
        complaint.action_answer()


def at(moment):
    """Freeze the time that Odoo and the database agree on."""
    return freeze_time(moment)

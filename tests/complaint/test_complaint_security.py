from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ComplaintCase

PARTS = {
    "customer.complaint.containment": {"name": "Stock", "method": "Blocked"},
    "customer.complaint.cause": {"name": "Worn", "category": "machine"},
    "customer.complaint.action": {"name": "Change the tool"},
}


@tagged("standard", "post_install", "-at_install")
class TestComplaintSecurity(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Ltd"})
        cls.users["stranger"] = new_test_user(
            cls.env,
            "complaint_stranger",
            "customer_review.group_manager,customer_review.group_quality,"
            "base.group_allow_export",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )

    def stranger(self, records):
        return records.with_user(self.users["stranger"]).with_context(
            allowed_company_ids=self.other_company.ids
        )

    def test_roles(self):
        complaint = self.bring_to("assessed")
        for name in ("auditor", "quality", "technical", "general"):
            reader = self.as_user(name, complaint)
            self.assertEqual(reader.subject, "Thread damaged")
            self.refuse("not allowed to modify", reader.write, {"subject": "Changed"})
            self.refuse("Only users of Customer Review", reader.action_answer)
            self.refuse("not allowed to create", reader.create, {"subject": "New"})
        employee = self.as_user("employee", complaint)
        self.refuse("not allowed to access", employee.read, ["subject"])
        handler = self.as_user("handler", complaint)
        self.refuse("not allowed to delete", handler.unlink)
        self.assertEqual(self.as_admin(complaint).subject, "Thread damaged")

    def test_only_a_department_that_was_asked_works_on_it(self):
        complaint = self.bring_to("assessed")
        for model, values in PARTS.items():
            values = {**values, "complaint_id": complaint.id}
            opinion = self.as_user("quality", complaint.opinion_ids)
            part = model.rpartition(".")[2]
            action = opinion.with_context(complaint_part=part).action_view_part()
            made = self.as_user("quality", self.env[model]).create(values)
            self.assertEqual(made.search(action["domain"]), made)
            for name in ("technical", "auditor"):
                # as its owner, which is the default, as much as for another one
                for owner in (name, "quality"):
                    self.assert_refused(
                        self.as_user(name, self.env[model]).create,
                        {**values, "user_id": self.users[owner].id},
                        error=AccessError,
                    )
            employee = self.as_user("employee", self.env[model])
            self.refuse("is not shared with you", employee.create, values)
            self.assertEqual(
                self.as_admin(made).search_count([("complaint_id", "=", complaint.id)]),
                1,
            )

    def test_the_owner_of_an_action_works_on_it(self):
        complaint = self.bring_to("assessed")
        other = self.bring_to("acknowledged")
        action = self.env["customer.complaint.action"].create(
            {
                "complaint_id": complaint.id,
                "name": "New gauge",
                "user_id": self.users["technical"].id,
            }
        )
        mine = self.as_user("technical", action)
        mine.evidence = "Bought"
        self.refuse(
            "fixed once the record is there", mine.write, {"complaint_id": other.id}
        )
        mine.action_done()
        self.assertEqual(self.as_admin(action).done_by_id, self.users["technical"])

    def test_another_company_sees_nothing(self):
        complaint = self.bring_to("assessed")
        for values in PARTS.values():
            values["complaint_id"] = complaint.id
        records = [
            complaint,
            complaint.opinion_ids,
            self.team,
            *(self.env[model].create(values) for model, values in PARTS.items()),
        ]
        for record in records:
            stranger = self.stranger(record)
            self.assertFalse(stranger.search([("id", "=", record.id)]), record._name)
            self.assertFalse(
                stranger._read_group([("id", "=", record.id)], [], ["id:recordset"])[0][
                    0
                ]
            )
            self.refuse("top-secret", stranger.read, ["display_name"])
            self.assert_refused(stranger.write, {"create_date": False})
        self.refuse("top-secret", self.stranger(complaint).export_data, ["subject"])

    def test_a_stranger_learns_no_more_than_of_what_is_missing(self):
        complaint = self.bring_to("assessed")
        parts = [
            self.env[model].create({**values, "complaint_id": complaint.id})
            for model, values in PARTS.items()
        ]
        for record in (complaint, complaint.opinion_ids, self.team, *parts):
            for name in self.get_own_actions(record):
                messages = {
                    self.assert_refused(getattr(self.stranger(one), name))
                    for one in (record, record.browse(2_000_000_000))
                }
                self.assertEqual(len(messages), 1, f"{record._name}.{name}")
                self.assertNotIn(complaint.name, messages.pop())

    def get_own_actions(self, record):
        """Return the names of the public methods that this addon gives a model."""
        for name in dir(type(record)):
            method = getattr(type(record), name)
            if name.startswith("action_") and "customer_review" in method.__module__:
                yield name

    def test_a_stranger_learns_nothing_of_what_a_complaint_is_about(self):
        order = self.env["sale.order"].create(
            {"partner_id": self.customer.id, "company_id": self.company.id}
        )
        for name in ("action_view_complaints", "action_log_complaint"):
            messages = {
                self.assert_refused(getattr(self.as_user("employee", one), name))
                for one in (order, order.browse(2_000_000_000))
            }
            self.assertEqual(len(messages), 1)

    def test_company_rules_of_what_is_configured(self):
        for model, values in (
            ("customer.complaint.category", {"name": "Own"}),
            (
                "customer.complaint.deadline",
                {
                    "severity": "general",
                    "acknowledge_hours": 1,
                    "answer_hours": 1,
                    "solution_hours": 1,
                    "close_hours": 1,
                },
            ),
        ):
            record = self.env[model].create({**values, "company_id": self.company.id})
            self.assertFalse(self.stranger(record).search([("id", "=", record.id)]))
            self.assertTrue(
                self.as_user("handler", record).search([("id", "=", record.id)])
            )
            self.refuse("not allowed to delete", self.as_user("handler", record).unlink)

    def test_a_customer_sees_his_own_and_no_more(self):
        own, foreign = (
            self.bring_to("assessed"),
            self.complain(
                partner_id=self.env["res.partner"].create({"name": "Rival"}).id,
                contact_id=False,
            ),
        )
        portal = self.as_user("portal", self.env["customer.complaint"])
        self.assertEqual(portal.search([]), own)
        self.refuse("top-secret", portal.browse(foreign.id).read, ["subject"])
        mine = portal.browse(own.id)
        self.assertEqual(mine.subject, "Thread damaged")
        for name in ("assessment_reason", "severity", "user_id", "cause_ids"):
            self.refuse("do not have enough rights to access", mine.read, [name])
        for values in ({"subject": "Mine"}, {"state": "closed"}):
            self.assert_refused(mine.write, values, error=AccessError)
        for name in ("acknowledge", "assess", "answer", "close", "reopen"):
            self.refuse(
                "Only users of Customer Review", getattr(mine, f"action_{name}")
            )
        self.refuse("not allowed to create", portal.create, {"subject": "Direct"})
        for model in (*PARTS, "customer.complaint.opinion"):
            hidden = self.as_user("portal", self.env[model])
            self.refuse("not allowed to access", hidden.search, [])
        self.assertEqual(self.as_admin(own).state, "assessed")

    def test_only_the_general_manager_decides(self):
        complaint = self.bring_to("assessed", severity="major")
        self.assertEqual(complaint.report_state, "reported")
        for name in ("handler", "quality", "auditor", "admin"):
            other = self.as_user(name, complaint)
            self.refuse("Only the General Manager", other.action_decide)
            self.refuse("Only the General Manager", other._do_decide, "agreed", False)
        self.assertEqual(complaint.sudo().report_state, "reported")
        action = self.as_user("general", complaint).action_decide()
        wizard = (
            self.as_user("general", self.env["customer.complaint.decision"])
            .with_context(**action["context"])
            .create({"decision": "measures"})
        )
        self.refuse("Write which further measures", wizard.action_confirm)
        wizard.comment = "Check all stock"
        wizard.action_confirm()
        self.assertEqual(complaint.general_manager_id, self.users["general"])
        self.assertEqual(complaint.report_state, "decided")

    def test_the_form_is_printed_for_staff_alone(self):
        complaint = self.bring_to("assessed")
        for name in ("report_complaint", "report_complaint_8d"):
            report = self.env[f"report.customer_review.{name}_form"]
            values = self.as_user("auditor", report)._get_report_values(complaint.ids)
            self.assertEqual(values["docs"], complaint)
            for person in ("portal", "employee"):
                self.refuse(
                    "not allowed to access",
                    self.as_user(person, report)._get_report_values,
                    complaint.ids,
                )
            self.refuse(
                "does not exist, or is not shared",
                self.stranger(report)._get_report_values,
                complaint.ids,
            )

    def test_opinions_cannot_be_made_or_moved_by_hand(self):
        complaint, other = self.bring_to("assessed"), self.bring_to("acknowledged")
        for name in ("handler", "quality", "admin"):
            opinions = self.as_user(name, complaint.opinion_ids)
            for values in ({"state": "given"}, {"department_id": other.id}):
                self.refuse("cannot be set by hand", opinions.write, values)
            self.refuse(
                "cannot be set by hand", opinions.write, {"complaint_id": other.id}
            )
            self.assert_refused(
                opinions.create,
                {
                    "complaint_id": complaint.id,
                    "department_id": self.department("quality").id,
                },
                error=AccessError,
            )
            self.assert_refused(
                self.as_user(name, complaint).write,
                {
                    "opinion_ids": [
                        Command.update(complaint.opinion_ids.id, {"state": "given"})
                    ]
                },
                error=AccessError,
            )
        self.assertRecordValues(
            self.as_admin(complaint.opinion_ids),
            [{"state": "pending", "complaint_id": complaint.id}],
        )

    def test_customers_read_no_setting_of_the_addon(self):
        settings = [
            name
            for name, field in self.env["res.company"]._fields.items()
            if field._modules[:1] == ("customer_review",)
        ]
        self.assertIn("complaint_hourly_limit", settings)
        self.assertIn("review_policy", settings)
        company = self.as_user("portal", self.company)
        self.assertTrue(company.read(["name"]))
        self.assertFalse(set(settings) & set(company.fields_get()))
        for name in settings:
            self.refuse("enough rights to access", company.read, [name])
            self.refuse("enough rights to access", company.search, [(name, "!=", 0)])
            self.assertTrue(self.as_user("employee", self.company).read([name]))

from odoo.exceptions import AccessError, UserError
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
            with self.assertRaises(AccessError):
                reader.write({"subject": "Changed"})
            with self.assertRaises(AccessError):
                reader.action_answer()
            with self.assertRaises(AccessError):
                reader.create({"subject": "New"})
        with self.assertRaises(AccessError):
            self.as_user("employee", complaint).read(["subject"])
        with self.assertRaises(AccessError):
            self.as_user("handler", complaint).unlink()

    def test_only_a_department_that_was_asked_works_on_it(self):
        complaint = self.bring_to("assessed")
        for model, values in PARTS.items():
            values = {**values, "complaint_id": complaint.id}
            opinion = self.as_user("quality", complaint.opinion_ids)
            part = model.rpartition(".")[2]
            action = opinion.with_context(complaint_part=part).action_view_part()
            made = self.as_user("quality", self.env[model]).create(values)
            self.assertEqual(made.search(action["domain"]), made)
            for name in ("technical", "auditor", "employee"):
                with self.assertRaises(AccessError):
                    self.as_user(name, self.env[model]).create(
                        {**values, "user_id": self.users["quality"].id}
                    )

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
            with self.assertRaises(AccessError):
                stranger.read(["display_name"])
            with self.assertRaises(AccessError):
                stranger.write({"create_date": False})
        with self.assertRaises(AccessError):
            self.stranger(complaint).action_assess()
        with self.assertRaises(AccessError):
            self.stranger(complaint.opinion_ids).action_answer()
        with self.assertRaises(AccessError):
            self.stranger(complaint).export_data(["subject"])

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
            with self.assertRaises(AccessError):
                self.as_user("handler", record).unlink()

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
        with self.assertRaises(AccessError):
            portal.browse(foreign.id).read(["subject"])
        mine = portal.browse(own.id)
        self.assertEqual(mine.subject, "Thread damaged")
        for name in ("assessment_reason", "severity", "user_id", "cause_ids"):
            with self.assertRaises(AccessError):
                mine.read([name])
        for values in ({"subject": "Mine"}, {"state": "closed"}):
            with self.assertRaises(AccessError):
                mine.write(values)
        for name in ("acknowledge", "assess", "answer", "close", "reopen"):
            with self.assertRaises(AccessError):
                getattr(mine, f"action_{name}")()
        with self.assertRaises(AccessError):
            portal.create({"subject": "Direct"})
        for model in (*PARTS, "customer.complaint.opinion"):
            with self.assertRaises(AccessError):
                self.as_user("portal", self.env[model]).search([])

    def test_only_the_general_manager_decides(self):
        complaint = self.bring_to("assessed", severity="major")
        self.assertEqual(complaint.report_state, "reported")
        for name in ("handler", "quality", "auditor", "admin"):
            with self.assertRaises(AccessError):
                self.as_user(name, complaint).action_decide()
            with self.assertRaises(AccessError):
                self.as_user(name, complaint)._do_decide("agreed", False)
        self.assertEqual(complaint.sudo().report_state, "reported")
        action = self.as_user("general", complaint).action_decide()
        wizard = (
            self.as_user("general", self.env["customer.complaint.decision"])
            .with_context(**action["context"])
            .create({"decision": "measures"})
        )
        with self.assertRaises(UserError):
            wizard.action_confirm()
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
                with self.assertRaises(AccessError):
                    self.as_user(person, report)._get_report_values(complaint.ids)
            with self.assertRaises(AccessError):
                self.stranger(report)._get_report_values(complaint.ids)

    def test_opinions_cannot_be_made_or_moved_by_hand(self):
        complaint, other = self.bring_to("assessed"), self.bring_to("acknowledged")
        for name in ("handler", "quality", "admin"):
            opinions = self.as_user(name, complaint.opinion_ids)
            for values in ({"state": "given"}, {"complaint_id": other.id}):
                with self.assertRaises(AccessError):
                    opinions.write(values)
            with self.assertRaises(AccessError):
                opinions.create(
                    {
                        "complaint_id": complaint.id,
                        "department_id": self.department("quality").id,
                    }
                )
            with self.assertRaises(AccessError):
                self.as_user(name, complaint).write(
                    {
                        "opinion_ids": [
                            Command.update(complaint.opinion_ids.id, {"state": "given"})
                        ]
                    }
                )

"""What the code uses can be deleted or spoilt: no work is lost for it."""

import re
from contextlib import contextmanager
from pathlib import Path

from psycopg2.extras import Json

from odoo.modules.module import get_module_path
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY, ComplaintCase, at

XMLID = re.compile(
    r"[\"']((?:customer_review\.|mail_activity_type_)[a-z]\w+|rating\.\w+_action)[\"']"
)
RESOURCES = "odoo.addons.customer_review.models.review.customer_review_resource"
BROKEN = '<p><t t-out="object.no_such_field"/></p>'
# Screens, prints and rights are the addon itself: without them there is no addon.
PARTS_OF_THE_ADDON = ("ir.ui.view", "res.groups", "ir.actions.report")


@tagged("standard", "post_install", "-at_install")
class TestComplaintResources(ComplaintCase):
    def find_used(self):
        """Return the records that the complaint room names in its Python code.

        So does the department that stands for the General Manager in every room.
        """
        root = Path(get_module_path("customer_review"))
        files = [
            path
            for storey in ("models", "controllers", "wizard", "report")
            for path in (root / storey / "complaint").glob("*.py")
        ]
        files.append(root / "models/review/customer_review_department.py")
        names = {name for path in files for name in XMLID.findall(path.read_text())}
        names = {name if "." in name else f"customer_review.{name}" for name in names}
        found = {name: self.env.ref(name, raise_if_not_found=False) for name in names}
        return {
            name: record
            for name, record in found.items()
            if record is not None and record._name not in PARTS_OF_THE_ADDON
        }

    def run_flow(self):
        """Do what people, customers and crons do, from receipt to closing."""
        complaints = self.env["customer.complaint"].sudo()
        with at(MONDAY):
            received = complaints.message_new(
                {
                    "email_from": self.contact.email,
                    "author_id": self.contact.id,
                    "subject": "Damaged",
                    "body": "<p>The thread</p>",
                },
                {"team_id": self.team.id, "company_id": self.company.id},
            )
            complaint = self.as_user("handler", received)
            self._bring_to_assessed(complaint)
            self._bring_to_investigating(complaint)
            complaint.action_compose_answer()
            complaint.answer_body = complaint.answer_body or "It was worn"
            complaint.action_answer()
        with at("2026-03-30 09:00:00"):
            self.run_cron("escalate")
            self.run_cron("follow_up")
            self.assertTrue(complaint.sudo().date_reminded)
            complaint.action_view_repeats()
            complaint.action_view_ratings()
            self.team.action_view_complaints()
            self.customer.action_view_complaints()
            self.env["customer.complaint"]._bind_delivery_action()
        complaint.write(
            {"verification_result": "effective", "verification_note": "Counted"}
        )
        complaint.action_verify()
        complaint.action_record_settled()
        complaint.action_close()
        refused = self.bring_to("acknowledged")
        refused.write(
            {
                "validity": "unfounded",
                "assessment_reason": "In tolerance",
                "refusal_reason": "It meets the drawing.",
            }
        )
        refused.action_refuse()
        return complaint, refused

    def test_one_by_one_deleted(self):
        used = self.find_used()
        self.assertGreaterEqual(
            set(used),
            {
                "customer_review.customer_complaint_mail_acknowledgement",
                "customer_review.customer_complaint_mail_answer",
                "customer_review.customer_complaint_mail_refusal",
                "customer_review.customer_complaint_mail_reminder",
                "customer_review.mail_activity_type_complaint",
                "customer_review.customer_complaint_action",
                "customer_review.customer_complaint_action_server_delivery",
                "customer_review.department_general_manager",
            },
        )
        used["the sequence"] = self.env.ref(
            "customer_review.customer_complaint_sequence"
        )
        used["the deadlines"] = self.env["customer.complaint.deadline"].search([])
        for name, record in used.items():
            with self.subTest(name), mute_logger(RESOURCES), self.undone():
                self.delete(record)
                complaint, refused = self.run_flow()
                self.assertEqual(complaint.state, "closed")
                self.assertEqual(refused.state, "refused")
                self.assertIn(
                    "meets the drawing", "".join(refused.message_ids.mapped("body"))
                )
                self.assertTrue(complaint.name.strip("/"))

    @contextmanager
    def undone(self):
        """Leave the database as it was, whatever happens within."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all()
            self.env.registry.clear_all_caches()

    def delete(self, record):
        if record._name == "customer.review.department":
            # a department stays; what names it can go
            record = self.env["ir.model.data"].search(
                [("model", "=", record._name), ("res_id", "in", record.ids)]
            )
        elif record._name == "mail.activity.type":
            activities = self.env["mail.activity"].with_context(active_test=False)
            activities.search([("activity_type_id", "in", record.ids)]).unlink()
        record.unlink()
        self.env.registry.clear_all_caches()

    def test_broken_templates_stop_nothing(self):
        for name in ("acknowledgement", "answer", "refusal", "reminder"):
            template = self.env.ref(f"customer_review.customer_complaint_mail_{name}")
            # as an update of another addon leaves it: Odoo refuses it by hand
            self.env.cr.execute(
                "UPDATE mail_template SET body_html = %s WHERE id = %s",
                [Json({"en_US": BROKEN}), template.id],
            )
        self.env.invalidate_all()
        with mute_logger(RESOURCES):
            complaint, refused = self.run_flow()
        self.assertEqual(complaint.state, "closed")
        subjects = " ".join(complaint.message_ids.mapped(lambda one: one.subject or ""))
        self.assertIn("We have received your message", subjects)
        self.assertEqual(refused.state, "refused")

    def test_a_broken_template_of_the_answer_is_said(self):
        complaint = self.bring_to("investigating")
        self.env.ref("customer_review.customer_complaint_mail_answer").unlink()
        with mute_logger(RESOURCES):
            action = complaint.action_compose_answer()
        self.assertIn("Write the answer by hand", action["params"]["message"])

    def test_numbers_without_a_sequence_that_works(self):
        sequence = self.env.ref("customer_review.customer_complaint_sequence")
        sequence.prefix = "%(rubbish)s"
        with mute_logger(RESOURCES), at(MONDAY):
            first, second = self.complain(), self.complain()
        self.assertRegex(first.name, r"^2026/X\d+$")
        self.assertNotEqual(first.name, second.name)

    def test_settings_out_of_all_bounds_stop_nothing(self):
        self.company.write(
            {
                "complaint_verification_days": 2_000_000_000,
                "complaint_reminder_days": 2_000_000_000,
                "complaint_reopen_days": 2_000_000_000,
                "complaint_corrective_days": -2_000_000_000,
                "review_escalation_hours": 1e300,
            }
        )
        self.env["customer.complaint.deadline"].create(
            {
                "company_id": self.company.id,
                "severity": "general",
                "acknowledge_hours": 1,
                "answer_hours": 1,
                "solution_hours": 1e300,
                "close_hours": 1e300,
            }
        )
        complaint = self.bring_to("closed")
        self.assertTrue(complaint.deadline_close)
        with at(MONDAY):
            late = self.complain(date_received=MONDAY)
        with at("2026-03-10 09:00:00"):
            self.run_cron("escalate")
            self.run_cron("follow_up")
        self.assertEqual(late.sudo().escalation_level, 1)

    def test_escalation_goes_on_without_a_general_manager(self):
        self.department("general_manager").user_id = False
        self.department("general_manager").group_id.user_ids = False
        with at(MONDAY):
            late = self.complain(date_received=MONDAY)
        for moment in ("2026-03-10 09:00:00", "2026-03-20 09:00:00"):
            with at(moment):
                self.run_cron("escalate")
        self.assertEqual(late.sudo().escalation_level, 2)
        self.assertEqual(late.sudo().activity_ids.user_id, self.users["handler"])

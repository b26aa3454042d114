from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCase

BY_HAND = "cannot be set by hand"


@tagged("standard", "post_install", "-at_install")
class TestComplaintFlow(ComplaintCase):
    def test_from_receipt_to_closing(self):
        complaint = self.bring_to("closed")
        self.assertRegex(complaint.name, r"^CC/\d{4}/\d{5}$")
        self.assertTrue(complaint.date_acknowledged)
        self.assertTrue(complaint.date_answered)
        self.assertEqual(complaint.answer_to, "contact@customer.test")
        self.assertEqual(complaint.answered_by_id, self.users["handler"])
        self.assertEqual(complaint.closed_by_id, self.users["handler"])
        self.assertFalse(complaint.activity_ids)

    def test_missing_parts_are_listed(self):
        complaint = self.bring_to("acknowledged")
        with self.assertRaises(UserError) as error:
            complaint.action_assess()
        for part in ("reason of the assessment", "lead department", "valid or"):
            self.assertIn(part, str(error.exception))
            self.assertIn(part, complaint.next_step_hint)

    def test_a_step_cannot_be_skipped(self):
        complaint = self.complain()
        for step in ("assess", "answer", "verify", "close", "reopen"):
            self.refuse("is not ready for", getattr(complaint, f"action_{step}"))
        self.assertEqual(complaint.sudo().state, "received")

    def test_engine_fields_are_closed_to_everybody(self):
        complaint = self.bring_to("acknowledged")
        for name in ("handler", "admin"):
            for values in (
                {"state": "closed"},
                {"date_answered": "2026-01-01"},
                {"name": "CC/1"},
                {"report_state": "decided"},
                {"next_deadline": "2030-01-01"},
            ):
                self.refuse(BY_HAND, self.as_user(name, complaint).write, values)
        self.refuse(BY_HAND, complaint.sudo().write, {"state": "closed"})
        self.refuse(BY_HAND, self.complain, state="closed")
        self.assertEqual(
            self.env["customer.complaint"]
            .with_context(default_state="closed", default_name="X")
            .create({"subject": "By default"})
            .state,
            "received",
        )
        self.assertEqual(complaint.sudo().state, "acknowledged")

    def test_departments_are_asked_and_answer(self):
        complaint = self.bring_to("acknowledged")
        complaint.write(
            {
                "validity": "valid",
                "assessment_reason": "Seen",
                "lead_department_id": self.department("quality").id,
                "department_ids": [
                    Command.link(self.department("technical").id),
                    Command.link(self.department("production").id),
                ],
            }
        )
        complaint.action_assess()
        self.assertEqual(len(complaint.opinion_ids), 3)
        self.assertEqual(
            complaint.activity_ids.user_id,
            self.users["quality"] | self.users["technical"] | self.users["production"],
        )
        complaint.action_compose_answer()
        with self.assertRaises(UserError) as error:
            complaint.action_investigate()
            complaint.action_answer()
        self.assertIn("the answer of Technical", str(error.exception))
        for code in ("quality", "technical", "production"):
            opinion = complaint.opinion_ids.filtered(
                lambda one, code=code: one.department_id.code == code
            )
            opinion = self.as_user(code, opinion)
            opinion.comment = "Done"
            opinion.action_answer()
            self.assertEqual(opinion.user_id, self.users[code])
        self.assertEqual(complaint.state, "investigating")
        self.assertFalse(complaint.activity_ids)
        complaint.action_answer()
        self.assertEqual(complaint.state, "answered")

    def test_a_member_finds_his_answer_on_the_complaint(self):
        complaint = self.bring_to("assessed")
        mine = self.as_user("quality", complaint)
        self.assertEqual(mine.my_opinion_id, complaint.opinion_ids)
        action = mine.action_view_my_opinion()
        self.assertEqual(action["res_id"], complaint.opinion_ids.id)
        for name in ("technical", "handler"):
            self.assertFalse(self.as_user(name, complaint).my_opinion_id)

    def test_tabs_are_marked_where_something_is_missing(self):
        closed = self.bring_to("closed")
        self.assertFalse(any(mark["missing"] for mark in closed.tab_marks.values()))
        complaint = self.bring_to("assessed")
        complaint.action_investigate()
        marks = complaint.tab_marks
        self.assertEqual(marks["departments"], {"count": 1, "missing": True})
        self.assertTrue(marks["answer"]["missing"])
        self.assertFalse(marks["assessment"]["missing"])

    def test_a_department_does_not_answer_for_another(self):
        complaint = self.bring_to("assessed")
        opinion = complaint.opinion_ids
        for name in ("technical", "handler", "auditor"):
            stranger = self.as_user(name, opinion)
            self.assert_refused(stranger.write, {"comment": "Mine"})
            self.refuse("Only a member of Quality", stranger.action_answer)
        self.assertFalse(opinion.sudo().comment)

    def test_the_deputy_answers_for_the_responsible_person(self):
        complaint = self.bring_to("assessed")
        self.department("quality").deputy_id = self.users["technical"]
        opinion = self.as_user("technical", complaint.opinion_ids)
        opinion.comment = "Checked"
        opinion.action_answer()
        self.assertEqual(opinion.on_behalf_of_id, self.users["quality"])

    def test_a_given_answer_stays(self):
        complaint = self.bring_to("investigating")
        opinion = self.as_user("quality", complaint.opinion_ids)
        self.refuse("has been given", opinion.write, {"comment": "Something else"})
        self.refuse("has been given", opinion.action_answer)
        self.refuse("stays on record", opinion.sudo().unlink)
        self.assertEqual(self.as_admin(opinion).comment, "The tool was worn")

    def test_training_alone_corrects_no_carelessness(self):
        complaint = self.bring_to("investigating")
        cause = self.env["customer.complaint.cause"].create(
            {
                "complaint_id": complaint.id,
                "name": "Operator carelessness",
                "category": "person",
            }
        )
        action = self.env["customer.complaint.action"].create(
            {
                "complaint_id": complaint.id,
                "cause_id": cause.id,
                "name": "Retrain the operator",
                "measure": "training",
                "user_id": self.users["quality"].id,
            }
        )
        complaint.action_compose_answer()
        with self.assertRaises(UserError) as error:
            complaint.action_answer()
        self.assertIn("another corrective action", str(error.exception))
        action.copy({"measure": "equipment", "name": "Poka-yoke"})
        complaint.action_answer()

    def test_an_action_is_verified_by_another_person_with_evidence(self):
        complaint = self.bring_to("investigating")
        action = self.as_user("quality", self.env["customer.complaint.action"]).create(
            {
                "complaint_id": complaint.id,
                "name": "New gauge",
                "user_id": self.users["quality"].id,
            }
        )
        action.action_done()
        handled = self.as_user("handler", action)
        self.refuse("has no evidence", handled.action_verify)
        action.evidence = "Gauge 4711 calibrated"
        self.refuse("another person", action.action_verify)
        self.as_user("handler", action).action_verify()
        self.assertEqual(action.verified_by_id, self.users["handler"])
        self.refuse("verified action does not change", handled.write, {"name": "Other"})

    def test_major_complaint_needs_causes_and_action(self):
        complaint = self.bring_to("investigating", severity="major")
        complaint.action_compose_answer()
        with self.assertRaises(UserError) as error:
            complaint.action_answer()
        for part in ("occurrence", "escape", "corrective action"):
            self.assertIn(part, str(error.exception))

    def test_an_unfounded_complaint_is_refused_with_the_reason(self):
        complaint = self.bring_to("acknowledged")
        complaint.write({"validity": "unfounded", "assessment_reason": "In tolerance"})
        self.assertEqual(complaint.next_step, "refuse")
        self.refuse("reason told to the customer", complaint.action_refuse)
        complaint.refusal_reason = "The thread meets drawing 12."
        complaint.action_refuse()
        self.assertEqual(complaint.state, "refused")
        self.assertIn("drawing 12", complaint.message_ids[0].body)
        self.assertEqual(complaint.message_ids[0].notified_partner_ids, self.contact)

    def test_a_phone_answer_needs_who_and_when(self):
        complaint = self.bring_to("investigating")
        complaint.action_compose_answer()
        complaint.answer_channel = "phone"
        self.refuse("to whom the answer was given", complaint.action_answer)
        complaint.write(
            {"answer_contact": "Ms Lee", "answer_time": "2026-01-05 10:00:00"}
        )
        complaint.action_answer()
        self.assertEqual(complaint.answer_to, "Ms Lee")
        self.assertEqual(str(complaint.date_answered), "2026-01-05 10:00:00")

    def test_closing_waits_for_the_customer_or_a_reason(self):
        complaint = self.bring_to("verified")
        with self.assertRaises(UserError) as error:
            complaint.action_close()
        self.assertIn("confirmation", str(error.exception))
        complaint.closing_note = "The customer has ceased trading"
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")

    def test_closed_records_do_not_change(self):
        complaint = self.bring_to("closed")
        for name in ("handler", "admin"):
            closed = self.as_user(name, complaint)
            self.refuse("does not change any more", closed.write, {"subject": "Other"})
            self.refuse(
                "its lines do not change",
                self.as_user(name, self.env["customer.complaint.cause"]).create,
                {
                    "complaint_id": complaint.id,
                    "name": "Late idea",
                    "category": "method",
                },
            )
        self.refuse("stays on record", self.as_user("admin", complaint).unlink)
        self.assertEqual(complaint.sudo().subject, "Thread damaged")

    def test_without_effect_it_is_reopened(self):
        complaint = self.bring_to("answered")
        complaint.write(
            {"verification_result": "not_effective", "verification_note": "Again"}
        )
        complaint.action_verify()
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.reopen_count, 1)
        self.assertFalse(complaint.date_answered)

    def test_a_reopened_complaint_goes_the_whole_way_again(self):
        complaint = self.bring_to("closed")
        complaint.action_reopen()
        self.assertFalse(complaint.date_closed)
        complaint.action_assess()
        self.assertEqual(len(complaint.opinion_ids), 2)
        opinion = complaint.opinion_ids.filtered(lambda one: one.state == "pending")
        opinion = self.as_user("quality", opinion)
        opinion.comment = "Found it now"
        opinion.action_answer()
        complaint.action_compose_answer()
        complaint.action_answer()
        self.assertEqual(complaint.state, "answered")

    def test_praise_is_answered_and_closed_without_investigation(self):
        praise = self.complain(kind="praise")
        praise.action_acknowledge()
        self.assertEqual(praise.next_step, "answer")
        praise.answer_body = "Thank you"
        praise.action_answer()
        praise.closing_note = "Nothing to confirm"
        self.assertEqual(praise.next_step, "close")
        praise.action_close()

    def test_steps_of_a_batch_name_what_blocks(self):
        ready = self.complain()
        done = self.bring_to("acknowledged")
        with self.assertRaises(UserError) as error:
            (ready | done).action_acknowledge()
        self.assertIn(done.name, str(error.exception))
        self.assertEqual(ready.sudo().state, "received")

    def test_a_failing_mail_server_undoes_nothing(self):
        complaint = self.bring_to("answered")
        mails = (
            self.env["mail.mail"]
            .sudo()
            .search([("model", "=", complaint._name), ("res_id", "=", complaint.id)])
        )
        self.assertTrue(mails)
        self.assertEqual(set(mails.mapped("state")), {"outgoing"})

    def test_without_an_address_it_is_acknowledged_by_a_person(self):
        silent = self.env["res.partner"].create({"name": "No Mail"})
        complaint = self.complain(partner_id=silent.id, contact_id=False)
        complaint.action_acknowledge()
        self.assertEqual(complaint.state, "acknowledged")
        self.assertIn("No e-mail address", complaint.message_ids[0].body)

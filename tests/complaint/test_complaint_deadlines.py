from odoo.fields import Datetime
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import MONDAY, ComplaintCase, at

FRIDAY = "2026-03-06 15:00:00"


@tagged("standard", "post_install", "-at_install")
class TestComplaintDeadlines(ComplaintCase):
    def assertDeadlines(self, complaint, **expected):
        for milestone, deadline in expected.items():
            self.assertEqual(str(complaint[f"deadline_{milestone}"]), deadline)

    @at(MONDAY)
    def test_defaults_by_severity_in_working_hours(self):
        self.assertDeadlines(
            self.complain(date_received=MONDAY),
            acknowledge="2026-03-03 09:00:00",
            solution="2026-03-05 09:00:00",
        )
        self.assertDeadlines(
            self.complain(date_received=MONDAY, severity="major"),
            acknowledge="2026-03-02 14:00:00",
            answer="2026-03-04 09:00:00",
            solution="2026-03-09 09:00:00",
        )
        self.assertDeadlines(
            self.complain(date_received=MONDAY, severity="urgent"),
            acknowledge="2026-03-02 11:00:00",
            solution="2026-03-03 09:00:00",
        )

    @at(FRIDAY)
    def test_a_weekend_does_not_count(self):
        complaint = self.complain(date_received=FRIDAY, severity="urgent")
        self.assertDeadlines(complaint, acknowledge="2026-03-06 17:00:00")
        self.assertDeadlines(complaint, solution="2026-03-09 15:00:00")

    @at("2026-03-27 16:00:00")
    def test_daylight_saving_moves_the_utc_hour(self):
        self.calendar.tz = "Europe/Brussels"
        complaint = self.complain(
            date_received="2026-03-27 15:00:00", severity="urgent"
        )
        # 16:00 local on Friday, one hour left; one more on Monday, in summer time.
        self.assertDeadlines(complaint, acknowledge="2026-03-30 07:00:00")

    def test_the_clock_starts_at_receipt_not_at_typing(self):
        with at("2026-03-04 09:00:00"):
            complaint = self.complain(date_received=MONDAY)
            self.assertEqual(str(complaint.next_deadline), "2026-03-03 09:00:00")
            self.assertTrue(complaint.is_late)
            self.refuse(
                "in the future",
                complaint.write,
                {"date_received": "2026-03-05 09:00:00"},
            )
            complaint.action_acknowledge()
            self.refuse(
                "deadlines count from it", complaint.write, {"date_received": MONDAY}
            )

    def test_late_is_searchable(self):
        with at(MONDAY):
            complaint = self.complain(date_received=MONDAY)
        late = [("is_late", "=", True), ("id", "=", complaint.id)]
        with at("2026-03-03 08:00:00"):
            self.assertFalse(complaint.search(late))
            self.assertTrue(complaint.search([("is_late", "=", False), late[1]]))
        with at("2026-03-03 10:00:00"):
            self.assertTrue(complaint.search(late))

    def test_waiting_for_the_customer_stops_the_clock(self):
        with at(MONDAY):
            complaint = self.bring_to("assessed", date_received=MONDAY)
            complaint.action_wait_for_customer()
            self.assertFalse(complaint.next_deadline)
        with at("2026-03-04 09:00:00"):
            complaint.action_resume()
            self.assertEqual(complaint.paused_hours, 16)
            self.assertDeadlines(
                complaint,
                acknowledge="2026-03-03 09:00:00",
                solution="2026-03-09 09:00:00",
            )
            self.assertTrue(complaint.next_deadline)

    def test_what_was_reached_keeps_its_deadline(self):
        with at("2026-03-03 08:00:00"):
            complaint = self.bring_to("acknowledged", date_received=MONDAY)
            complaint.severity = "urgent"
            self.assertDeadlines(
                complaint,
                acknowledge="2026-03-03 09:00:00",
                solution="2026-03-03 09:00:00",
            )

    def test_punctuality_is_stored(self):
        with at(MONDAY):
            prompt = self.bring_to("answered", date_received=MONDAY)
            slow = self.bring_to("investigating", date_received=MONDAY)
        with at("2026-03-20 09:00:00"):
            slow.action_compose_answer()
            slow.action_answer()
        self.assertEqual(prompt.punctuality, "on_time")
        self.assertEqual(slow.punctuality, "late")

    def test_a_person_writing_to_the_customer_is_the_first_answer(self):
        complaint = self.bring_to("acknowledged")
        self.assertFalse(complaint.date_first_answer)
        complaint.message_post(body="internal", subtype_xmlid="mail.mt_note")
        self.assertFalse(complaint.date_first_answer)
        complaint.message_post(
            body="We look into it",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(complaint.date_first_answer)

    def test_late_ones_escalate_once_each(self):
        with at(MONDAY):
            complaint = self.bring_to("acknowledged", date_received=MONDAY)
        with at("2026-03-04 10:00:00"):
            self.run_cron("escalate")
            self.run_cron("escalate")
            self.assertEqual(complaint.escalation_level, 1)
            self.assertEqual(complaint.activity_ids.user_id, self.users["handler"])
            self.assertEqual(complaint.report_state, "none")
        with at("2026-03-05 11:00:00"):
            self.run_cron("escalate")
            self.run_cron("escalate")
            self.assertEqual(complaint.escalation_level, 2)
            self.assertEqual(complaint.report_state, "reported")
            self.assertEqual(complaint.report_reason, "overdue")
            self.assertEqual(len(complaint.activity_ids), 2)

    def test_one_bad_record_does_not_stop_the_cron(self):
        with at(MONDAY):
            bad = self.bring_to("acknowledged", date_received=MONDAY)
            good = self.bring_to("acknowledged", date_received=MONDAY)
        escalate = type(bad)._escalate

        def fail_for_bad(complaint):
            if complaint == bad:
                raise ValueError("broken")
            return escalate(complaint)

        self.patch(type(bad), "_escalate", fail_for_bad)
        logger = "odoo.addons.customer_review.models.complaint.customer_complaint_flow"
        with (
            at("2026-03-04 10:00:00"),
            mute_logger(logger),
        ):
            self.run_cron("escalate")
        self.assertEqual(bad.escalation_level, 0)
        self.assertEqual(good.escalation_level, 1)

    def test_untouched_complaints_cost_the_cron_nothing(self):
        with at(MONDAY):
            self.complain(date_received=MONDAY)
            self.env.flush_all()
            with self.assertQueryCount(1):
                self.env["customer.complaint"]._cron_escalate()

    def test_a_reminder_and_then_silence_by_setting(self):
        self.company.complaint_accept_silence = True
        with at(MONDAY):
            complaint = self.bring_to("answered", date_received=MONDAY)
        with at("2026-03-10 09:00:00"):
            self.run_cron("follow_up")
            self.run_cron("follow_up")
            self.assertTrue(complaint.date_reminded)
            self.assertIn("settled", complaint.message_ids[0].subject)
            self.assertFalse(complaint.customer_verdict)
        with at("2026-03-18 09:00:00"):
            self.run_cron("follow_up")
            self.assertEqual(complaint.customer_verdict, "silent")

    def test_silence_is_no_consent_by_default(self):
        with at(MONDAY):
            complaint = self.bring_to("answered", date_received=MONDAY)
        for day in ("2026-03-10 09:00:00", "2026-03-18 09:00:00"):
            with at(day):
                self.run_cron("follow_up")
        self.assertFalse(complaint.customer_verdict)

    def test_reopening_gives_new_deadlines(self):
        with at(MONDAY):
            complaint = self.bring_to("closed", date_received=MONDAY)
        with at("2026-03-16 09:00:00"):
            complaint.action_reopen()
            self.assertDeadlines(complaint, solution="2026-03-19 09:00:00")
            self.assertGreater(complaint.next_deadline, Datetime.now())

    def test_a_company_has_deadlines_of_its_own(self):
        self.env["customer.complaint.deadline"].create(
            {
                "company_id": self.company.id,
                "severity": "general",
                "acknowledge_hours": 1,
                "answer_hours": 2,
                "solution_hours": 3,
                "close_hours": 4,
            }
        )
        with at(MONDAY):
            complaint = self.complain(date_received=MONDAY)
        self.assertDeadlines(complaint, acknowledge="2026-03-02 10:00:00")

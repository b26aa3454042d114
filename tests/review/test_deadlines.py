"""Deadlines in working hours, what is late, and escalation once each."""

from unittest.mock import patch

from odoo import Command, fields
from odoo.tools import mute_logger

from ..common import ReviewCase


class TestDeadlines(ReviewCase):
    """Works 8 to 17 with an hour's break, Monday to Friday, as Odoo's standard does."""

    def setUp(self):
        super().setUp()
        self.calendar = self.company.resource_calendar_id
        self.set_timezone("UTC")

    def set_timezone(self, name):
        self.calendar.tz = name

    def get_deadline(self, order, code):
        return str(self.get_line(order, code).date_deadline)

    def submit_at(self, moment, **vals):
        with self.at(moment):
            order = self.create_order(**vals)
            self.submit(order)
        return order

    def test_steps_are_due_after_their_working_hours(self):
        # Monday; Sales has 4 hours, the General Manager another 4
        order = self.submit_at("2026-06-01 08:00:00")
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-01 12:00:00")
        self.assertEqual(
            self.get_deadline(order, "general_manager"), "2026-06-01 17:00:00"
        )
        self.assertEqual(
            str(order.sudo().review_id.date_deadline), "2026-06-01 17:00:00"
        )

    def test_special_orders_have_three_working_days(self):
        self.product.under_development = True
        order = self.submit_at("2026-06-01 08:00:00")
        self.assertEqual(
            str(order.sudo().review_id.date_deadline), "2026-06-03 17:00:00"
        )

    def test_new_holiday_counts_at_once(self):
        before = self.submit_at("2026-06-01 08:00:00")
        self.assertEqual(self.get_deadline(before, "sales"), "2026-06-01 12:00:00")
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-06-01 00:00:00",
                "date_to": "2026-06-01 23:59:59",
            }
        )
        order = self.submit_at("2026-06-01 08:00:00")
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-02 12:00:00")

    def test_weekend_does_not_count(self):
        order = self.submit_at("2026-06-05 15:00:00")  # a Friday
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-08 10:00:00")

    def test_what_is_submitted_on_a_sunday_starts_on_monday(self):
        order = self.submit_at("2026-06-07 15:00:00")
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-08 12:00:00")

    def test_public_holiday_does_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Whit Monday",
                "company_id": self.company.id,
                "calendar_id": self.calendar.id,
                "date_from": "2026-06-08 00:00:00",
                "date_to": "2026-06-08 23:59:59",
            }
        )
        order = self.submit_at("2026-06-05 15:00:00")
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-09 10:00:00")

    def test_end_of_daylight_saving_moves_no_working_hour(self):
        self.set_timezone("Europe/Berlin")
        # Friday 15:00 in Berlin (UTC+2) until Monday 10:00 (UTC+1)
        order = self.submit_at("2026-10-23 13:00:00")
        self.assertEqual(self.get_deadline(order, "sales"), "2026-10-26 09:00:00")

    def test_start_of_daylight_saving_moves_no_working_hour(self):
        self.set_timezone("Europe/Berlin")
        # Friday 15:00 in Berlin (UTC+1) until Monday 10:00 (UTC+2)
        order = self.submit_at("2026-03-27 14:00:00")
        self.assertEqual(self.get_deadline(order, "sales"), "2026-03-30 08:00:00")

    def test_company_without_a_schedule_works_around_the_clock(self):
        self.company.resource_calendar_id = False
        order = self.submit_at("2026-06-06 15:00:00")  # a Saturday
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-06 19:00:00")

    def test_urgent_document_is_due_within_its_hours(self):
        self.company.review_urgent_hours = 2
        order = self.submit_at("2026-06-01 08:00:00", review_urgent=True)
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-01 09:00:00")
        self.assertEqual(
            self.get_deadline(order, "general_manager"), "2026-06-01 10:00:00"
        )

    def test_urgent_document_never_gets_more_time(self):
        self.company.review_urgent_hours = 80
        order = self.submit_at("2026-06-01 08:00:00", review_urgent=True)
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-01 12:00:00")

    def test_activity_is_due_on_the_day_of_the_deadline(self):
        order = self.submit_at("2026-06-05 15:00:00")
        activity = self.get_line(order, "sales").activity_id
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2026-06-08"))

    def test_activity_is_due_on_the_day_where_the_company_is(self):
        self.set_timezone("America/Los_Angeles")
        # Monday 13:00 until 17:00 there, when it is already Tuesday in UTC
        order = self.submit_at("2026-06-01 20:00:00")
        self.assertEqual(self.get_deadline(order, "sales"), "2026-06-02 00:00:00")
        activity = self.get_line(order, "sales").activity_id
        self.assertEqual(activity.date_deadline, fields.Date.to_date("2026-06-01"))

    def test_next_step_keeps_its_planned_time_when_those_before_were_quick(self):
        order = self.submit_at("2026-06-01 08:00:00")
        with self.at("2026-06-01 08:10:00"):
            self.decide(order, "sales")
        self.assertEqual(
            self.get_deadline(order, "general_manager"), "2026-06-01 17:00:00"
        )

    def test_next_step_gets_its_full_time_when_those_before_were_late(self):
        order = self.submit_at("2026-06-01 08:00:00")
        with self.at("2026-06-03 08:00:00"):
            self.decide(order, "sales")
        self.assertEqual(
            self.get_deadline(order, "general_manager"), "2026-06-03 12:00:00"
        )

    def test_late_opinions_are_found(self):
        order = self.submit_at("2026-06-01 08:00:00")
        line = self.get_line(order, "sales")
        late = [("is_late", "=", True), ("id", "=", line.id)]
        for moment, expected in (
            ("2026-06-01 11:59:00", False),
            ("2026-06-01 12:01:00", True),
        ):
            with self.at(moment):
                self.as_admin(line)
                self.assertEqual(line.is_late, expected)
                self.assertEqual(bool(line.search(late)), expected)


class TestEscalation(ReviewCase):
    def setUp(self):
        super().setUp()
        # what other tests' data and the demo data left behind is not of interest
        self.lines = self.env["customer.review.line"]
        self.lines.search([("decision", "=", "pending")])._as_engine().write(
            {"escalation": 2}
        )
        with self.at("2026-06-01 08:00:00"):
            self.order = self.create_contract()
            self.review = self.submit(self.order)
            self.decide(self.order, "sales", "technical", "procurement")

    def run_cron(self, moment):
        cron = type(self.env["ir.cron"])
        no_commit = patch.object(cron, "_commit_progress", lambda *_, **__: 1000)
        with no_commit, self.at(moment):
            self.lines._cron_escalate()
            self.env.flush_all()

    def get_notified(self):
        return self.env["mail.message"].search(
            [
                ("model", "=", "customer.review"),
                ("res_id", "=", self.review.id),
                ("message_type", "=", "user_notification"),
                ("subject", "=like", "Overdue%"),
            ]
        )

    def test_nothing_happens_before_the_deadline(self):
        self.run_cron("2026-06-01 16:00:00")
        self.assertFalse(any(self.review.line_ids.mapped("escalation")))

    def test_overdue_departments_are_reminded_once(self):
        self.run_cron("2026-06-01 18:00:00")
        self.run_cron("2026-06-01 18:30:00")
        late = self.get_line(self.order, "quality") + self.get_line(
            self.order, "production"
        )
        self.assertEqual(late.mapped("escalation"), [1, 1])
        self.assertEqual(
            self.review.line_ids.filtered("escalation"), late, "nobody else"
        )
        notes = self.get_notified()
        self.assertEqual(len(notes), 3, "each department, and once who submitted it")
        told = notes.notified_partner_ids
        self.assertIn(self.reviewers["quality"].partner_id, told)
        self.assertIn(self.salesman.partner_id, told)
        self.assertIn("Quality has not answered", "".join(notes.mapped("body")))

    def test_general_manager_is_told_once_after_the_companys_hours(self):
        self.run_cron("2026-06-01 18:00:00")
        self.run_cron("2026-06-02 16:00:00")
        self.assertEqual(self.get_line(self.order, "quality").escalation, 1)
        self.run_cron("2026-06-02 18:00:00")
        self.run_cron("2026-06-09 18:00:00")
        self.assertEqual(self.get_line(self.order, "quality").escalation, 2)
        overdue = self.review.activity_ids.filtered(
            lambda activity: (
                activity.activity_type_id
                == self.env.ref("customer_review.mail_activity_type_overdue")
            )
        )
        self.assertEqual(overdue.user_id, self.general_manager)
        self.assertEqual(len(overdue), 1, "one per review, not one per department")
        self.assertIn("Quality, Production", overdue.summary)
        told = self.get_notified().notification_ids.res_partner_id
        own = self.get_notified().notification_ids.filtered(
            lambda one: one.res_partner_id == self.salesman.partner_id
        )
        self.assertIn(self.general_manager.partner_id, told)
        self.assertEqual(len(own), 2, "one message per level")
        self.decide(self.order, "quality")
        self.assertTrue(overdue.active)
        self.decide(self.order, "production")
        self.assertFalse(overdue.active)

    def test_what_is_late_later_is_reported_anew(self):
        self.run_cron("2026-06-01 18:00:00")
        self.run_cron("2026-06-02 18:00:00")
        with self.at("2026-06-03 08:00:00"):
            self.decide(self.order, "quality", "production")
        self.run_cron("2026-06-10 09:00:00")
        self.run_cron("2026-06-12 17:00:00")
        self.assertEqual(self.get_line(self.order, "general_manager").escalation, 2)
        kind = self.env.ref("customer_review.mail_activity_type_overdue")
        overdue = self.as_admin(self.review).activity_ids.filtered(
            lambda activity: activity.activity_type_id == kind
        )
        self.assertEqual(overdue.summary, "General Manager has not answered")

    def test_closed_reviews_and_given_opinions_escalate_no_more(self):
        self.order.action_withdraw_review("Not needed")
        self.run_cron("2026-06-20 18:00:00")
        self.assertFalse(any(self.as_admin(self.review).line_ids.mapped("escalation")))

    def test_decision_after_the_escalation_ends_it(self):
        self.run_cron("2026-06-01 18:00:00")
        self.decide(self.order, "quality", "production")
        self.run_cron("2026-06-09 18:00:00")
        self.assertEqual(self.get_line(self.order, "quality").escalation, 1)

    def test_a_bad_record_stops_no_other(self):
        bad = self.get_line(self.order, "quality")
        escalate = type(self.lines)._escalate

        def fail_once(line, now):
            escalate(line, now)
            if line.id == bad.id:
                raise ValueError("bad record")

        with (
            patch.object(type(self.lines), "_escalate", fail_once),
            mute_logger(
                "odoo.addons.customer_review.models.review.customer_review_line_escalation"
            ),
        ):
            self.run_cron("2026-06-01 18:00:00")
        self.as_admin(bad)
        self.assertEqual(bad.escalation, 0)
        self.assertEqual(self.get_line(self.order, "production").escalation, 1)
        self.assertEqual(len(self.get_notified()), 2)

    def test_missing_general_manager_stops_nothing(self):
        self.general_manager.group_ids = [
            Command.unlink(self.env.ref("customer_review.group_general_manager").id)
        ]
        self.run_cron("2026-06-01 18:00:00")
        self.run_cron("2026-06-02 18:00:00")
        self.assertEqual(self.get_line(self.order, "quality").escalation, 2)

    def test_reminder_names_what_and_since_when(self):
        self.run_cron("2026-06-01 18:00:00")
        body = self.get_notified()[0].body
        self.assertIn(self.order.name, body)
        self.assertIn("06/01/2026", body)

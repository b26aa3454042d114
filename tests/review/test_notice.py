"""People hear at once, once, and of nothing that is over."""

import json

from odoo import Command, fields

from ..common import DEPARTMENTS, SIDE_BY_SIDE, ReviewCase


class NoticeCase(ReviewCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = (cls.salesman, cls.sales_manager, *cls.reviewers.values())
        for user in cls.users:
            user.notification_type = "inbox"

    def get_notices(self, user, order=None):
        """What is unread in the inbox of a person, the newest first."""
        self.env.cr.flush()
        self.env.invalidate_all()
        domain = [
            ("res_partner_id", "=", user.partner_id.id),
            ("is_read", "=", False),
            ("mail_message_id.model", "=", "customer.review"),
        ]
        messages = self.env["mail.notification"].search(domain).mail_message_id
        if order:
            reviews = self.as_admin(order).customer_review_ids
            messages = messages.filtered(lambda one: one.res_id in reviews.ids)
        return messages.sorted("id", reverse=True)

    def get_notes(self, order):
        self.env.cr.flush()
        return self.as_admin(order).message_ids.filtered("is_internal")


class TestTurn(NoticeCase):
    def test_who_has_to_decide_is_told_what_and_until_when(self):
        with self.at("2026-06-01 08:00:00"):
            order = self.create_contract()
            review = self.submit(order)
        notice = self.get_notices(self.reviewers["quality"])
        self.assertEqual(len(notice), 1)
        for text in (
            "Quality: review",
            review.name,
            order.name,
            "Deco Addict",
            "300.00",
            "regular",
            "due Mon, Jun 1",
        ):
            self.assertIn(text, notice.subject)
            self.assertIn(text, notice.body.replace("\xa0", " "))
        self.assertEqual((notice.model, notice.res_id), (review._name, review.id))
        self.assertIn(f'data-oe-id="{review.id}"', notice.body)
        self.assertEqual(notice.author_id, self.salesman.partner_id)

    def test_nobody_is_told_before_his_turn_and_nobody_twice(self):
        order = self.create_contract()
        review = self.submit(order)
        for code in SIDE_BY_SIDE:
            self.assertEqual(len(self.get_notices(self.reviewers[code])), 1, code)
        self.assertFalse(self.get_notices(self.general_manager))
        self.decide(order, *SIDE_BY_SIDE)
        self.assertEqual(len(self.get_notices(self.general_manager)), 1)
        # what is outdated and the same again asks for the opinions anew
        order.client_order_ref = "PO 4711"
        self.env.cr.flush()
        order.client_order_ref = False
        self.env.cr.flush()
        self.assertEqual(self.as_admin(review).state, "to_approve")
        told = self.env["mail.message"].search_count(
            [("model", "=", review._name), ("res_id", "=", review.id)]
        )
        self.assertEqual(told, 6)

    def test_notice_is_read_once_the_person_has_decided(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, "quality")
        self.assertFalse(self.get_notices(self.reviewers["quality"]))
        self.assertTrue(self.get_notices(self.reviewers["technical"]))

    def test_what_nobody_waits_for_any_more_is_read(self):
        order = self.create_contract()
        self.submit(order)
        self.decide(order, "quality", decision="rejected")
        for code in DEPARTMENTS:
            self.assertFalse(self.get_notices(self.reviewers[code]), code)

    def test_what_is_over_within_the_transaction_is_told_to_nobody(self):
        order = self.create_order()
        order.with_user(self.salesman).action_submit_review()
        self.decide(order, "sales")
        self.assertFalse(self.get_notices(self.reviewers["sales"]))
        self.assertEqual(len(self.get_notices(self.general_manager)), 1)

    def test_mail_is_sent_where_that_is_preferred(self):
        quality = self.reviewers["quality"]
        quality.notification_type = "email"
        order = self.create_contract()
        self.submit(order)
        self.env.cr.flush()
        mail = self.env["mail.mail"].search(
            [("recipient_ids", "=", quality.partner_id.id)]
        )
        self.assertRecordValues(mail, [{"state": "outgoing", "auto_delete": True}])
        self.assertIn("Quality: review", mail.subject)
        self.assertIn("/mail/view?model=customer.review", mail.body_html)
        self.assertFalse(self.get_notices(quality))

    def test_nobody_is_told_where_the_company_does_not_want_it(self):
        self.company.review_told = False
        order = self.create_contract()
        self.approve(order)
        for user in self.users:
            self.assertFalse(self.get_notices(user))
        self.assertFalse(self.get_notes(order))

    def test_spoilt_template_stops_no_submission(self):
        self.env.ref("customer_review.review_notice").arch = "<t><t t-out='x.y'/></t>"
        with self.assertLogs(
            "odoo.addons.customer_review.models.review.customer_review_notice_words",
            "WARNING",
        ):
            self.submit(self.create_contract())
            notice = self.get_notices(self.reviewers["quality"])
        self.assertIn("Quality: review", notice.body)

    def test_each_reads_it_in_his_own_time(self):
        self.reviewers["quality"].tz = "Asia/Tokyo"
        self.company.resource_calendar_id.tz = "UTC"
        with self.at("2026-06-01 08:00:00"):
            self.submit(self.create_contract())
        quality = self.get_notices(self.reviewers["quality"]).subject
        technical = self.get_notices(self.reviewers["technical"]).subject
        self.assertNotEqual(quality[-5:], technical[-5:])


class TestOutcome(NoticeCase):
    def test_submitter_and_salesperson_hear_of_an_approval(self):
        order = self.create_order(user_id=self.salesman.id)
        order.with_user(self.sales_manager).write({"client_order_ref": "x"})
        self.submit(order, self.sales_manager)
        self.decide(order, "sales", "general_manager")
        for user in (self.salesman, self.sales_manager):
            [notice] = self.get_notices(user)
            self.assertIn("Approved:", notice.subject)
            self.assertIn(order.name, notice.subject)

    def test_refusal_asks_the_submitter_to_correct_it(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales", decision="rejected", comment="too cheap")
        [notice] = self.get_notices(self.salesman)
        self.assertIn("Refused by rw_sales", notice.subject)
        self.assertIn("too cheap", notice.subject)
        activity = self.as_admin(order).activity_ids
        self.assertRecordValues(
            activity,
            [
                {
                    "summary": "Correct and submit again",
                    "user_id": self.salesman.id,
                    "res_model": "sale.order",
                }
            ],
        )
        self.assertIn("too cheap", activity.note)
        order.with_user(self.salesman).client_order_ref = "PO 4711"
        self.submit(order)
        self.assertFalse(self.as_admin(order).activity_ids)

    def test_cancelling_what_was_refused_ends_the_task(self):
        order = self.create_order()
        self.submit(order)
        self.decide(order, "sales", decision="rejected")
        order.with_user(self.salesman).action_cancel()
        self.assertFalse(self.as_admin(order).activity_ids)

    def test_who_has_acted_is_not_told_what_he_did(self):
        self.company.review_separation = False
        self.salesman.group_ids = [
            Command.link(self.env.ref("customer_review.group_sales").id)
        ]
        order = self.create_order()
        self.submit(order)
        line = self.get_line(order, "sales").with_user(self.salesman)
        self.decide_in_dialog(line, "rejected")
        self.assertFalse(self.get_notices(self.salesman, order))


class TestWithdrawal(NoticeCase):
    def setUp(self):
        super().setUp()
        self.order = self.create_contract()
        self.review = self.submit(self.order)
        self.decide(self.order, "quality")
        self.own = self.order.with_user(self.salesman)

    def withdraw(self, reason):
        action = self.own.action_withdraw_review()
        self.assertEqual(action["res_model"], "customer.review.withdrawal")
        self.assertEqual(self.as_admin(self.review).state, "in_review")
        wizard = self.env["customer.review.withdrawal"].with_user(self.salesman)
        wizard = wizard.with_context(**action["context"]).create({"reason": reason})
        return wizard.action_confirm

    def test_it_asks_for_a_reason(self):
        for reason in (False, " "):
            message = self.assert_refused(self.withdraw(reason))
            self.assertIn("Give the reason", message)
        self.assertEqual(self.as_admin(self.review).state, "in_review")

    def test_departments_that_had_begun_are_told_and_nobody_else(self):
        self.withdraw("The customer has cancelled")()
        self.assertRecordValues(
            self.as_admin(self.review),
            [{"state": "cancelled", "closing_reason": "The customer has cancelled"}],
        )
        for code in SIDE_BY_SIDE:
            [notice] = self.get_notices(self.reviewers[code])
            self.assertIn("Withdrawn by rw_salesman", notice.subject)
            self.assertIn("The customer has cancelled", notice.subject)
        self.assertFalse(self.get_notices(self.general_manager))
        self.assertFalse(self.get_notices(self.salesman))
        [note, *_others] = self.get_notes(self.order)
        self.assertIn("The customer has cancelled", note.body)
        self.assertEqual(note.author_id, self.salesman.partner_id)

    def test_the_review_asks_for_the_reason_too(self):
        action = self.review.with_user(self.salesman).action_withdraw()
        self.assertEqual(action["res_model"], "customer.review.withdrawal")
        self.assertEqual(self.as_admin(self.review).state, "in_review")

    def test_nobody_else_withdraws_by_the_dialog(self):
        wizards = self.env["customer.review.withdrawal"]
        wizard = wizards.with_user(self.sales_manager).sudo()
        wizard = wizard.create({"review_ids": self.review.ids, "reason": "Because"})
        wizard = wizard.with_user(self.sales_manager)
        self.assert_refused(wizard.action_confirm)
        self.assertEqual(self.as_admin(self.review).state, "in_review")


class TestNotes(NoticeCase):
    def test_each_step_is_one_note_by_who_did_it(self):
        order = self.create_order()
        follower = self.customer
        order.message_subscribe(follower.ids)
        self.submit(order)
        owner = self.reviewers["production"]
        condition = ("Measure it", owner, "2030-01-01")
        self.decide(order, "sales", decision="conditional", conditions=[condition])
        self.review = order.sudo().review_id
        self.review.condition_ids.with_user(owner).action_done()
        self.decide(order, "general_manager")
        notes = self.get_notes(order).sorted("id")
        authors = [
            self.salesman,
            self.reviewers["sales"],
            owner,
            self.general_manager,
            self.general_manager,
        ]
        self.assertEqual(
            notes.mapped("author_id.name"), [*dict.fromkeys(u.name for u in authors)]
        )
        self.assertEqual(
            [one.author_id for one in notes], [u.partner_id for u in authors]
        )
        for note, text in zip(
            notes,
            (
                "Submitted for review",
                "Accepted with Conditions",
                "Condition done: Measure it",
                "General Manager: Accepted",
                "Approved",
            ),
            strict=True,
        ):
            self.assertIn(text, note.body)
        self.assertIn("Measure it", notes[1].body)
        self.assertFalse(notes.notification_ids, "nobody outside is told")
        self.assertEqual(set(notes.mapped("subtype_id.internal")), {True})


class TestActivities(NoticeCase):
    def get_count(self, user):
        groups = self.env["res.users"].with_user(user)._get_activity_groups()
        return sum(group["total_count"] for group in groups)

    def test_clock_counts_what_is_due_later(self):
        self.product.under_development = True
        before = self.get_count(self.reviewers["quality"])
        self.submit(self.create_contract())
        activity = self.env["mail.activity"].search(
            [("user_id", "=", self.reviewers["quality"].id)], order="id desc", limit=1
        )
        activity.date_deadline = fields.Date.add(fields.Date.today(), days=2)
        self.env.invalidate_all()
        self.assertEqual(self.get_count(self.reviewers["quality"]), before + 1)

    def test_clock_is_told_of_what_is_planned_and_nothing_counts_twice(self):
        quality = self.reviewers["quality"]
        self.submit(self.create_contract())
        self.env.cr.flush()
        activity = self.env["mail.activity"].search(
            [("user_id", "=", quality.id)], order="id desc", limit=1
        )
        today = fields.Date.today()

        def get_difference(vals):
            data = self.env.cr.precommit.data
            activity.write(vals)
            values = data.get("bus.bus.values", [])
            total = sum(
                json.loads(one["message"])["payload"]["count_diff"]
                for one in values
                if "mail.activity/updated" in one["message"]
            )
            self.env.cr.flush()
            return total

        activity.date_deadline = today
        self.env.cr.flush()
        later = fields.Date.add(today, days=2)
        self.assertEqual(get_difference({"date_deadline": later}), 0)
        self.assertEqual(get_difference({"date_deadline": today}), 0)
        self.assertEqual(get_difference({"date_deadline": later}), 0)
        self.assertEqual(get_difference({"active": False}), -1)

    def test_mark_done_opens_the_decision_and_ends_nothing(self):
        order = self.create_contract()
        review = self.submit(order)
        activity = self.get_line(order, "quality").activity_id
        activity = activity.with_user(self.reviewers["quality"])
        for method in (
            "action_done",
            "action_done_schedule_next",
            "action_done_redirect_to_other",
            "action_open_decision",
        ):
            action = getattr(activity, method)()
            self.assertEqual(action["res_model"], "customer.review", method)
            self.assertEqual(action["res_id"], review.id, method)
        activity.action_feedback("fine")
        self.assertTrue(self.as_admin(activity).active)
        self.decide(order, "quality")
        self.assertFalse(self.as_admin(activity).active)

    def test_other_activities_end_as_ever(self):
        review = self.submit(self.create_contract())
        activity = review.activity_schedule(summary="Call", user_id=self.env.uid)
        self.assertFalse(activity.action_open_decision())
        activity.action_done()
        self.assertFalse(activity.active)

"""A short mail each working day's morning, in the person's own time."""

from unittest.mock import patch

from ..common import ReviewCase


class TestDigest(ReviewCase):
    """Monday is 1 June 2026; the company works Monday to Friday."""

    def setUp(self):
        super().setUp()
        self.digests = self.env["customer.review.digest"]
        self.quality = self.reviewers["quality"]
        with self.at("2026-06-01 08:00:00"):
            self.order = self.create_contract()
            self.review = self.submit(self.order)
        self.env.cr.flush()

    def run_cron(self, moment):
        cron = type(self.env["ir.cron"])
        no_commit = patch.object(cron, "_commit_progress", lambda *_, **__: 1000)
        with no_commit, self.at(moment):
            self.env.invalidate_all()  # what is late depends on the moment
            self.digests._cron_send()
            self.env.cr.flush()

    def get_mails(self, user):
        return self.env["mail.mail"].search(
            [
                ("recipient_ids", "=", user.partner_id.id),
                ("subject", "=like", "Reviews: %"),
            ]
        )

    def test_it_says_what_waits_and_what_is_late(self):
        self.run_cron("2026-06-01 09:00:00")
        mail = self.get_mails(self.quality)
        self.assertEqual(mail.subject, "Reviews: Waits for you (1)")
        for text in ("Quality: review", self.review.name, "Deco Addict", "mail/view"):
            self.assertIn(text, mail.body_html)
        self.run_cron("2026-06-03 09:00:00")
        self.assertEqual(self.get_mails(self.quality)[0].subject, "Reviews: Late (1)")

    def test_it_says_what_was_submitted_and_for_whom_it_waits(self):
        self.run_cron("2026-06-01 09:00:00")
        mail = self.get_mails(self.salesman)
        self.assertEqual(mail.subject, "Reviews: Your submissions (1)")
        self.assertIn("waits for Sales, Quality", mail.body_html)

    def test_it_says_which_conditions_are_his(self):
        owner = self.reviewers["production"]
        condition = ("Make a gauge", owner, "2026-06-09")
        self.decide(
            self.order, "quality", decision="conditional", conditions=[condition]
        )
        self.run_cron("2026-06-01 09:00:00")
        mail = self.get_mails(owner)
        self.assertIn("Your conditions (1)", mail.subject)
        self.assertIn("Make a gauge", mail.body_html)

    def test_nothing_to_say_no_mail(self):
        self.run_cron("2026-06-01 09:00:00")
        self.assertFalse(self.get_mails(self.general_manager))
        self.assertFalse(self.get_mails(self.nobody))

    def test_once_a_day_in_the_morning_of_the_person(self):
        self.quality.tz = "America/New_York"  # 4 hours behind
        self.run_cron("2026-06-01 09:00:00")
        self.assertFalse(self.get_mails(self.quality))
        self.run_cron("2026-06-01 11:30:00")
        self.run_cron("2026-06-01 12:30:00")
        self.assertEqual(len(self.get_mails(self.quality)), 1)
        self.run_cron("2026-06-02 11:30:00")
        self.assertEqual(len(self.get_mails(self.quality)), 2)

    def test_not_on_a_day_off(self):
        self.run_cron("2026-06-06 09:00:00")
        self.assertFalse(self.get_mails(self.quality))

    def test_each_person_and_each_company_can_do_without(self):
        self.quality.with_user(self.quality).review_digest = False
        self.run_cron("2026-06-01 09:00:00")
        self.assertFalse(self.get_mails(self.quality))
        self.assertTrue(self.get_mails(self.reviewers["technical"]))
        self.company.review_digest = False
        self.run_cron("2026-06-02 09:00:00")
        self.assertEqual(len(self.get_mails(self.reviewers["technical"])), 1)

    def test_a_bad_record_stops_no_other(self):
        lists = type(self.digests)._get_lists

        def fail_for_quality(digest):
            if digest.env.user == self.quality:
                raise ValueError("bad record")
            return lists(digest)

        logger = "odoo.addons.customer_review.models.review.customer_review_digest"
        with (
            patch.object(type(self.digests), "_get_lists", fail_for_quality),
            self.assertLogs(logger, "ERROR"),
        ):
            self.run_cron("2026-06-01 09:00:00")
        self.assertFalse(self.get_mails(self.quality))
        self.assertTrue(self.get_mails(self.reviewers["technical"]))

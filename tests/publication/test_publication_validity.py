"""Publications are remembered before they end, and end by themselves."""

from unittest.mock import patch

from odoo.tools import mute_logger

from .common import PublicationCase


class TestPublicationValidity(PublicationCase):
    def setUp(self):
        super().setUp()
        with self.at("2026-01-05 12:00:00"):
            self.publication = self.create_published(
                date_from="2026-01-01", date_to="2026-06-30"
            )

    def run_cron(self):
        super().run_cron()
        return self.as_admin(self.publication)

    def test_expires_after_its_last_day(self):
        with self.at("2026-06-30 23:00:00"):
            self.assertEqual(self.run_cron().state, "published")
        with self.at("2026-07-01 00:30:00"):
            publication = self.run_cron()
            self.assertEqual(publication.state, "expired")
            self.assertIn("validity has ended", publication.closing_reason)

    def test_day_is_the_companys(self):
        self.company.resource_calendar_id.tz = "Asia/Shanghai"
        with self.at("2026-06-30 15:30:00"):  # 23:30 in Shanghai
            self.assertEqual(self.run_cron().state, "published")
        with self.at("2026-06-30 16:30:00"):  # 00:30 on the first of July
            self.assertEqual(self.run_cron().state, "expired")

    def test_day_is_the_companys_west_of_greenwich(self):
        self.company.resource_calendar_id.tz = "America/New_York"
        with self.at("2026-07-01 02:00:00"):
            self.assertEqual(self.run_cron().state, "published")

    def test_owner_is_reminded_once(self):
        with self.at("2026-05-30 12:00:00"):
            self.assertFalse(self.run_cron().activity_ids)
        with self.at("2026-05-31 12:00:00"):
            activity = self.run_cron().activity_ids
            self.assertRecordValues(
                activity,
                [
                    {
                        "user_id": self.owner.id,
                        "date_deadline": self.publication.date_to,
                    }
                ],
            )
        with self.at("2026-06-01 12:00:00"):
            self.assertEqual(self.run_cron().activity_ids, activity)
        with self.at("2026-07-02 12:00:00"):
            self.assertFalse(self.run_cron().activity_ids)

    def test_owner_is_reminded_of_another_end(self):
        with self.at("2026-05-31 12:00:00"):
            self.run_cron()
            self.publication.date_to = "2026-12-31"
            self.release(self.publication)
            self.publish(self.publication)
            self.assertFalse(self.run_cron().activity_ids)
        with self.at("2026-12-15 12:00:00"):
            self.assertTrue(self.run_cron().activity_ids)

    def test_days_of_the_reminder_are_a_setting(self):
        self.company.publication_reminder_days = 90
        with self.at("2026-04-02 12:00:00"):
            self.assertTrue(self.run_cron().activity_ids)

    def test_without_an_end_it_stays(self):
        with self.at("2026-01-05 12:00:00"):
            other = self.create_published()
        with self.at("2036-01-05 12:00:00"):
            self.run_cron()
            self.assertEqual(self.as_admin(other).state, "published")

    def test_one_that_fails_does_not_stop_the_others(self):
        with self.at("2026-01-05 12:00:00"):
            other = self.create_published(date_to="2026-06-30")
        settle = type(self.publication)._settle_validity
        bad = self.publication

        def fail(publication):
            if publication.id == bad.id:
                raise ValueError("broken")
            return settle(publication)

        with (
            self.at("2026-07-02 12:00:00"),
            patch.object(type(bad), "_settle_validity", fail),
            mute_logger(
                "odoo.addons.customer_review.models.publication"
                ".customer_publication_validity"
            ),
            self.assertLogs(
                "odoo.addons.customer_review.models.publication"
                ".customer_publication_validity",
                "ERROR",
            ),
        ):
            self.run_cron()
        self.assertEqual(self.as_admin(other).state, "expired")
        self.assertEqual(self.as_admin(bad).state, "published")

    def test_expired_stays_as_it_was(self):
        with self.at("2026-07-02 12:00:00"):
            self.run_cron()
            self.assertIn(
                "Make a new version",
                self.assert_refused(self.publication.write, {"date_to": "2027-01-01"}),
            )
            self.assertTrue(self.publication.action_new_version()["res_id"])

    def test_ending_ones_are_found(self):
        with self.at("2026-06-10 12:00:00"):
            found = self.publication.search([("is_ending", "=", True)])
            self.assertIn(self.publication, found)
            self.assertTrue(self.publication.is_ending)
        with self.at("2026-03-10 12:00:00"):
            self.env.invalidate_all()
            self.assertFalse(self.publication.is_ending)

    def test_late_version_is_not_submitted(self):
        with self.at("2026-06-30 12:00:00"):
            publication = self.create_publication(date_to="2026-06-30")
        with self.at("2026-07-02 12:00:00"):
            self.assertIn(
                "expired already",
                self.assert_refused(publication.action_submit_review),
            )

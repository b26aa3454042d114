"""From the draft to the public, and back from it."""

from odoo import Command
from odoo.exceptions import AccessError, ValidationError

from .common import PublicationCase, make_pdf


class TestPublicationFlow(PublicationCase):
    def setUp(self):
        super().setUp()
        self.publication = self.create_publication()

    def assert_state(self, state, publication=None):
        publication = self.as_admin(publication or self.publication)
        self.assertEqual(publication.state, state)

    def test_quality_and_technical_side_by_side_then_the_general_manager(self):
        self.submit(self.publication, self.owner)
        self.assertEqual(
            {
                line.department_id.code: (line.sequence, line.decision)
                for line in self.publication.sudo().review_id.line_ids
            },
            {
                "quality": (1, "pending"),
                "technical": (1, "pending"),
                "general_manager": (2, "waiting"),
            },
        )
        self.assert_state("in_review")

    def test_state_follows_review_and_publishing(self):
        self.assert_state("draft")
        self.release(self.publication)
        self.assert_state("approved")
        self.publish(self.publication, place="print", detail="Run of 5,000")
        self.assert_state("published")
        self.assertRecordValues(
            self.as_admin(self.publication).placement_ids,
            [
                {
                    "place": "print",
                    "detail": "Run of 5,000",
                    "user_id": self.owner.id,
                    "without_approval": 0,
                }
            ],
        )

    def test_published_in_several_places(self):
        self.release(self.publication)
        self.publish(self.publication)
        self.publish(self.publication, place="exhibition", detail="Hall 3")
        self.assertEqual(
            self.as_admin(self.publication).placement_ids.mapped("place"),
            ["exhibition", "web"],
        )

    def test_nothing_is_published_before_its_approval(self):
        for prepare in (
            lambda: None,
            lambda: self.submit(self.publication, self.owner),
        ):
            prepare()
            self.assert_refused(self.publish, self.publication)
            self.assert_refused(self.publication.action_publish)
        message = self.assert_refused(self.publish, self.publication)
        self.assertIn("still under review", message)
        for records in (self.publication, self.publication.sudo()):
            self.assert_refused(
                records.write, {"lifecycle": "published"}, error=AccessError
            )
            self.assert_refused(
                records.write, {"state": "published"}, error=AccessError
            )
            self.assert_refused(
                records.create, {"name": "x", "state": "published"}, error=AccessError
            )
        self.assert_refused(
            self.publication._as_engine().write,
            {"lifecycle": "published"},
            error=ValidationError,
        )
        self.assert_state("in_review")
        self.assertFalse(self.as_admin(self.publication).placement_ids)

    def test_changed_after_approval_is_not_published(self):
        self.release(self.publication)
        self.publication.text = "Now with free delivery"
        self.assertIn(
            "differs from what was reviewed",
            self.assert_refused(self.publish, self.publication),
        )
        self.assert_state("draft")
        self.assertEqual(self.publication.sudo().review_state, "outdated")

    def test_replaced_file_takes_down_what_is_published(self):
        self.release(self.publication)
        self.publish(self.publication)
        self.publication.sudo().file_ids.write({"raw": make_pdf("Something else")})
        self.env.cr.flush()
        publication = self.as_admin(self.publication)
        self.assertRecordValues(
            publication,
            [{"state": "draft", "review_state": "outdated", "lifecycle": "prepared"}],
        )
        self.assertEqual(publication.review_id.state, "superseded")
        self.assertIn(
            "not published any more", " ".join(publication.message_ids.mapped("body"))
        )
        self.assertEqual(publication.activity_ids.user_id, self.owner)

    def test_whoever_replaces_the_file_outdates_it(self):
        for user in (self.owner, self.manager, self.env.ref("base.user_root")):
            publication = self.create_published()
            publication.file_ids.with_user(user).write({"raw": make_pdf(user.login)})
            self.assert_state("draft", publication)
            self.assertEqual(publication.sudo().review_state, "outdated", user.login)

    def test_other_files_outdate_it(self):
        for change in (
            lambda one: one.write({"file_ids": [Command.clear()]}),
            lambda one: one.write(
                {"file_ids": [Command.link(self.create_file("more.pdf").id)]}
            ),
            lambda one: one.sudo().file_ids.unlink(),
            lambda one: one.sudo().claim_ids[0].write({"text": "Runs for ever"}),
            lambda one: one.claim_ids[0].unlink(),
            lambda one: one.claim_ids[0].write(
                {"evidence_ids": [Command.link(self.create_file("test.pdf").id)]}
            ),
            lambda one: one.write({"date_to": "2099-01-01"}),
        ):
            publication = self.create_published()
            change(publication)
            self.assert_state("draft", publication)
            self.assertEqual(publication.sudo().review_state, "outdated")

    def test_replaced_evidence_outdates_it(self):
        evidence = self.create_file("test.pdf")
        claim = {
            "text": "± 1 µm",
            "evidence_ids": [Command.set(evidence.ids)],
        }
        publication = self.create_published(claim_ids=[Command.create(claim)])
        evidence.sudo().raw = make_pdf("Another test")
        self.assert_state("draft", publication)
        self.assertEqual(publication.sudo().review_state, "outdated")

    def test_what_is_back_as_it_was_is_approved_but_not_out(self):
        self.release(self.publication)
        self.publish(self.publication)
        file = self.publication.sudo().file_ids
        raw = file.raw
        file.raw = make_pdf("Something else")
        self.env.flush_all()
        file.raw = raw
        self.assert_state("approved")

    def test_file_that_never_was_out_changes_nothing(self):
        self.release(self.publication)
        self.publish(self.publication)
        self.create_file("other.pdf").raw = make_pdf("Something else")
        self.assert_state("published")

    def test_withdrawn_for_good(self):
        self.release(self.publication)
        self.publish(self.publication)
        self.withdraw(self.publication)
        self.assertRecordValues(
            self.as_admin(self.publication),
            [
                {
                    "state": "withdrawn",
                    "closing_reason": "Out of production",
                    "closed_by_id": self.owner.id,
                }
            ],
        )
        for refused in (
            lambda: self.publish(self.publication),
            lambda: self.withdraw(self.publication),
            lambda: self.publication.write({"text": "New"}),
            lambda: self.publication.claim_ids[0].write({"text": "New"}),
            lambda: self.publication.claim_ids[0].unlink(),
        ):
            self.assertIn("ithdrawn", self.assert_refused(refused))
        self.assert_state("withdrawn")

    def test_withdrawing_ends_the_review(self):
        self.submit(self.publication, self.owner)
        self.withdraw(self.publication)
        self.assertEqual(self.publication.sudo().review_id.state, "cancelled")
        self.assert_state("withdrawn")

    def test_not_published_outside_its_validity(self):
        with self.at("2026-03-01 12:00:00"):
            publication = self.create_publication(
                date_from="2026-04-01", date_to="2026-06-30"
            )
            self.release(publication)
            self.assertIn(
                "valid only from", self.assert_refused(self.publish, publication)
            )
        with self.at("2026-07-01 12:00:00"):
            self.assertIn("has expired", self.assert_refused(self.publish, publication))
        with self.at("2026-06-30 12:00:00"):
            self.publish(publication)
        self.assert_state("published", publication)

    def test_ends_after_it_begins(self):
        self.assertIn(
            "cannot end before",
            self.assert_refused(
                self.publication.write,
                {"date_from": "2026-02-01", "date_to": "2026-01-01"},
                error=ValidationError,
            ),
        )

    def test_nothing_to_review_is_not_submitted(self):
        publication = self.create_publication(file_ids=False)
        self.assertIn(
            "nothing to review", self.assert_refused(publication.action_submit_review)
        )
        publication.url = "https://example.com/shafts"
        publication.action_submit_review()
        self.assert_state("in_review", publication)

    def test_new_version_takes_the_place_of_the_old(self):
        self.release(self.publication)
        self.publish(self.publication)
        action = self.publication.action_new_version()
        version = self.publication.browse(action["res_id"])
        self.assertRecordValues(
            version,
            [
                {
                    "version": 2,
                    "previous_id": self.publication.id,
                    "name": "Shafts 2027",
                    "state": "draft",
                }
            ],
        )
        self.assertNotEqual(version.file_ids, self.publication.file_ids)
        self.assertEqual(
            version.file_ids.mapped("checksum"),
            self.publication.file_ids.mapped("checksum"),
        )
        self.assertEqual(
            version.claim_ids.mapped("text"), self.publication.claim_ids.mapped("text")
        )
        self.assertEqual(self.publication.action_new_version()["res_id"], version.id)
        self.assert_state("published")
        self.release(version)
        self.assert_state("published")
        self.publish(version)
        self.assert_state("withdrawn")
        self.assert_state("published", version)
        self.assertIn("version 2", self.publication.closing_reason)

    def test_file_of_a_new_version_leaves_the_old_alone(self):
        self.release(self.publication)
        self.publish(self.publication)
        version = self.publication.browse(
            self.publication.action_new_version()["res_id"]
        )
        version.file_ids.raw = make_pdf("Shafts 2028")
        self.assert_state("published")

    def test_never_submitted_has_no_new_version(self):
        self.assertIn(
            "never submitted", self.assert_refused(self.publication.action_new_version)
        )

    def test_submitted_is_not_deleted(self):
        self.submit(self.publication, self.owner)
        self.assertIn(
            "what was submitted for review is kept",
            self.assert_refused(self.publication.unlink),
        )
        self.create_publication().unlink()

    def test_copy_is_a_draft_of_its_own(self):
        self.release(self.publication)
        self.publish(self.publication)
        copy = self.publication.copy()
        self.assertRecordValues(
            copy,
            [
                {
                    "name": "Shafts 2027 (copy)",
                    "version": 1,
                    "state": "draft",
                    "previous_id": False,
                    "file_ids": [],
                }
            ],
        )
        self.assertFalse(copy.sudo().review_id)

    def test_published_by_itself_on_approval_where_that_was_asked_for(self):
        self.publication.write({"confirm_on_approval": True, "channel": "press"})
        self.release(self.publication)
        self.assert_state("published")
        self.assertEqual(self.as_admin(self.publication).placement_ids.place, "press")

    def test_not_published_by_itself_before_its_validity(self):
        self.publication.write({"confirm_on_approval": True, "date_from": "2099-01-01"})
        self.release(self.publication)
        self.assert_state("approved")
        self.assertIn("valid only from", self.publication.sudo().message_ids[0].body)

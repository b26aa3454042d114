"""What was published is kept as it was once it is over, with its files."""

import base64

from odoo import Command

from .common import PICTURE, PublicationCase, make_pdf


class TestPublicationEvidence(PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.file = cls.create_file()
        cls.evidence = cls.create_file("endurance.pdf", make_pdf("Test 114"))
        claim = {"text": "Runs for ever", "evidence_ids": cls.evidence.ids}
        cls.publication = cls.create_published(
            file_ids=[Command.set(cls.file.ids)], claim_ids=[Command.create(claim)]
        )

    def get_people(self):
        return (self.owner, self.manager, self.env.ref("base.user_root"))

    def test_files_of_what_is_over_stay_as_they_are(self):
        self.withdraw(self.publication)
        checksums = [self.file.checksum, self.evidence.checksum]
        for user in self.get_people():
            for file in (self.file | self.evidence).with_user(user):
                for refused in (
                    lambda file=file: file.write({"raw": b"forged"}),
                    lambda file=file: file.write({"datas": base64.b64encode(b"x")}),
                    lambda file=file: file.write({"name": "other.pdf"}),
                    lambda file=file: file.write({"res_id": 0, "res_model": False}),
                    lambda file=file: file.sudo().write({"raw": b"forged"}),
                    lambda file=file: file.unlink(),
                ):
                    self.assertIn("stays as it was", self.assert_refused(refused))
        files = self.as_admin(self.file | self.evidence)
        self.assertEqual(files.mapped("checksum"), checksums)
        self.file.generate_access_token()
        # Odoo's screen keeps a picture of it.
        self.file.thumbnail = PICTURE

    def test_claims_of_what_is_over_stay_as_they_are(self):
        self.withdraw(self.publication)
        for user in self.get_people():
            publication = self.publication.with_user(user)
            claim = publication.claim_ids
            for refused in (
                lambda one=publication: one.write({"text": "New"}),
                lambda one=publication: one.write({"file_ids": [Command.clear()]}),
                lambda one=publication: one.write(
                    {"claim_ids": [Command.create({"text": "Runs"})]}
                ),
                lambda claim=claim: claim.write({"text": "New"}),
                lambda claim=claim: claim.write({"evidence_ids": [Command.clear()]}),
                lambda claim=claim: claim.create(
                    {"text": "Runs", "publication_id": claim.publication_id.id}
                ),
                lambda claim=claim: claim.unlink(),
            ):
                self.assertIn("stays as it was", self.assert_refused(refused))
        self.assertRecordValues(
            self.as_admin(self.publication.claim_ids),
            [{"text": "Runs for ever", "evidence_ids": self.evidence.ids}],
        )

    def test_file_that_comes_with_a_message_is_taken(self):
        self.withdraw(self.publication)
        message = self.publication.message_post(
            body="The printer's bill", attachments=[("bill.txt", b"100")]
        )
        self.assertEqual(message.attachment_ids.name, "bill.txt")

    def test_whatever_way_a_file_is_replaced_it_outdates(self):
        for user in self.get_people():
            for vals in (
                {"raw": make_pdf(f"By {user.login}")},
                {"datas": base64.b64encode(make_pdf(f"As data by {user.login}"))},
                {"name": f"{user.login}.pdf"},
                {"type": "url", "url": "https://example.com/x", "raw": False},
            ):
                file = self.create_file()
                publication = self.create_published(file_ids=[Command.set(file.ids)])
                file.with_user(user).sudo().write(vals)
                with self.subTest(user=user.login, vals=list(vals)):
                    self.assertRecordValues(
                        self.as_admin(publication),
                        [{"state": "draft", "review_state": "outdated"}],
                    )

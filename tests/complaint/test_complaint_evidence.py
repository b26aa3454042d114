"""What was told and what was proved stays as it was, with its files."""

from odoo.fields import Command
from odoo.tests import tagged

from .common import ComplaintCase


@tagged("standard", "post_install", "-at_install")
class TestComplaintEvidence(ComplaintCase):
    def attach(self, record, **values):
        return self.env["ir.attachment"].create(
            {
                "name": "photo.txt",
                "raw": b"as the customer sent it",
                "res_model": record._name,
                "res_id": record.id,
                **values,
            }
        )

    def make_action(self, complaint, **values):
        return self.env["customer.complaint.action"].create(
            {
                "complaint_id": complaint.id,
                "name": "New gauge",
                "user_id": self.users["quality"].id,
                **values,
            }
        )

    def test_files_of_a_closed_complaint_stay(self):
        complaint, other = self.complain(), self.complain()
        file, loose = self.attach(complaint), self.attach(other)
        self.close(complaint)
        words = "its files stay as they are"
        for user in ("handler", "admin"):
            mine = self.as_user(user, file)
            for values in (
                {"raw": b"forged"},
                {"name": "other.txt"},
                {"res_id": other.id},
                {"res_model": "res.partner", "res_id": self.customer.id},
            ):
                self.refuse(words, mine.write, values)
            self.refuse(words, mine.unlink)
            self.refuse(
                words, self.as_user(user, loose).write, {"res_id": complaint.id}
            )
            self.refuse(
                words,
                self.as_user(user, self.env["ir.attachment"]).create,
                {"name": "x", "res_model": complaint._name, "res_id": complaint.id},
            )
        self.refuse(words, file.sudo().unlink)
        self.assertEqual(self.as_admin(file).raw, b"as the customer sent it")
        self.assertEqual(file.res_id, complaint.id)
        file.generate_access_token()
        complaint.action_reopen()
        self.as_user("handler", file).name = "better.txt"

    def close(self, complaint):
        """Close as refused, which is the shortest way."""
        complaint.action_acknowledge()
        complaint.write(
            {
                "validity": "unfounded",
                "assessment_reason": "In tolerance",
                "refusal_reason": "It meets the drawing.",
            }
        )
        complaint.action_refuse()
        return complaint

    def test_a_later_message_brings_its_own_file(self):
        complaint = self.close(self.complain())
        message = self.as_user("handler", complaint).message_post(
            body="The customer sent this", attachments=[("letter.txt", b"Thanks")]
        )
        file = message.sudo().attachment_ids
        self.assertEqual(file.res_id, complaint.id)
        self.refuse("its files stay", self.as_user("handler", file).unlink)

    def test_done_actions_and_their_evidence_stay(self):
        complaint = self.bring_to("investigating")
        action = self.make_action(complaint)
        spare = self.make_action(complaint)
        self.as_user("quality", action).action_done()
        handled = self.as_user("handler", action)
        self.refuse("reported as done and stays", handled.unlink)
        self.refuse("only its evidence", handled.write, {"name": "Nothing"})
        self.refuse(
            "only its evidence", handled.write, {"user_id": self.users["handler"].id}
        )
        files = self.as_user("handler", self.env["ir.attachment"])
        file = files.create({"name": "proof.txt", "raw": b"1"})
        handled.attachment_ids = [Command.link(file.id)]
        handled.action_verify()
        words = "its files of evidence stay"
        self.refuse(words, file.unlink)
        self.refuse(words, file.sudo().write, {"raw": b"forged"})
        self.refuse(
            "does not change", handled.write, {"attachment_ids": [Command.clear()]}
        )
        self.refuse(
            "reported as done and stays",
            complaint.write,
            {"action_ids": [Command.delete(action.id)]},
        )
        self.as_user("handler", spare).unlink()
        self.assertEqual(self.as_admin(complaint).action_ids, action)
        self.assertEqual(file.sudo().raw, b"1")

    def test_done_containment_stays(self):
        complaint = self.bring_to("investigating")
        line = self.env["customer.complaint.containment"].create(
            {
                "complaint_id": complaint.id,
                "name": "Stock",
                "method": "Blocked",
                "date_done": "2026-01-05",
            }
        )
        self.refuse("is done and stays", self.as_user("handler", line).unlink)
        self.assertTrue(self.as_admin(line).exists())

    def test_what_was_told_stays_until_it_is_answered_anew(self):
        complaint = self.bring_to("investigating")
        cause = self.env["customer.complaint.cause"].create(
            {"complaint_id": complaint.id, "name": "Worn", "category": "machine"}
        )
        self._bring_to_answered(complaint)
        rival = self.env["res.partner"].create({"name": "Rival"})
        for user in ("handler", "admin"):
            answered = self.as_user(user, complaint)
            for values in (
                {"answer_body": "We never said so"},
                {"assessment_reason": "Other"},
                {"validity": "unfounded"},
                {"partner_id": rival.id},
                {"contact_id": False},
                {"email_from": "rival@example.test"},
                {"lead_department_id": self.department("technical").id},
                {"severity": "urgent"},
            ):
                self.refuse("stay as they were then", answered.write, values)
            self.refuse("stay as they were then", answered.action_compose_answer)
            self.refuse("stays on record", self.as_user(user, cause).unlink)
        self.assertRecordValues(
            self.as_admin(complaint),
            [{"partner_id": self.customer.id, "validity": "valid"}],
        )
        complaint.action_reopen()
        complaint.assessment_reason = "Looked at again"

    def test_an_open_complaint_is_not_archived(self):
        complaint = self.bring_to("acknowledged")
        for user in ("handler", "admin"):
            mine = self.as_user(user, complaint)
            self.refuse("cannot be set by hand", mine.action_archive)
            self.refuse("cannot be set by hand", mine.write, {"active": False})
        self.refuse("cannot be set by hand", self.complain, active=False)
        archived = self.env["customer.complaint"].with_context(default_active=False)
        self.assertTrue(archived.create({"subject": "By default"}).active)
        self.assertTrue(self.as_admin(complaint).active)

    def test_every_line_of_a_complaint_is_kept(self):
        kept = self.env["customer.review.kept"]._get_file_holders()
        for name, model in self.env.registry.items():
            if "complaint_id" in model._fields and not model._transient:
                self.assertTrue(model._abstract or name in kept, name)
        self.assertIn("attachment_ids", kept["customer.complaint.action"])

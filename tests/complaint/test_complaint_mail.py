from email.message import EmailMessage
from email.utils import format_datetime

from odoo.fields import Datetime
from odoo.tests import tagged

from .common import MONDAY, ComplaintCase, at

GATEWAY = "odoo.addons.mail.models.mail_thread"


@tagged("standard", "post_install", "-at_install")
class TestComplaintMail(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.domain = cls.env["mail.alias.domain"].create(
            {"name": "complaints.test", "company_ids": [(4, cls.company.id)]}
        )
        cls.team.alias_domain_id = cls.domain
        cls.address = "test-complaints@complaints.test"

    def mail(self, body="The thread is damaged", **headers):
        """Return a raw mail to the team's address."""
        message = EmailMessage()
        values = {
            "From": "Carl Contact <contact@customer.test>",
            "To": self.address,
            "Subject": "Damaged",
            "Date": format_datetime(Datetime.now()),
            "Message-Id": f"<{self.id()}.{len(self.sent())}@customer.test>",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        for name, value in values.items():
            if value is not None:
                message[name] = value
        message.set_content(body)
        return message

    def sent(self):
        return self.env["mail.message"].search([("message_type", "=", "email")])

    def receive(self, message):
        """Let the gateway take the mail; return the complaints made by it."""
        before = self.env["customer.complaint"].search([])
        self.env["mail.thread"].message_process(None, bytes(message))
        return self.env["customer.complaint"].search([]) - before

    def test_a_mail_makes_one_acknowledged_complaint(self):
        message = self.mail()
        message.add_attachment(
            b"\x89PNG", maintype="image", subtype="png", filename="photo.png"
        )
        complaint = self.receive(message)
        self.assertRecordValues(
            complaint,
            [
                {
                    "subject": "Damaged",
                    "channel": "email",
                    "state": "acknowledged",
                    "team_id": self.team.id,
                    "company_id": self.company.id,
                    "partner_id": self.customer.id,
                    "contact_id": self.contact.id,
                    "user_id": self.users["handler"].id,
                    "recorder_id": False,
                }
            ],
        )
        self.assertIn("thread is damaged", complaint.description)
        self.assertEqual(complaint.message_ids.attachment_ids.name, "photo.png")
        answer = complaint.message_ids.filtered(
            lambda one: one.message_type == "auto_comment"
        )
        self.assertIn(complaint.name, answer.body)
        self.assertIn(f"/my/complaints/{complaint.id}", answer.body)
        self.assertEqual(answer.notified_partner_ids, self.contact)

    def test_the_acknowledgement_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.contact.lang = "fr_FR"
        template = self.env.ref(
            "customer_review.customer_complaint_mail_acknowledgement"
        )
        template.with_context(lang="fr_FR").subject = "Bien recu {{ object.name }}"
        complaint = self.receive(self.mail())
        subjects = [
            subject or "" for subject in complaint.message_ids.mapped("subject")
        ]
        self.assertIn("Bien recu", " ".join(subjects))

    def test_the_same_mail_twice_makes_one(self):
        message = self.mail()
        self.assertEqual(len(self.receive(message)), 1)
        self.assertFalse(self.receive(message))

    def test_replies_thread_in(self):
        complaint = self.receive(self.mail())
        answer = complaint.message_ids.filtered(
            lambda one: one.message_type == "auto_comment"
        )
        reply = self.mail("More photos follow", In_Reply_To=answer.message_id)
        self.assertFalse(self.receive(reply))
        self.assertIn("More photos", complaint.message_ids[0].body)

    def test_autoresponders_and_bounces_make_none(self):
        for headers in (
            {"Auto_Submitted": "auto-replied"},
            {"Auto_Submitted": "auto-generated; owner=x"},
            {"X_Autoreply": "yes"},
            {"Precedence": "bulk"},
            {"From": "MAILER-DAEMON@customer.test"},
        ):
            self.assertFalse(self.receive(self.mail(**headers)), headers)

    def test_an_out_of_office_answer_reopens_nothing(self):
        complaint = self.bring_to("closed")
        reply = self.mail(
            In_Reply_To=complaint.message_ids[-1].message_id,
            References=complaint.message_ids[-1].message_id,
            Auto_Submitted="auto-replied",
        )
        self.assertFalse(self.receive(reply))
        self.assertEqual(complaint.state, "closed")

    def test_without_subject_or_sender(self):
        complaint = self.receive(self.mail(Subject=None))
        self.assertEqual(complaint.subject, "The thread is damaged")
        silent = self.receive(self.mail("", Subject=None))
        self.assertTrue(silent.subject)
        nobody = self.receive(self.mail(From=None))
        self.assertEqual(nobody.state, "received")
        self.assertFalse(nobody.partner_id)

    def test_latin_1(self):
        raw = (
            "From: =?iso-8859-1?q?J=F6rg?= <joerg@example.test>\r\n"
            f"To: {self.address}\r\n"
            "Subject: =?iso-8859-1?q?Gewinde_besch=E4digt?=\r\n"
            "Message-Id: <latin@example.test>\r\n"
            "Content-Type: text/plain; charset=iso-8859-1\r\n"
            "Content-Transfer-Encoding: 8bit\r\n\r\n"
            "Größe stimmt nicht\r\n"
        ).encode("latin-1")
        complaint = self.receive(raw)
        self.assertEqual(complaint.subject, "Gewinde beschädigt")
        self.assertEqual(complaint.contact_name, "Jörg")
        self.assertIn("Größe", complaint.description)

    def test_25_megabytes(self):
        message = self.mail()
        message.add_attachment(
            b"x" * 25_000_000,
            maintype="application",
            subtype="octet-stream",
            filename="film.bin",
        )
        complaint = self.receive(message)
        self.assertEqual(complaint.message_ids.attachment_ids.file_size, 25_000_000)

    def test_the_clock_starts_with_the_mail(self):
        with at(MONDAY):
            early = self.receive(self.mail(Date="Sun, 01 Mar 2026 10:00:00 +0200"))
            future = self.receive(self.mail(Date="Sun, 01 Mar 2037 10:00:00 +0000"))
            ancient = self.receive(self.mail(Date="Thu, 01 Jan 1970 00:00:00 +0000"))
            wrong = self.receive(self.mail(Date="yesterday, sort of"))
        self.assertEqual(str(early.date_received), "2026-03-01 08:00:00")
        for complaint in (future, ancient):
            self.assertEqual(str(complaint.date_received), MONDAY)
        self.assertTrue(wrong.date_received)

    def test_a_forged_employee_decides_nothing(self):
        handler = self.users["handler"]
        handler.partner_id.email = "handler@complaints-ltd.test"
        complaint = self.receive(self.mail(From=f"{handler.name} <{handler.email}>"))
        self.assertRecordValues(
            complaint,
            [{"partner_id": False, "state": "received", "recorder_id": False}],
        )
        complaint = self.bring_to("closed")
        complaint._as_engine().date_first_answer = False
        forged = self.mail(
            "It is settled",
            From=handler.email,
            In_Reply_To=complaint.message_ids[-1].message_id,
        )
        self.receive(forged)
        self.assertEqual(complaint.state, "closed")
        self.assertFalse(complaint.date_first_answer)

    def test_alias_defaults_cannot_set_engine_fields(self):
        defaults = {"team_id": self.team.id, "state": "closed"}
        self.team.alias_id.alias_defaults = repr(defaults)
        self.refuse(
            "cannot be set by hand",
            self.env["customer.complaint"].message_new,
            {"email_from": "a@b.test", "body": "x"},
            defaults,
        )

    def test_a_reply_to_a_closed_complaint_reopens_it_in_time(self):
        with at(MONDAY):
            complaint = self.bring_to("closed", date_received=MONDAY)
            reference = complaint.message_ids[-1].message_id
        with at("2026-03-20 09:00:00"):
            self.assertFalse(self.receive(self.mail(In_Reply_To=reference)))
            self.assertEqual(complaint.state, "reopened")

    def test_a_late_reply_makes_a_new_one_that_points_to_it(self):
        with at(MONDAY):
            complaint = self.bring_to("closed", date_received=MONDAY)
            reference = complaint.message_ids[-1].message_id
        with at("2026-05-20 09:00:00"):
            following = self.receive(self.mail(In_Reply_To=reference))
            self.assertEqual(following.previous_id, complaint)
            self.assertEqual(following.team_id, self.team)
            self.assertEqual(complaint.state, "closed")

    def test_a_customers_reply_ends_the_waiting(self):
        complaint = self.bring_to("assessed")
        complaint.action_wait_for_customer()
        self.receive(self.mail(In_Reply_To=complaint.message_ids[-1].message_id))
        self.assertFalse(complaint.waiting_since)

    def test_a_reply_to_a_merged_one_reaches_what_was_kept(self):
        keep, duplicate = self.complain(), self.complain()
        duplicate.action_acknowledge()
        reference = duplicate.message_ids[0].message_id
        keep._do_merge(duplicate)
        self.receive(self.mail("Still waiting", In_Reply_To=reference))
        self.assertIn("Still waiting", keep.message_ids[0].body)

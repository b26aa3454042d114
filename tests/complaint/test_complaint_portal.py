import re
import uuid

from odoo.fields import Command
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_review.models.complaint.customer_complaint_portal import (
    HOURLY_FILES,
    HOURLY_MESSAGES,
)

from .common import ComplaintCase

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00"
    b"\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05"
    b"\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
)


@tagged("standard", "post_install", "-at_install")
class TestComplaintPortal(ComplaintCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["portal"].password = "complaint_portal"

    def csrf(self, url):
        page = self.url_open(url).text
        return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)

    def post(self, url, page, files=None, **data):
        """Post a form of ``page``; return the answer."""
        data = {"csrf_token": self.csrf(page), **data}
        return self.url_open(url, data=data, files=files or {"none": ("", b"")})

    def record(self, **data):
        """Post a new complaint on the portal; return what was recorded by it."""
        before = self.env["customer.complaint"].search([])
        answer = self.post(
            "/my/complaints/new",
            "/my/complaints/new",
            **{
                "subject": "Scratched",
                "description": "All of them",
                "submission_key": str(uuid.uuid4()),
                **data,
            },
        )
        return answer, self.env["customer.complaint"].search([]) - before

    def test_a_customer_records_follows_confirms_and_rates(self):
        self.authenticate("complaint_portal", "complaint_portal")
        answer, complaint = self.record(
            lot="L7", qty_complained="2,5", files=[("files", ("p.png", PNG))]
        )
        self.assertIn(complaint.name, answer.text)
        self.assertRecordValues(
            complaint,
            [
                {
                    "state": "acknowledged",
                    "channel": "portal",
                    "partner_id": self.customer.id,
                    "contact_id": self.contact.id,
                    "lot": "L7",
                    "qty_complained": 2.5,
                    "recorder_id": False,
                }
            ],
        )
        self.assertEqual(complaint._get_portal_files().name, "p.png")
        self.assertIn(complaint.name, self.url_open("/my/complaints").text)
        handled = self.as_user("handler", complaint)
        for step in ("assessed", "investigating", "answered"):
            getattr(self, f"_bring_to_{step}")(handled)
        page = f"/my/complaints/{complaint.id}"
        self.assertIn("The matter is settled", self.url_open(page).text)
        self.post(f"{page}/settled", page)
        self.assertEqual(complaint.customer_verdict, "settled")
        self.post(f"{page}/rate", page, rating="5", feedback="Quick")
        self.assertEqual(complaint.rating_last_value, 5)
        self.post(f"{page}/rate", page, rating="1")
        self.assertEqual(complaint.rating_last_value, 5)

    def test_a_customer_reopens_with_a_reason(self):
        complaint = self.bring_to("answered")
        self.authenticate("complaint_portal", "complaint_portal")
        page = f"/my/complaints/{complaint.id}"
        self.post(f"{page}/reopen", page, reason=" ")
        self.assertEqual(complaint.state, "answered")
        self.post(f"{page}/reopen", page, reason="Still loose")
        self.assertEqual(complaint.state, "reopened")
        self.assertEqual(complaint.reopen_reason, "Still loose")

    def test_messages_and_files_reach_the_complaint(self):
        complaint = self.bring_to("assessed")
        complaint.action_wait_for_customer()
        self.authenticate("complaint_portal", "complaint_portal")
        page = f"/my/complaints/{complaint.id}"
        self.post(
            f"{page}/message",
            page,
            text="<b>Look</b><script>alert(1)</script>",
            files=[("files", ("p.png", PNG))],
        )
        message = complaint.message_ids[0]
        self.assertEqual(message.author_id, self.contact)
        self.assertNotIn("<script", message.body)
        self.assertIn("&lt;script", message.body)
        self.assertEqual(message.attachment_ids.name, "p.png")
        self.assertFalse(complaint.waiting_since)
        self.assertNotIn("<script>alert", self.url_open(page).text)

    def test_foreign_wrong_and_missing_tokens_are_answered_alike(self):
        complaint, other = self.bring_to("answered"), self.bring_to("answered")
        foreign = other._portal_ensure_token()
        answers = [
            self.url_open(f"/my/complaints/{complaint.id}{query}").url
            for query in ("", "?access_token=wrong", f"?access_token={foreign}")
        ]
        answers.append(self.url_open("/my/complaints/999999999").url)
        self.assertEqual(len(set(answers)), 1)
        for route in ("settled", "reopen", "rate", "message"):
            page = f"/my/complaints/{other.id}?access_token={foreign}"
            self.post(
                f"/my/complaints/{complaint.id}/{route}",
                page,
                access_token=foreign,
                reason="x",
                text="x",
                rating="1",
            )
        self.assertEqual(complaint.state, "answered")
        self.assertFalse(complaint.customer_verdict)
        self.assertFalse(complaint.rating_ids.filtered("consumed"))

    def test_a_token_gives_access_without_login(self):
        complaint = self.bring_to("answered")
        token = complaint._portal_ensure_token()
        page = f"/my/complaints/{complaint.id}?access_token={token}"
        self.assertIn(complaint.name, self.url_open(page).text)
        self.post(f"/my/complaints/{complaint.id}/settled", page, access_token=token)
        self.assertEqual(complaint.customer_verdict, "settled")
        self.assertEqual(complaint.customer_verdict_by, self.contact.name)

    def test_foreign_ids_and_engine_fields_are_ignored(self):
        rival = self.env["res.partner"].create({"name": "Rival"})
        order = self.env["sale.order"].create({"partner_id": rival.id})
        self.authenticate("complaint_portal", "complaint_portal")
        _answer, complaint = self.record(
            order_id=str(order.id),
            partner_id=str(rival.id),
            state="closed",
            user_id="1",
            company_id="1",
            kind="rubbish",
            severity="urgent",
        )
        self.assertFalse(complaint.order_id)
        self.assertEqual(complaint.partner_id, self.customer)
        self.assertEqual(complaint.state, "acknowledged")
        self.assertEqual(complaint.severity, "general")
        self.assertEqual(complaint.kind, "complaint")

    def test_markup_is_text(self):
        self.authenticate("complaint_portal", "complaint_portal")
        answer, complaint = self.record(
            subject="<img src=x onerror=alert(1)>",
            description="<script>alert(2)</script>",
            demand="<b>now</b>",
        )
        self.assertNotIn("<script>alert(2)", answer.text)
        self.assertNotIn("<img src=x", answer.text)
        self.assertIn("&lt;script&gt;", complaint.description)

    def test_files_are_bounded_in_number_size_and_type(self):
        self.authenticate("complaint_portal", "complaint_portal")
        for files in (
            [("files", (f"{number}.png", PNG)) for number in range(100)],
            [("files", ("big.png", PNG + b"0" * 11 * 1024 * 1024))],
            [("files", ("page.html", b"<html><script>1</script></html>"))],
            [("files", ("page.png", b"<svg onload='alert(1)'/>"))],
            [("files", ("tool.exe", b"MZ"))],
        ):
            answer, complaint = self.record(files=files)
            self.assertFalse(complaint, files[0][1][0])
            self.assertIn("alert-danger", answer.text)

    def test_a_double_post_makes_one_record(self):
        self.authenticate("complaint_portal", "complaint_portal")
        key = str(uuid.uuid4())
        _answer, complaint = self.record(submission_key=key)
        answer, second = self.record(submission_key=key)
        self.assertFalse(second)
        self.assertIn(complaint.name, answer.text)

    def test_too_many_within_the_hour_are_turned_away(self):
        self.authenticate("complaint_portal", "complaint_portal")
        recorded = [self.record()[1] for _number in range(8)]
        self.assertEqual(len([one for one in recorded if one]), 5)

    def test_a_link_holder_cannot_flood(self):
        complaint = self.bring_to("assessed")
        token = complaint._portal_ensure_token()
        page = f"/my/complaints/{complaint.id}?access_token={token}"
        csrf = self.csrf(page)

        def send(files):
            return self.url_open(
                f"/my/complaints/{complaint.id}/message",
                data={"csrf_token": csrf, "access_token": token, "text": "Look"},
                files=[("files", (f"{n}.png", PNG)) for n in range(files)]
                or {"none": ("", b"")},
            )

        for _post in range(30):
            answer = send(10)
        self.assertIn("many messages and files", answer.text)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", complaint._name), ("res_id", "=", complaint.id)]
        )
        self.assertEqual(len(files), HOURLY_FILES)
        for _post in range(HOURLY_MESSAGES + 5):
            answer = send(0)
        self.assertIn("many messages and files", answer.text)
        self.assertEqual(
            len(complaint.message_ids.filtered(lambda one: "Look" in one.body)),
            HOURLY_MESSAGES,
        )
        self.assertEqual(complaint.state, "assessed")

    def test_odoos_own_routes_take_nothing_from_customers(self):
        complaint = self.bring_to("assessed")
        token = complaint._portal_ensure_token()
        csrf = self.csrf(f"/my/complaints/{complaint.id}?access_token={token}")
        for login in (None, "complaint_portal"):
            self.authenticate(login, login)
            data = {
                "thread_id": complaint.id,
                "thread_model": complaint._name,
                "token": token,
            }
            answer = self.url_open(
                "/mail/attachment/upload",
                data={"csrf_token": csrf, **data},
                files={"ufile": ("p.png", PNG)},
            )
            self.assertNotEqual(answer.status_code, 200)
            before = complaint.message_ids
            self.make_jsonrpc_request_refused(
                "/mail/message/post",
                {**data, "post_data": {"body": "x"}},
            )
            self.assertEqual(self.as_admin(complaint).message_ids, before)

    def make_jsonrpc_request_refused(self, route, params):
        with mute_logger("odoo.http"), self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(route, params)

    def test_customers_post_on_their_page_alone(self):
        complaint = self.bring_to("assessed")
        before = self.as_admin(complaint).message_ids
        self.refuse(
            "on the page of your message",
            self.as_user("portal", complaint).message_post,
            body="Look",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(self.as_admin(complaint).message_ids, before)

    def test_rubbish_is_answered_like_a_missing_token(self):
        complaint = self.bring_to("answered")
        complaint._portal_ensure_token()
        missing = self.url_open(f"/my/complaints/{complaint.id}")
        for token in (
            "%00",
            "a%0d%0aSet-Cookie:x=1",
            "%C3%A9",
            "%ED%A0%80",
            "a" * 9000,
        ):
            answer = self.url_open(
                f"/my/complaints/{complaint.id}?access_token={token}"
            )
            self.assertEqual((answer.status_code, answer.url), (200, missing.url))
        for number in (2**31, 10**30):
            self.assertEqual(self.url_open(f"/my/complaints/{number}").url, missing.url)

    def test_rubbish_in_a_form_makes_no_error(self):
        self.authenticate("complaint_portal", "complaint_portal")
        answer, complaint = self.record(
            subject="Loose\r\nBcc: all@example.test\x00",
            description="It\x00 fell\noff",
            demand="\x07now",
            lot="L\x007\n8",
            qty_complained="1e400",
            order_id="\x00",
            kind="\x00",
            submission_key="a\x00\nb",
            files=[("files", ("p\x01\n.png", PNG))],
        )
        self.assertEqual(answer.status_code, 200)
        self.assertRecordValues(
            complaint,
            [{"subject": "Loose Bcc: all@example.test", "lot": "L7 8"}],
        )
        page = f"/my/complaints/{complaint.id}"
        for token in ("\x00", "x\r\ny", "é"):
            answer = self.post(
                f"{page}/message", page, text="a\x00b", access_token=token
            )
            self.assertEqual(answer.status_code, 200)
        self.assertIn("ab", complaint.message_ids[0].body)

    def test_forms_without_a_key_do_not_block_each_other(self):
        self.authenticate("complaint_portal", "complaint_portal")
        first = self.record(submission_key="")[1]
        second = self.record(submission_key="", subject="Another")[1]
        self.assertTrue(first and second)

    def test_what_was_merged_takes_no_message(self):
        keep, duplicate = self.complain(), self.complain()
        keep._do_merge(duplicate)
        self.refuse(
            "together with your other message",
            duplicate.sudo()._receive_message,
            "Still waiting",
            self.contact,
        )


@tagged("standard", "post_install", "-at_install")
class TestComplaintPublicPage(ComplaintCase, HttpCase):
    def setUp(self):
        super().setUp()
        self.main = self.env.ref("base.main_company")
        self.main.complaint_public_page = True

    def send(self, **data):
        page = self.url_open("/complaint").text
        before = self.env["customer.complaint"].search([])
        answer = self.url_open(
            "/complaint",
            data={
                "csrf_token": re.search(
                    r'name="csrf_token" value="([^"]+)"', page
                ).group(1),
                "submission_key": str(uuid.uuid4()),
                "name": "Ann",
                "email": "ann@example.test",
                "subject": "Loose",
                "description": "It fell off",
                **data,
            },
        )
        company = [Command.set(self.main.ids)]
        self.assertTrue(company)
        found = self.env["customer.complaint"].search([]) - before
        return answer, found

    def test_it_is_off_by_default(self):
        self.assertFalse(self.company.complaint_public_page)
        self.main.complaint_public_page = False
        self.assertEqual(self.url_open("/complaint").status_code, 404)

    def test_it_gives_a_number_and_a_private_link(self):
        answer, complaint = self.send(order="S00001", company="ACME")
        self.assertIn(complaint.name, answer.text)
        self.assertIn(complaint.access_token, answer.text)
        self.assertFalse(complaint.partner_id or complaint.order_id)
        self.assertIn("S00001", complaint.description)
        self.assertEqual(complaint.state, "acknowledged")
        self.assertEqual(complaint.company_id, self.main)

    def test_the_honeypot_takes_robots(self):
        answer, complaint = self.send(website="http://spam.test")
        self.assertFalse(complaint)
        self.assertIn("We have received your message", answer.text)

    def test_fifty_in_a_minute(self):
        found = [self.send(email=f"a{number}@b.test")[1] for number in range(50)]
        self.assertEqual(len([one for one in found if one]), 5)

    def test_what_is_missing_is_said(self):
        for name in ("name", "email", "subject", "description"):
            answer, complaint = self.send(**{name: ""})
            self.assertFalse(complaint)
            self.assertIn("alert-danger", answer.text)
        self.assertFalse(self.send(email="not an address")[1])

"""The customer confirms or declines a change, or Sales records how he did."""

import re

from odoo import fields
from odoo.exceptions import AccessError, MissingError
from odoo.tests import HttpCase, JsonRpcException, new_test_user
from odoo.tools import html2plaintext, mute_logger

from .common import ChangeCase


class TestChangeConfirmation(ChangeCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contact = cls.env["res.partner"].create(
            {"name": "J. Meyer", "parent_id": cls.customer.id, "email": "j@deco.test"}
        )
        cls.portal = new_test_user(
            cls.env,
            "change_portal",
            "base.group_portal",
            name="J. Meyer",
            email="j@deco.test",
            partner_id=cls.contact.id,
        )
        cls.foreigner = new_test_user(cls.env, "change_foreigner", "base.group_portal")

    def request_sent(self, quantity=5):
        """A change that the customer was asked to confirm."""
        change = self.request_quantity(quantity, contact_id=self.contact.id)
        action = change.action_send_confirmation()
        self.env["mail.compose.message"].with_user(self.salesman).with_context(
            **action["context"]
        ).create({})._action_send_mail()
        self.assertIn("j@deco.test", change.confirmation_sent_to)
        return change

    def page(self, change, token=True):
        token = change.sudo()._portal_ensure_token() if token is True else token
        return f"/my/order-changes/{change.id}" + (
            f"?access_token={token}" if token else ""
        )

    def answer(self, change, route, seen=None, **data):
        """Post the answer of the page that was seen."""
        self.env.flush_all()
        seen = seen or self.url_open(self.page(change)).text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', seen))
        result = self.url_open(
            f"/my/order-changes/{change.id}/{route}", data={**hidden, **data}
        )
        self.env.invalidate_all()
        return result

    def test_the_mail_brings_the_link_and_the_table(self):
        change = self.request_sent()
        message = change.message_ids.filtered(lambda one: one.partner_ids)[:1]
        self.assertIn("/my/order-changes/", message.body)
        self.assertIn("Quantity", message.body)
        self.assertIn(self.contact, message.partner_ids)

    def test_approved_and_confirmed_afterwards_applies_by_itself(self):
        self.company.change_customer_confirmation = True
        change = self.request_sent()
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "approved")
        self.assertFalse(change.apply_error)
        result = self.answer(change, "confirm", name="Jo <b>Meyer</b>")
        self.assertIn("Jo &lt;b&gt;Meyer", result.text)
        change = self.as_admin(change)
        self.assertEqual(change.state, "applied", change.apply_error)
        self.assertRecordValues(
            change, [{"confirmed_how": "portal", "confirmed_by": "Jo <b>Meyer</b>"}]
        )

    def test_sales_records_how_it_came(self):
        self.company.change_customer_confirmation = True
        change = self.request_quantity(5)
        self.approve(change)
        change.write(
            {
                "confirmed_by": "J. Meyer",
                "confirmed_on": fields.Datetime.now(),
                "confirmed_how": "fax",
            }
        )
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)

    def test_a_correction_waits_for_no_confirmation(self):
        self.company.change_customer_confirmation = True
        change = self.request(self.order, client_order_ref="PO-2")
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)

    def test_sales_does_not_confirm_in_the_customers_place(self):
        change = self.request_sent()
        vals = {
            "confirmed_by": "Jo",
            "confirmed_on": fields.Datetime.now(),
            "confirmed_how": "portal",
        }
        message = self.assert_refused(change.write, vals)
        self.assertIn("Only the customer himself", message)
        message = self.assert_refused(self.request, self.order, **vals)
        self.assertIn("Only the customer himself", message)
        self.answer(change, "confirm", name="Jo")
        message = self.assert_refused(change.write, {**vals, "confirmed_how": "fax"})
        self.assertIn("stays as it is", message)
        self.assertEqual(self.as_admin(change).confirmed_how, "portal")

    def print_notice(self, change):
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.salesman)
            ._render_qweb_html("customer_review.report_change_notice", change.ids)
        )
        return " ".join(html2plaintext(html.decode()).split())

    def test_the_notice_prints_the_confirmation_that_came_after_the_approval(self):
        self.company.change_customer_confirmation = True
        change = self.request_sent()
        self.approve(change)
        self.answer(change, "confirm", name="Jo Meyer")
        text = self.print_notice(change)
        self.assertIn("How Portal Who Jo Meyer When", text)

    def test_no_form_prints_a_confirmation_of_an_older_version(self):
        change = self.request_sent()
        self.answer(change, "confirm", name="Jo Meyer")
        change.line_ids.product_uom_qty = 6
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "applied", change.apply_error)
        self.assertNotIn("Jo Meyer", self.print_notice(change))
        self.assertNotIn("confirmed_by", change.sudo().review_id.content["details"])

    def test_a_confirmation_of_an_older_version_counts_for_nothing(self):
        self.company.change_customer_confirmation = True
        change = self.request_sent()
        self.answer(change, "confirm", name="Jo")
        self.assertTrue(change._is_confirmed_by_customer())
        change.line_ids.product_uom_qty = 6
        self.assertIn("older version", change.confirmation_alert)
        self.approve(change)
        change = self.as_admin(change)
        self.assertEqual(change.state, "approved")
        self.assertIn("older version", change._get_apply_error())

    def test_what_was_altered_while_the_page_was_open_is_not_confirmed(self):
        change = self.request_sent()
        self.env.flush_all()
        seen = self.url_open(self.page(change)).text
        change.line_ids.product_uom_qty = 6
        result = self.answer(change, "confirm", seen=seen, name="Jo")
        self.assertIn("was altered after you opened this page", result.text)
        self.assertFalse(change.confirmed_by)

    def test_declined_it_is_not_applied_and_sales_is_asked(self):
        change = self.request_sent()
        self.env.flush_all()
        seen = self.url_open(self.page(change)).text
        self.answer(change, "decline", seen, name="Jo", reason="Too <i>dear</i>")
        self.assertRecordValues(
            change, [{"declined_by": "Jo", "decline_reason": "Too <i>dear</i>"}]
        )
        self.assertEqual(change.activity_ids.user_id, self.salesman)
        result = self.answer(change, "confirm", seen, name="Jo")
        self.assertIn("answered already", result.text)
        self.approve(change)
        self.assertEqual(self.as_admin(change).state, "approved")
        self.assertIn("declined it", change._get_apply_error())

    def test_foreign_wrong_and_missing_tokens_are_answered_alike(self):
        change = self.request_sent()
        unsent = self.request(self.order, client_order_ref="PO-2")
        self.env.flush_all()
        answers = set()
        for path in (
            self.page(change, False),
            self.page(change, "wrong"),
            self.page(change, unsent.sudo()._portal_ensure_token()),
            self.page(unsent),
            "/my/order-changes/999999999999999",
        ):
            answer = self.url_open(path, allow_redirects=False)
            answers.add((answer.status_code, answer.headers.get("Location")))
        self.assertEqual(len(answers), 1, answers)

    def test_the_customer_sees_his_own_that_were_sent_to_him(self):
        change = self.request_sent()
        hidden = self.request(self.order, client_order_ref="PO-2")
        self.env.flush_all()
        self.authenticate("change_portal", "change_portal")
        listed = self.url_open("/my/order-changes").text
        self.assertIn(change.name, listed)
        self.assertNotIn(hidden.name, listed)
        page = self.url_open(self.page(change, False)).text
        self.assertIn("Confirm the Change", page)
        self.assertNotIn("margin", page)
        self.authenticate("change_foreigner", "change_foreigner")
        self.assertNotIn(change.name, self.url_open("/my/order-changes").text)
        self.assertNotIn(
            "Confirm the Change", self.url_open(self.page(change, False)).text
        )

    def test_customers_read_listed_fields_and_write_nothing(self):
        change = self.request_sent().with_user(self.portal)
        self.assertEqual(change.read(["reason"])[0]["reason"], "More pumps are built")
        for name in ("loss_amount", "base_content", "review_state", "access_token"):
            with self.subTest(field=name):
                self.assert_refused(change.read, [name], error=AccessError)
        self.assert_refused(change.write, {"reason": "?"}, error=AccessError)
        self.assert_refused(change.action_apply, error=MissingError)
        self.assert_refused(change.message_post, body="?", error=MissingError)

    @mute_logger("odoo.http")
    def test_the_chatter_of_a_change_is_closed_to_customers(self):
        change = self.request_sent()
        self.env.flush_all()
        self.authenticate("change_portal", "change_portal")
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request(
                "/mail/message/post",
                {
                    "thread_model": change._name,
                    "thread_id": change.id,
                    "post_data": {"body": "?", "message_type": "comment"},
                },
            )

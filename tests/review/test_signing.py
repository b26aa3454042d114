"""What has to be signed is signed with the password, and nothing goes around it."""

import json
import threading
import xmlrpc.client
from datetime import timedelta
from unittest.mock import patch

import requests

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common import ReviewCase, ReviewSetup

DIALOG = "res.users.identitycheck"
LINE = "customer.review.line"
ASKED = "has to be signed with your password"


def run_at_once(count, target, *args):
    threads = [threading.Thread(target=target, args=args) for _one in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


class TestSigning(ReviewCase):
    """Without a browser's session nothing that has to be signed is done."""

    def setUp(self):
        super().setUp()
        self.company.review_signing = "every"
        self.order = self.create_order()
        self.review = self.submit(self.order)
        self.line = self.get_line(self.order, "sales").with_user(
            self.reviewers["sales"]
        )

    def assert_not_signed(self, method, *args, line=None):
        self.assertIn(ASKED, self.assert_refused(method, *args))
        self.assertEqual(self.as_admin(line or self.line).decision, "pending")

    def test_nothing_is_asked_unless_the_company_wants_it(self):
        self.company.review_signing = "never"
        self.approve(self.order)
        self.assertEqual(self.as_admin(self.order).review_state, "approved")

    def test_companies_start_without(self):
        self.assertEqual(self.create_company("Another").review_signing, "never")

    def test_for_the_final_step_only(self):
        self.company.review_signing = "final"
        self.decide(self.order, "sales")
        line = self.get_line(self.order, "general_manager")
        self.assert_not_signed(
            line.with_user(self.general_manager).action_accept, line=line
        )

    def test_every_way_to_decide_asks(self):
        user = self.reviewers["sales"]
        review, order = self.review.with_user(user), self.order.with_user(user)
        for method in (
            self.line.action_accept,
            self.line.action_accept_selected,
            self.line.sudo().action_accept,
            review.action_approve,
            order.action_approve_review,
        ):
            self.assert_not_signed(method)
        date = fields.Date.today() + timedelta(days=3)
        conditions = [("Check the drawing", user, date)]
        for decision in ("accepted", "conditional", "rejected"):
            self.assert_not_signed(
                self.decide_in_dialog, self.line, decision, "Because", conditions
            )

    def test_superuser_and_a_forged_context_are_no_exception(self):
        user = self.reviewers["sales"]
        user.group_ids += self.env.ref("base.group_system")
        self.env.ref("base.user_root").group_ids += self.env.ref(
            "customer_review.group_sales"
        )
        self.assert_not_signed(self.line.sudo().action_accept)
        for marker in (True, 1, {"uid": user.id, "entries": []}, object()):
            forged = self.line.with_context(
                customer_review_signature=marker, customer_review_engine=marker
            )
            self.assert_not_signed(forged.action_accept)

    def test_who_may_not_decide_is_not_asked(self):
        line = self.line.with_user(self.reviewers["quality"])
        message = self.assert_refused(line.action_accept)
        self.assertIn("Only members of Sales", message)

    def test_name_role_and_meaning_are_kept_and_cannot_be_written(self):
        self.company.review_signing = "never"
        self.approve(self.order)
        final = self.get_line(self.order, "general_manager")
        self.assertRecordValues(
            self.as_admin(self.line + final),
            [
                {
                    "signed_name": self.reviewers["sales"].name,
                    "signed_role": "for Sales",
                    "signed_meaning": "accepted for Sales",
                },
                {
                    "signed_name": self.general_manager.name,
                    "signed_role": "General Manager",
                    "signed_meaning": "approved as General Manager",
                },
            ],
        )
        for name in ("signed_role", "signed_meaning"):
            self.assert_refused(final.write, {name: "x"}, error=AccessError)
        form = self.review._prepare_form()
        self.assertEqual(form["final"][0]["meaning"], "approved as General Manager")
        rendered = self.env["ir.actions.report"]._render_qweb_html(
            "customer_review.report_review", self.review.ids
        )[0]
        self.assertIn("approved as General Manager", rendered.decode())

    def test_nobody_makes_or_changes_what_is_signed(self):
        user = self.reviewers["sales"]
        dialogs = self.env[DIALOG].with_user(user)
        for name in ("request", "review_signing"):
            self.assert_refused(dialogs.create, {name: "x"}, error=AccessError)
            dialog = dialogs.create({})
            self.assert_refused(dialog.write, {name: "x"}, error=AccessError)
            self.assert_refused(dialog.read, [name], error=AccessError)


@tagged("standard", "post_install", "-at_install")
class TestSigningRemotely(ReviewSetup, HttpCase):
    """Over real HTTP, as a browser and as everybody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()
        cls.company.review_signing = "every"
        cls.signer = cls.reviewers["sales"]
        cls.colleague = cls.create_user("rw_colleague", "customer_review.group_sales")

    def setUp(self):
        super().setUp()
        self.order = self.create_order()
        self.submit(self.order)
        self.line = self.get_line(self.order, "sales")
        self.addCleanup(self.forget_wrong_passwords)

    def forget_wrong_passwords(self):
        for user in self.signer, self.colleague:
            self.env["customer.review.signing.attempt"].with_user(user)._execute(
                "DELETE FROM customer_review_signing_attempt WHERE uid = %(uid)s"
            )

    def log_in(self, user):
        self.authenticate(user.login, self.password(user))

    @staticmethod
    def password(user):
        return user.login + "x" * (8 - len(user.login))

    def call(self, model, method, records, context=None, url="web/dataset/call_button"):
        self.env.flush_all()
        answer = self.url_open(
            f"/{url}/{model}/{method}",
            json={
                "params": {
                    "model": model,
                    "method": method,
                    "args": [records if isinstance(records, list) else records.ids],
                    "kwargs": {"context": context or {}},
                }
            },
        ).json()
        self.env.invalidate_all()
        return answer

    def open_dialog(self, user=None, records=None, method="action_accept"):
        self.log_in(user or self.signer)
        records = self.line if records is None else records
        action = self.call(records._name, method, records)["result"]
        self.assertEqual(action["res_model"], DIALOG)
        return [action["res_id"]]

    def sign(self, dialog, password=None, **context):
        context["password"] = password or self.password(self.signer)
        with mute_logger("odoo.http"):
            return self.call(DIALOG, "run_check", dialog, context)

    def assert_refused_with(self, phrase, answer, line=None):
        self.assertIn(phrase, answer["error"]["data"]["message"])
        self.assert_pending(line)

    def assert_pending(self, line=None):
        self.assertEqual(self.as_admin(line or self.line).decision, "pending")

    def assert_signed(self, lines=None):
        for line in self.as_admin(lines or self.line):
            self.assertRecordValues(
                line, [{"decision": "accepted", "user_id": self.signer.id}]
            )

    def test_sign_in_the_browser(self):
        dialog = self.open_dialog()
        self.assert_pending()
        self.assertNotIn("error", self.sign(dialog))
        self.assert_signed()

    def test_dialog_says_what_is_signed(self):
        dialog = self.env[DIALOG].browse(self.open_dialog())
        text = dialog.with_user(self.signer).review_signing_text
        self.assertIn(self.order.name, text)
        self.assertIn("accepted for Sales", text)
        self.assertFalse(dialog.review_signing_hint)

    def test_one_password_for_one_act_on_several(self):
        other = self.create_order()
        self.submit(other)
        lines = self.line + self.get_line(other, "sales")
        orders = self.order + other
        dialog = self.open_dialog(records=orders, method="action_approve_review")
        self.assertNotIn("error", self.sign(dialog))
        self.assert_signed(lines)

    def test_asked_anew_each_time(self):
        other = self.create_order()
        self.submit(other)
        line = self.get_line(other, "sales")
        self.sign(self.open_dialog())
        action = self.call(LINE, "action_accept", line)["result"]
        self.assertEqual(action["res_model"], DIALOG)
        self.assert_pending(line)
        self.sign([action["res_id"]])
        self.assertEqual(self.as_admin(line).decision, "accepted")
        # Nor does a signature open what Odoo itself guards with the password.
        action = self.call("res.users", "api_key_wizard", self.signer)["result"]
        self.assertEqual(action["res_model"], DIALOG)

    def test_odoos_own_period_of_grace_does_not_serve(self):
        self.log_in(self.signer)
        action = self.call("res.users", "api_key_wizard", self.signer)["result"]
        self.assertNotIn("error", self.sign([action["res_id"]]))
        action = self.call(LINE, "action_accept", self.line)["result"]
        self.assertEqual(action["res_model"], DIALOG)
        self.assert_pending()

    def test_wrong_password(self):
        dialog = self.open_dialog()
        self.assert_refused_with("Incorrect Password", self.sign(dialog, "wrong"))
        self.assertNotIn("error", self.sign(dialog))
        self.assert_signed()

    def test_wrong_passwords_are_limited(self):
        dialog = self.open_dialog()
        for _count in range(5):
            self.assert_refused_with("Incorrect Password", self.sign(dialog, "wrong"))
        self.assert_refused_with("Too many wrong passwords", self.sign(dialog))
        # Not by a new dialog either, nor by Odoo's own ways to ask for it.
        self.assert_refused_with(
            "Too many wrong passwords", self.sign(self.open_dialog())
        )
        action = self.call("res.users", "api_key_wizard", self.signer)["result"]
        self.assert_refused_with(
            "Too many wrong passwords", self.sign([action["res_id"]])
        )

    def test_wrong_passwords_are_forgotten_after_a_while(self):
        attempts = self.env["customer.review.signing.attempt"].with_user(self.signer)
        now = fields.Datetime.now()
        for _count in range(5):
            self.assertTrue(attempts._reserve())
        self.assertFalse(attempts._reserve())
        with self.at(now + timedelta(minutes=14)):
            self.assertFalse(attempts._reserve())
        with self.at(now + timedelta(minutes=16)):
            self.assertTrue(attempts._reserve())

    def test_twenty_guesses_at_once_are_five(self):
        attempts = self.env["customer.review.signing.attempt"].with_user(self.signer)
        checked = []
        run_at_once(20, lambda: checked.append(attempts._reserve()))
        self.assertEqual(sorted(checked), [0] * 15 + [1] * 5)

    def test_replayed_dialog(self):
        dialog = self.open_dialog()
        self.sign(dialog)
        self.assert_signed()
        answer = self.sign(dialog)
        self.assertIn("already used", answer["error"]["data"]["message"])

    def test_another_persons_dialog(self):
        dialog = self.open_dialog(self.colleague)
        self.log_in(self.signer)
        for password in map(self.password, (self.signer, self.colleague)):
            answer = self.sign(dialog, password)
            self.assert_refused_with("a dialog of his own", answer)

    def test_stale_dialog(self):
        dialog = self.open_dialog()
        self.env.cr.execute(
            "UPDATE res_users_identitycheck"
            " SET create_date = create_date - interval '11 minutes' WHERE id = %s",
            dialog,
        )
        self.assert_refused_with("more than 10 minutes ago", self.sign(dialog))

    def test_forged_context(self):
        self.log_in(self.signer)
        for marker in (True, 1, {"uid": self.signer.id, "entries": []}, [[]]):
            context = {"customer_review_signature": marker, "password": "x"}
            answer = self.call(LINE, "action_accept", self.line, context)
            self.assertEqual(answer["result"]["res_model"], DIALOG)
            self.assert_pending()
        dialog = self.open_dialog()
        answer = self.sign(dialog, "wrong", customer_review_signature=True)
        self.assert_refused_with("Incorrect Password", answer)

    def test_content_changed_meanwhile(self):
        dialog = self.open_dialog()
        self.order.with_user(self.salesman).order_line.product_uom_qty = 100
        answer = self.sign(dialog)
        self.assertIn("has changed since", answer["error"]["data"]["message"])
        self.assertEqual(self.as_admin(self.order).review_state, "outdated")
        self.assert_pending()

    def test_checklist_changed_meanwhile(self):
        dialog = self.open_dialog()
        check = self.line.check_ids[0].with_user(self.colleague)
        check.write({"answer": "na"})
        self.assert_refused_with("has changed since", self.sign(dialog))

    def test_decision_changed_meanwhile(self):
        wizard = (
            self.env["customer.review.decision"]
            .with_user(self.signer)
            .create(
                {
                    "line_ids": [Command.set(self.line.ids)],
                    "decision": "rejected",
                    "comment": "Too cheap",
                }
            )
        )
        dialog = self.open_dialog(records=wizard, method="action_confirm")
        for vals in ({"decision": "accepted"}, {"comment": "Too dear"}):
            wizard.write(vals)
            self.assert_refused_with("has changed since", self.sign(dialog))
            wizard.write({"decision": "rejected", "comment": "Too cheap"})
        self.assertNotIn("error", self.sign(dialog))
        self.assertRecordValues(
            self.as_admin(self.line),
            [{"decision": "rejected", "comment": "Too cheap"}],
        )

    def test_decided_by_a_colleague_meanwhile(self):
        dialog = self.open_dialog()
        self.company.review_signing = "never"
        self.line.with_user(self.colleague).action_accept()
        self.company.review_signing = "every"
        answer = self.sign(dialog)
        self.assertIn("has changed since", answer["error"]["data"]["message"])
        self.assertEqual(self.as_admin(self.line).user_id, self.colleague)

    def create_api_key(self):
        keys = self.env["res.users.apikeys"].with_user(self.signer).sudo()
        date = fields.Datetime.now() + timedelta(days=1)
        return keys._generate("rpc", "Key", date)

    def call_json2(self, model, method, ids, **kwargs):
        self.env.flush_all()
        with mute_logger("odoo.http"):
            response = self.url_open(
                f"/json/2/{model}/{method}",
                json={"ids": ids, **kwargs},
                headers={"Authorization": f"Bearer {self.create_api_key()}"},
            )
        self.env.invalidate_all()
        return response

    def test_json2_with_an_api_key(self):
        response = self.call_json2(LINE, "action_accept", self.line.ids)
        self.assertEqual(response.status_code, 422)
        self.assertIn(ASKED, response.json()["message"])
        self.assert_pending()

    def test_browsers_dialog_answered_by_json2(self):
        """Not even with the cookie of the session beside the key."""
        dialog = self.open_dialog()
        context = {"password": self.password(self.signer)}
        cookies = dict(self.opener.cookies)
        for own in ({}, cookies):
            self.opener.cookies.clear()
            self.opener.cookies.update(own)
            response = self.call_json2(DIALOG, "run_check", dialog, context=context)
            self.assertIn("in the browser only", response.json()["message"])
            self.assert_pending()

    def test_xmlrpc_and_jsonrpc(self):
        password, cookie = self.password(self.signer), self.open_dialog()
        for secret in (password, self.create_api_key()):
            for model, method, ids, phrase in (
                (LINE, "action_accept", self.line.ids, ASKED),
                (DIALOG, "run_check", cookie, "in the browser only"),
            ):
                args = [
                    *(self.env.cr.dbname, self.signer.id, secret, model, method),
                    [ids],
                    {"context": {"password": password}},
                ]
                self.env.flush_all()
                with (
                    mute_logger("odoo.http", "odoo.addons.rpc.controllers.xmlrpc"),
                    self.assertRaises(xmlrpc.client.Fault) as fault,
                ):
                    self.xmlrpc_object.execute_kw(*args)
                self.assertIn(phrase, fault.exception.faultString)
                self.assert_pending()
                params = {"service": "object", "method": "execute_kw", "args": args}
                with mute_logger("odoo.http", "odoo.addons.rpc.controllers.jsonrpc"):
                    answer = self.url_open("/jsonrpc", json={"params": params}).json()
                self.assert_refused_with(phrase, answer)

    def test_five_at_once_decide_once(self):
        [dialog] = self.open_dialog()
        url = f"{self.base_url()}/web/dataset/call_button/{DIALOG}/run_check"
        context = {"password": self.password(self.signer)}
        params = {
            **{"model": DIALOG, "method": "run_check"},
            **{"args": [[dialog]], "kwargs": {"context": context}},
        }
        answers = []

        def sign(cookies):
            response = requests.post(
                url, json={"params": params}, cookies=cookies, timeout=60
            )
            answers.append("error" in response.json())

        self.env.flush_all()
        with self.allow_requests(), mute_logger("odoo.http"):
            cookies = self.opener.cookies.get_dict()
            run_at_once(5, sign, cookies)
        self.env.invalidate_all()
        self.assertEqual(sorted(answers), [False, True, True, True, True])
        self.assert_signed()

    def walk(self, tour):
        self.signer.password = "rw_password"
        self.env.flush_all()
        review = self.order.sudo().review_id
        self.start_tour(
            f"/odoo/customer-reviews/{review.id}", tour, login=self.signer.login
        )
        self.env.invalidate_all()

    def test_approve_from_the_form(self):
        with mute_logger("odoo.http"):
            self.walk("review_sign")
        self.assert_signed()

    def test_reject_in_the_dialog(self):
        with mute_logger("odoo.http"):
            self.walk("review_sign_rejection")
        self.assertRecordValues(
            self.as_admin(self.line),
            [{"decision": "rejected", "comment": "The price is below our list"}],
        )

    def test_person_without_a_password_is_told_what_to_do(self):
        dialog = self.open_dialog()
        self.env.cr.execute(
            "UPDATE res_users SET password = NULL WHERE id = %s", [self.signer.id]
        )
        self.env.registry.clear_cache()
        shown = self.env[DIALOG].browse(dialog).with_user(self.signer)
        self.assertIn("add a passkey", shown.review_signing_hint)
        with self.assertRaisesRegex(UserError, "add a passkey"):
            shown.with_context(password="x")._check_identity()
        self.assert_pending()

    def test_passkey_by_odoos_own_check(self):
        keys = self.env["auth.passkey.key"].with_user(self.signer).sudo()
        keys.create({"name": "Key", "credential_identifier": "own", "public_key": "x"})
        dialog = self.open_dialog()
        shown = self.env[DIALOG].browse(dialog).with_user(self.signer)
        self.assertEqual(shown.auth_method, "webauthn")
        answer = self.sign(dialog, json.dumps({"id": "another"}))
        self.assert_refused_with("Incorrect Passkey", answer)
        with patch.object(type(keys), "_verify_auth", return_value=1):
            self.assertNotIn("error", self.sign(dialog, json.dumps({"id": "own"})))
        self.assert_signed()

    def test_two_factors_to_log_in_and_the_password_to_sign(self):
        self.signer.sudo().totp_secret = "ABCDEFGHIJKLMNOP"
        dialog = self.open_dialog()
        self.assert_refused_with("Incorrect Password", self.sign(dialog, "123456"))
        self.assertNotIn("error", self.sign(dialog))
        self.assert_signed()

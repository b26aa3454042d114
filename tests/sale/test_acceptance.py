"""Customers who sign or pay, sending, and confirmation by itself on approval."""

from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from odoo.addons.customer_review.models.sale.sale_order_system import (
    ACCEPTING,
    in_step,
)

from ..common import ReviewCase, ReviewSetup

SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAA"
    "AABJRU5ErkJggg=="
)


class AcceptanceSetup(ReviewSetup):
    @classmethod
    def set_up_review(cls, company=None):
        super().set_up_review(company)
        cls.provider = cls.env["payment.provider"].create(
            {"name": "Test", "code": "none", "state": "test", "is_published": True}
        )

    def create_quotation(self, **vals):
        order = self.create_order(require_signature=True, require_payment=False, **vals)
        order.sudo().action_quotation_sent()
        return order

    def pay(self, order, amount=None, state="done"):
        """A payment that the provider has reported."""
        return self.env["payment.transaction"].create(
            {
                "provider_id": self.provider.id,
                "payment_method_id": self.env.ref("payment.payment_method_unknown").id,
                "reference": f"T{self.env['payment.transaction'].search_count([])}",
                "amount": amount or order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": order.ids,
                "operation": "offline",
                "state": state,
            }
        )


class TestOffers(AcceptanceSetup, ReviewCase):
    """A customer is offered nothing that he could not do."""

    def test_unreviewed_quotation_is_not_offered_for_signature_or_payment(self):
        order = self.create_order(require_signature=True, require_payment=True)
        order.sudo().action_quotation_sent()
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())

    def test_quotation_under_review_is_not_offered(self):
        order = self.create_order(require_signature=True, require_payment=True)
        self.submit(order)
        self.assertFalse(order._has_to_be_signed())
        self.assertFalse(order._has_to_be_paid())

    def test_approved_quotation_is_offered(self):
        order = self.create_order(require_signature=True, require_payment=True)
        self.approve(order)
        self.assertTrue(order._has_to_be_signed())
        self.assertTrue(order._has_to_be_paid())

    def test_outdated_quotation_is_not_offered(self):
        order = self.create_order(require_signature=True, require_payment=True)
        self.approve(order)
        order.order_line.product_uom_qty = 9
        self.assertFalse(order._has_to_be_signed())

    def test_policy_none_offers_as_stock_does(self):
        self.company.review_policy = "none"
        order = self.create_order(require_signature=True, require_payment=True)
        self.assertTrue(order._has_to_be_signed())
        self.assertTrue(order._has_to_be_paid())

    def test_setting_offers_before_the_review(self):
        self.company.review_accept_first = True
        order = self.create_order(require_signature=True, require_payment=True)
        self.assertTrue(order._has_to_be_signed())
        self.assertTrue(order._has_to_be_paid())

    def test_submitted_quotation_is_not_edited_on_the_portal(self):
        order = self.create_order()
        self.assertTrue(order._can_be_edited_on_portal())
        self.submit(order)
        self.assertFalse(order._can_be_edited_on_portal())


class TestPayments(AcceptanceSetup, ReviewCase):
    def test_payment_during_the_review_is_recorded_and_the_order_is_held(self):
        order = self.create_order()
        self.submit(order)
        transaction = self.pay(order)
        transaction._check_amount_and_confirm_order()
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sent", "review_held": True}]
        )
        self.assertEqual(transaction.state, "done")
        self.assertIn("It is held", order.message_ids[0].body)

    def test_post_processing_of_a_payment_raises_nothing(self):
        order = self.create_order()
        transaction = self.pay(order)
        payments = self.env["account.payment"]
        with patch.object(
            type(transaction), "_create_payment", lambda *_, **__: payments
        ):
            transaction.with_user(self.env.ref("base.user_root"))._post_process()
        self.assertTrue(transaction.is_post_processed)
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sent", "review_held": True}]
        )
        self.assertFalse(order.invoice_ids)

    def test_part_payment_holds_nothing(self):
        order = self.create_order(require_payment=True)
        self.pay(order, amount=1)._check_amount_and_confirm_order()
        self.assertFalse(self.as_admin(order).review_held)

    def test_payment_after_the_approval_confirms(self):
        order = self.create_order()
        self.approve(order)
        self.pay(order)._check_amount_and_confirm_order()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_payment_under_policy_none_confirms(self):
        self.company.review_policy = "none"
        order = self.create_order()
        confirmed = self.pay(order)._check_amount_and_confirm_order()
        self.assertEqual(confirmed, order)
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_held_order_confirms_by_itself_on_approval(self):
        order = self.create_order()
        self.submit(order)
        self.pay(order)._check_amount_and_confirm_order()
        self.approve(order)
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sale", "review_held": False}]
        )

    def test_payment_that_was_taken_back_confirms_nothing(self):
        order = self.create_order(require_payment=True)
        self.submit(order)
        transaction = self.pay(order)
        transaction._check_amount_and_confirm_order()
        transaction.state = "cancel"
        self.as_admin(order)
        self.approve(order)
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sent", "review_state": "approved"}]
        )

    def test_refused_order_stays_held_and_unconfirmed(self):
        order = self.create_order()
        self.submit(order)
        self.pay(order)._check_amount_and_confirm_order()
        self.decide(order, "sales", decision="rejected")
        self.assertEqual(self.as_admin(order).state, "sent")

    def test_acceptance_of_other_content_does_not_confirm(self):
        """The customer has signed what is no more: he signs again."""
        order = self.create_order()
        self.submit(order)
        order.sudo().write({"signature": SIGNATURE, "signed_by": "Mrs Deco"})
        order.sudo()._hold_for_review()
        order.order_line.product_uom_qty = 30
        self.assertRecordValues(
            self.as_admin(order),
            [{"review_held": False, "signature": False, "signed_by": False}],
        )
        self.approve(order)
        self.assertEqual(self.as_admin(order).state, "sent")

    def test_special_order_that_is_paid_is_held(self):
        """Under special only too: the class is measured before it is decided."""
        self.company.review_policy = "special"
        self.product.under_development = True
        order = self.create_order()
        self.assertEqual(order.review_class, "regular")
        self.assertFalse(self.pay(order)._check_amount_and_confirm_order())
        self.assertRecordValues(
            self.as_admin(order),
            [{"state": "sent", "review_held": True, "review_class": "special"}],
        )
        self.approve(order)
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_general_order_that_is_paid_is_confirmed_under_special_only(self):
        self.company.review_policy = "special"
        order = self.create_order()
        self.pay(order)._check_amount_and_confirm_order()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_order_placed_in_person_is_held(self):
        """At the counter, or to be paid on delivery: no error where money changed."""
        order = self.create_order()
        with in_step(self.env.cr, ACCEPTING):
            order.action_confirm()
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sent", "review_held": True}]
        )
        self.assert_refused(order.action_confirm)
        self.approve(order)
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_held_order_is_invoiced_when_the_approval_confirms_it(self):
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=self.company, install_demo=False
        )
        self.env["ir.config_parameter"].set_param("sale.automatic_invoice", "True")
        order = self.create_order()
        transaction = self.pay(order)
        transaction._check_amount_and_confirm_order()
        self.assertFalse(order.invoice_ids)
        self.approve(order)
        order = self.as_admin(order)
        self.assertRecordValues(
            order.invoice_ids, [{"state": "posted", "amount_total": order.amount_total}]
        )
        self.assertEqual(transaction.invoice_ids, order.invoice_ids)

    def test_held_order_is_not_invoiced_where_stock_would_not(self):
        order = self.create_order()
        self.pay(order)._check_amount_and_confirm_order()
        self.approve(order)
        self.assertEqual(self.as_admin(order).state, "sale")
        self.assertFalse(order.invoice_ids)

    def test_one_of_two_payments_in_a_batch_is_held(self):
        reviewed, other = self.create_order(), self.create_order()
        self.approve(reviewed)
        transactions = self.pay(reviewed) + self.pay(other)
        transactions._check_amount_and_confirm_order()
        self.assertEqual(self.as_admin(reviewed).state, "sale")
        self.assertRecordValues(
            self.as_admin(other), [{"state": "sent", "review_held": True}]
        )


class TestAutomaticConfirmation(AcceptanceSetup, ReviewCase):
    def test_approval_confirms_where_the_submitter_asked_for_it(self):
        order = self.create_order(confirm_on_approval=True)
        self.approve(order)
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_approval_alone_confirms_nothing(self):
        order = self.create_order()
        self.approve(order)
        self.assertEqual(self.as_admin(order).state, "draft")

    def test_failing_confirmation_leaves_the_approval_standing(self):
        order = self.create_order(confirm_on_approval=True)
        orders = type(self.env["sale.order"])
        with patch.object(
            orders, "_confirmation_error_message", lambda order: "No stock"
        ):
            review = self.approve(order)
        self.env.cr.flush()
        self.assertRecordValues(
            self.as_admin(order), [{"state": "draft", "review_state": "approved"}]
        )
        self.assertEqual(review.state, "approved")
        self.assertIn("No stock", order.message_ids[0].body)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_broken_confirmation_leaves_the_approval_standing(self):
        """Also where it is no refusal but an error of another addon."""
        order = self.create_order(confirm_on_approval=True)

        def fail(orders):
            raise ValueError("another addon is broken")

        with (
            patch.object(type(self.env["sale.order"]), "_action_confirm", fail),
            mute_logger(
                "odoo.addons.customer_review.models.review.customer_review_mixin_flow"
            ),
        ):
            review = self.approve(order)
        self.assertEqual(self.as_admin(review).state, "approved")
        self.assertEqual(order.state, "draft")

    def test_one_failing_confirmation_of_several_stops_no_other(self):
        orders = self.create_order(confirm_on_approval=True) + self.create_order(
            confirm_on_approval=True
        )
        orders.action_submit_review()
        orders_class = type(self.env["sale.order"])
        get_error = orders_class._confirmation_error_message

        def refuse_first(order):
            return "No stock" if order.id == orders[0].id else get_error(order)

        for code in ("sales", "general_manager"):
            lines = orders.sudo().review_id.line_ids.filtered(
                lambda line, code=code: line.department_id.code == code
            )
            with patch.object(
                orders_class, "_confirmation_error_message", refuse_first
            ):
                lines.with_user(self.reviewers[code]).action_accept()
        self.assertEqual(self.as_admin(orders).mapped("state"), ["draft", "sale"])
        self.assertEqual(orders.mapped("review_state"), ["approved"] * 2)


class TestSending(AcceptanceSetup, ReviewCase):
    def setUp(self):
        super().setUp()
        self.company.review_before_sending = True
        self.order = self.create_order()

    def assert_not_sent(self, method, *args, **kwargs):
        message = self.assert_refused(method, *args, **kwargs)
        self.assertIn(self.order.name, message)
        self.assertIn("sent once its review is approved", message)
        self.assertEqual(self.as_admin(self.order).state, "draft")

    def test_buttons(self):
        self.assert_not_sent(self.order.action_quotation_send)
        self.assert_not_sent(self.order.action_quotation_sent)

    def test_state(self):
        self.assert_not_sent(self.order.write, {"state": "sent"})
        self.assert_not_sent(self.order.sudo().write, {"state": "sent"})
        before = self.env["sale.order"].search_count([])
        message = self.assert_refused(self.create_order, state="sent")
        self.assertIn("sent once", message)
        self.assert_refused(self.order.copy, {"state": "sent"})
        self.assertEqual(self.env["sale.order"].search_count([]), before)

    def test_message_that_marks_it_as_sent(self):
        order = self.order.with_context(mark_so_as_sent=True)
        self.assert_not_sent(order.message_post, body="here you are")

    def test_outdated_quotation_that_was_sent_once(self):
        self.approve(self.order)
        self.order.action_quotation_sent()
        self.order.order_line.price_unit = 50
        order = self.order.with_context(mark_so_as_sent=True)
        message = self.assert_refused(order.message_post, body="here you are")
        self.assertIn("sent once", message)

    def attach(self, name):
        attachments = self.env["ir.attachment"].with_user(self.salesman)
        return attachments.create(
            {
                "name": name,
                "raw": b"%PDF-1.4",
                "res_model": "sale.order",
                "res_id": self.order.id,
            }
        )

    def test_message_with_the_quotation_attached(self):
        file = self.attach(f"Quotation - {self.order.name}.pdf")
        for vals in (
            {"attachment_ids": file.ids},
            {"attachments": [(file.name, b"%PDF-1.4")]},
        ):
            self.assert_not_sent(
                self.order.message_post,
                body="here you are",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                **vals,
            )

    def test_message_with_the_printed_quotation_under_another_name(self):
        """What was printed before is known by what is printed on it."""
        other = self.create_order()
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            mine, others = (
                report._render_qweb_pdf("sale.action_report_saleorder", order.ids)[0]
                for order in (self.order, other)
            )
        said = {
            "body": "here you are",
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
        }
        self.assert_not_sent(
            self.order.message_post, attachments=[("offer.pdf", mine)], **said
        )
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.salesman)
            .with_context(default_model="sale.order", default_res_ids=self.order.ids)
            .create(
                {
                    "body": "here you are",
                    "partner_ids": [Command.set(self.customer.ids)],
                    "attachment_ids": [
                        Command.create({"name": "offer.pdf", "raw": mine})
                    ],
                }
            )
        )
        self.assert_not_sent(composer._action_send_mail)
        self.order.message_post(attachments=[("offer.pdf", others)], **said)
        self.approve(self.order)
        self.order.message_post(attachments=[("offer.pdf", mine)], **said)
        self.assertEqual(len(self.order.message_ids.attachment_ids), 2)

    def test_number_of_another_quotation_is_not_this_ones(self):
        said = {"message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        for name in (f"{self.order.name}0.pdf", f"1{self.order.name}.pdf"):
            self.order.message_post(attachments=[(name, b"%PDF-1.4")], **said)
        for name in (f"{self.order.name}_v2.pdf", f"Offer({self.order.name})"):
            self.assert_not_sent(
                self.order.message_post, attachments=[(name, b"%PDF-1.4")], **said
            )

    def test_messages_that_send_no_quotation_are_free(self):
        note = self.attach(f"Quotation - {self.order.name}.pdf")
        self.order.message_post(body="for you, Bob", attachment_ids=note.ids)
        drawing = self.attach("drawing.pdf")
        self.order.message_post(
            body="is this the drawing?",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            attachment_ids=drawing.ids,
        )
        self.assertEqual(self.as_admin(self.order).state, "draft")

    def test_reply_of_the_customer_with_the_quotation_attached(self):
        self.order.sudo().message_post(
            body="signed",
            message_type="email",
            subtype_xmlid="mail.mt_comment",
            author_id=self.customer.id,
            attachments=[(f"{self.order.name}.pdf", b"%PDF-1.4")],
        )
        self.assertTrue(self.order.message_ids.attachment_ids)

    def compose(self, orders, **vals):
        template = self.env.ref("sale.email_template_edi_sale")
        return (
            self.env["mail.compose.message"]
            .with_user(self.salesman)
            .with_context(default_model="sale.order", default_res_ids=orders.ids)
            .create({"template_id": template.id, **vals})
        )

    def test_composer(self):
        self.assert_not_sent(
            lambda: self.compose(
                self.order, composition_mode="comment"
            )._action_send_mail()
        )

    def test_mass_mailing_is_all_or_nothing(self):
        good = self.create_order()
        self.approve(good)
        mails = self.env["mail.mail"].search_count([])
        self.assert_not_sent(
            lambda: self.compose(
                good + self.order, composition_mode="mass_mail"
            )._action_send_mail()
        )
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.assert_not_sent((good + self.order).action_quotation_send)
        message = self.assert_refused((good + self.order).action_quotation_sent)
        self.assertNotIn(good.name, message)
        self.assertEqual(self.as_admin(good).state, "draft")

    def test_template_sent_by_an_automation(self):
        template = self.env.ref("sale.email_template_edi_sale")
        self.assert_not_sent(template.sudo().send_mail, self.order.id)

    def test_pending_payment_marks_what_the_customer_has(self):
        self.pay(self.order, state="pending")
        self.order.sudo().action_quotation_sent()
        self.assertEqual(self.as_admin(self.order).state, "sent")

    def test_approved_quotation_is_sent(self):
        self.approve(self.order)
        self.assertTrue(self.order.action_quotation_send())
        self.order.action_quotation_sent()
        self.assertEqual(self.order.state, "sent")

    def test_off_by_default(self):
        self.company.review_before_sending = False
        self.assertTrue(self.order.action_quotation_send())
        self.order.action_quotation_sent()
        self.assertEqual(self.order.state, "sent")


@tagged("standard", "post_install", "-at_install")
class TestSignature(AcceptanceSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()

    def sign(self, order, token=None):
        response = self.url_open(
            f"/my/orders/{order.id}/accept",
            json={
                "params": {
                    "access_token": token or order.sudo()._portal_ensure_token(),
                    "name": "Mrs Deco",
                    "signature": SIGNATURE,
                }
            },
        )
        return response.json().get("result", {})

    def test_unreviewed_quotation_is_not_signed(self):
        order = self.create_quotation()
        self.assertIn("error", self.sign(order))
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sent", "signature": False}]
        )

    def test_approved_quotation_is_signed_and_confirmed(self):
        order = self.create_quotation()
        self.approve(order)
        self.assertNotIn("error", self.sign(order))
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sale", "signed_by": "Mrs Deco"}]
        )

    def test_special_quotation_is_not_signed_under_special_only(self):
        self.company.review_policy = "special"
        self.product.under_development = True
        order = self.create_quotation()
        self.assertIn("error", self.sign(order))
        self.assertEqual(self.as_admin(order).state, "sent")

    def test_special_quotation_that_is_signed_first_is_held(self):
        self.company.write({"review_policy": "special", "review_accept_first": True})
        self.product.under_development = True
        order = self.create_quotation()
        self.assertNotIn("error", self.sign(order))
        self.assertRecordValues(
            self.as_admin(order),
            [{"state": "sent", "review_held": True, "signed_by": "Mrs Deco"}],
        )
        self.approve(order)
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_link_to_what_may_not_be_sent_shows_nothing_of_it(self):
        self.company.review_before_sending = True
        order = self.create_order()
        url = (
            f"/my/orders/{order.id}?access_token={order.sudo()._portal_ensure_token()}"
        )
        for path in (url, f"{url}&report_type=html", f"{url}&report_type=pdf"):
            page = self.url_open(path)
            self.assertEqual(page.status_code, 200)
            self.assertIn("still preparing this quotation", page.text)
            for secret in ("300.00", "Desk"):
                self.assertNotIn(secret, page.text)
        self.approve(order)
        self.assertIn("300.00", self.url_open(url).text)

    def test_list_of_quotations_leaves_out_what_may_not_be_sent(self):
        user = self.create_user("rw_lister", "base.group_portal", password="rw_lister")
        order = self.create_quotation(partner_id=user.partner_id.id)
        self.authenticate("rw_lister", "rw_lister")
        self.assertIn(order.name, self.url_open("/my/quotes").text)
        self.company.review_before_sending = True
        self.assertNotIn(order.name, self.url_open("/my/quotes").text)

    def test_acceptance_before_the_review_is_recorded_and_held(self):
        self.company.review_accept_first = True
        order = self.create_quotation()
        self.submit(order)
        self.assertNotIn("error", self.sign(order))
        self.assertRecordValues(
            self.as_admin(order),
            [{"state": "sent", "review_held": True, "signed_by": "Mrs Deco"}],
        )
        self.approve(order)
        self.assertRecordValues(
            self.as_admin(order), [{"state": "sale", "review_held": False}]
        )

    def test_wrong_token_signs_nothing(self):
        order = self.create_quotation()
        self.approve(order)
        self.assertIn("error", self.sign(order, token="wrong"))
        self.assertEqual(self.as_admin(order).state, "sent")

    def test_portal_page_opens_in_every_state_of_the_review(self):
        order = self.create_quotation()
        token = order.sudo()._portal_ensure_token()
        url = f"/my/orders/{order.id}?access_token={token}"
        self.assertEqual(self.url_open(url).status_code, 200)
        self.submit(order)
        page = self.url_open(url)
        self.assertEqual(page.status_code, 200)
        self.assertNotIn('data-bs-target="#modalaccept"', page.text)
        self.approve(order)
        self.assertIn('data-bs-target="#modalaccept"', self.url_open(url).text)

    def test_customer_reads_nothing_of_the_review_over_rpc(self):
        user = self.create_user("rw_portal", "base.group_portal")
        user.partner_id = self.create_user("rw_portal2", "base.group_portal").partner_id
        order = self.create_quotation(partner_id=user.partner_id.id)
        self.submit(order)
        own = order.with_user(user)
        for name in (
            "review_id",
            "review_state",
            "review_class",
            "content_fingerprint",
            "finding_ids",
            "requirement_ids",
            "agreement_type",
            "oral_content",
        ):
            with self.assertRaises(UserError, msg=name):
                own.read([name])

"""What only the view restricts, and what comes by public methods of Odoo's."""

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import ComplaintCase

UNFIT = "does not exist, is not shared with you, or belongs to another"


@tagged("standard", "post_install", "-at_install")
class TestComplaintBoundary(ComplaintCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.other_company = cls.env["res.company"].create({"name": "Other Ltd"})
        cls.rival = cls.env["res.partner"].create(
            {"name": "Rival", "is_company": True, "email": "rival@example.test"}
        )
        cls.outsider = new_test_user(
            cls.env,
            "complaint_outsider",
            "customer_review.group_user",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
        )

    def merge(self, complaints, target):
        return self.as_user("handler", self.env["customer.complaint.merge"]).create(
            {"complaint_ids": complaints.ids, "target_id": target.id}
        )

    def test_owners_are_colleagues(self):
        complaint = self.bring_to("assessed")
        actions = self.as_user("handler", self.env["customer.complaint.action"])
        values = {"complaint_id": complaint.id, "name": "New gauge"}
        for user in (self.users["portal"], self.outsider):
            self.assert_refused(actions.create, {**values, "user_id": user.id})
            self.assert_refused(complaint.write, {"user_id": user.id})
        self.refuse(
            UNFIT, actions.create, {**values, "user_id": self.users["portal"].id}
        )
        self.refuse(UNFIT, complaint.write, {"user_id": self.users["portal"].id})
        action = actions.create({**values, "user_id": self.users["quality"].id})
        self.refuse(UNFIT, action.write, {"user_id": self.users["portal"].id})
        self.assertEqual(self.as_admin(action).user_id, self.users["quality"])

    def test_records_of_another_company_or_customer(self):
        complaint = self.complain()
        theirs = {"company_id": self.other_company.id}
        sold_to_rival = self.env["sale.order"].create(
            {"partner_id": self.rival.id, "company_id": self.company.id}
        )
        self.users["handler"].group_ids += self.env.ref(
            "sales_team.group_sale_salesman_all_leads"
        )
        for name, record in (
            ("order_id", sold_to_rival),
            ("contact_id", self.rival),
            (
                "lead_department_id",
                self.env["customer.review.department"]
                .sudo()
                .create(
                    {
                        "name": "Their Quality",
                        "code": "theirs",
                        "group_id": self.env.ref("customer_review.group_quality").id,
                        **theirs,
                    }
                ),
            ),
            (
                "product_id",
                self.env["product.product"].create({"name": "Theirs", **theirs}),
            ),
            (
                "category_id",
                self.env["customer.complaint.category"].create(
                    {"name": "Theirs", **theirs}
                ),
            ),
            (
                "partner_id",
                self.env["res.partner"].create({"name": "Theirs", **theirs}),
            ),
        ):
            message = self.assert_refused(complaint.write, {name: record.id})
            self.assertNotIn("Their Quality", message)
            self.assertNotEqual(self.as_admin(complaint)[name], record, name)
        self.refuse(UNFIT, complaint.write, {"order_id": sold_to_rival.id})
        self.refuse(UNFIT, complaint.write, {"contact_id": self.rival.id})

    def test_the_contact_goes_with_the_customer(self):
        complaint = self.complain()
        self.refuse(UNFIT, complaint.write, {"partner_id": self.rival.id})
        complaint.write({"partner_id": self.rival.id, "contact_id": False})
        self.assertEqual(self.as_admin(complaint).email_from, "rival@example.test")

    def test_every_reference_of_a_document_is_checked(self):
        for name in self.env.registry:
            model = self.env[name]
            if not name.startswith("customer.complaint") or model._abstract:
                continue
            if name in ("customer.complaint.category", "customer.complaint.deadline"):
                continue
            self.assertTrue(hasattr(model, "_check_references"), name)
            for field in model._fields.values():
                if (
                    field.type not in ("many2one", "many2many")
                    or not field.store
                    or field.related
                    or field.name in ("create_uid", "write_uid", "company_id")
                    or "company_id" not in model._fields
                    or "company_id" not in self.env[field.comodel_name]._fields
                    or field.name in getattr(model, "_get_engine_fields", set)()
                ):
                    continue
                self.assertTrue(
                    field.check_company
                    or field.comodel_name in ("customer.complaint", "ir.attachment"),
                    field,
                )

    def test_only_complaints_of_one_customer_merge(self):
        own = self.complain()
        foreign = self.complain(partner_id=self.rival.id, contact_id=False)
        unknown = self.complain(partner_id=False, contact_id=False)
        nameless = self.complain(partner_id=False, contact_id=False)
        for one, other in ((own, foreign), (own, unknown), (unknown, nameless)):
            wizard = self.merge(one | other, one)
            self.refuse("different customers", wizard.action_confirm)
        self.refuse(UNFIT, self.merge, own, foreign)
        wizard = self.merge(own | self.complain(), own)
        self.refuse(UNFIT, wizard.write, {"target_id": foreign.id})
        self.refuse("two complaints or more", self.merge(own, own).action_confirm)
        self.assertEqual(
            set(self.as_admin(own | foreign | unknown).mapped("state")), {"received"}
        )

    def test_nothing_that_is_hidden_merges(self):
        theirs = (
            self.env["customer.complaint"]
            .sudo()
            .create({"subject": "Theirs", "company_id": self.other_company.id})
        )
        own = self.complain()
        self.refuse(UNFIT, self.merge, own | theirs, own)
        wizards = self.as_user("handler", self.env["customer.complaint.merge"])
        wizards = wizards.with_context(
            active_model="customer.complaint", active_ids=(own | theirs).ids
        )
        self.refuse("is not shared with you", wizards.default_get, ["complaint_ids"])
        reader = self.as_user("auditor", self.env["customer.complaint.merge"])
        self.refuse("not allowed to create", reader.create, {"target_id": own.id})

    def test_the_general_manager_decides_on_what_he_sees(self):
        theirs = (
            self.env["customer.complaint"]
            .sudo()
            .create({"subject": "Theirs", "company_id": self.other_company.id})
        )
        wizards = self.as_user("general", self.env["customer.complaint.decision"])
        self.refuse(UNFIT, wizards.create, {"complaint_ids": [Command.set(theirs.ids)]})

    def test_an_auditor_reopens_nothing_by_mail_methods(self):
        complaint = self.bring_to("closed")
        mail = {"email_from": self.contact.email, "body": "x", "author_id": False}
        for name in ("auditor", "quality"):
            reader = self.as_user(name, complaint)
            self.refuse("Only users of Customer Review", reader.message_update, mail)
            reader = reader.browse()
            self.refuse("Only users of Customer Review", reader.message_new, mail)
        for name in ("employee", "portal"):
            stranger = self.as_user(name, complaint)
            self.assert_refused(stranger.message_update, mail)
            stranger = stranger.browse()
            self.refuse("Only users of Customer Review", stranger.message_new, mail)
        self.assertEqual(self.as_admin(complaint).state, "closed")

    def test_nobody_plays_the_gateway(self):
        complaint = self.bring_to("closed")
        mail = (
            f"From: {self.contact.email}\r\nTo: nobody@example.test\r\n"
            "Subject: Re\r\nMessage-Id: <forged@example.test>\r\n\r\nReopen\r\n"
        )
        for name in ("auditor", "handler", "employee"):
            thread = self.as_user(name, self.env["mail.thread"])
            self.refuse(
                "by the mail gateway",
                thread.message_process,
                "customer.complaint",
                mail,
                thread_id=complaint.id,
            )
            self.refuse(
                "by the mail gateway",
                thread.message_process,
                "customer.complaint",
                mail,
                custom_values={"company_id": self.other_company.id},
            )
        self.assertEqual(self.as_admin(complaint).state, "closed")

    def test_what_the_gateway_alone_adds_cannot_be_brought_along(self):
        previous = self.bring_to("closed")
        mail = {"email_from": "someone@example.test", "body": "x", "subject": "New"}
        complaints = self.as_user("handler", self.env["customer.complaint"])
        self.refuse(
            "cannot be set by hand",
            complaints.message_new,
            mail,
            {"previous_id": previous.id},
        )
        self.assert_refused(
            complaints.message_new, mail, {"company_id": self.other_company.id}
        )
        made = complaints.message_new(mail)
        self.assertRecordValues(
            self.as_admin(made),
            [{"previous_id": False, "recorder_id": self.users["handler"].id}],
        )

    def test_an_auditors_comment_is_not_the_first_answer(self):
        complaint = self.bring_to("acknowledged")
        self.as_user("auditor", complaint).message_post(
            body="Seen", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assertFalse(self.as_admin(complaint).date_first_answer)
        self.as_user("handler", complaint).message_post(
            body="We look at it",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertTrue(self.as_admin(complaint).date_first_answer)

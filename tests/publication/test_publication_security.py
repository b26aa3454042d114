"""Who sees, changes, publishes and judges; other companies see nothing."""

from odoo import Command
from odoo.exceptions import AccessError, UserError

from .common import PublicationCase, make_pdf

MODELS = (
    "customer.publication",
    "customer.publication.claim",
    "customer.publication.hit",
    "customer.publication.placement",
    "customer.publication.verdict",
)


class TestPublicationSecurity(PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.publication = cls.create_publication(text="The best shafts")
        cls.publication.hit_ids.answer = "Proved"
        cls.published = cls.create_published(name="Housings")

    def see(self, user, model="customer.publication"):
        records = (
            self.env[model]
            .with_user(user)
            .with_context(allowed_company_ids=user.company_ids.ids)
            .search([("company_id", "=", self.company.id)])
        )
        if model == "customer.publication":
            return records
        return records.publication_id

    def test_whoever_has_to_do_with_them_sees_them_all(self):
        for user in (
            self.owner,
            self.colleague,
            self.reviewers["quality"],
            self.general_manager,
            self.auditor,
            self.manager,
        ):
            self.assertEqual(
                self.see(user), self.publication + self.published, user.login
            )
            self.assertEqual(
                self.see(user, "customer.publication.claim"),
                self.publication + self.published,
            )

    def test_everybody_in_the_house_sees_what_is_published(self):
        self.assertEqual(self.see(self.nobody), self.published)
        self.assertEqual(
            self.see(self.nobody, "customer.publication.claim"), self.published
        )
        self.assert_refused(
            self.publication.with_user(self.nobody).read, ["name"], error=AccessError
        )

    def test_only_owners_and_administrators_change(self):
        for user in (
            self.colleague,
            self.reviewers["quality"],
            self.general_manager,
            self.auditor,
            self.nobody,
        ):
            for publication in (self.publication, self.published):
                own = publication.with_user(user)
                self.assert_refused(own.write, {"text": "New"}, error=AccessError)
                self.assert_refused(own.unlink, error=(AccessError, UserError))
                self.assert_refused(
                    publication.sudo().claim_ids.with_user(user).write,
                    {"text": "New"},
                    error=AccessError,
                )
                self.assert_refused(
                    own.action_submit_review, error=(AccessError, UserError)
                )
                self.assert_refused(self.publish, publication, user, error=Exception)
                self.assert_refused(
                    self.withdraw, publication, user=user, error=Exception
                )
                self.assert_refused(
                    own.action_new_version, error=(AccessError, UserError)
                )
        self.assertRecordValues(
            self.as_admin(self.publication + self.published),
            [
                {"state": "draft", "text": "The best shafts"},
                {"state": "published", "text": False},
            ],
        )
        self.publication.with_user(self.manager).text = "Good shafts"
        self.withdraw(self.published, user=self.manager)

    def test_refusal_names_who_may(self):
        message = self.assert_refused(self.publish, self.published, self.colleague)
        self.assertIn(self.owner.name, message)

    def test_answers_are_the_owners(self):
        for user in (self.colleague, self.reviewers["quality"], self.auditor):
            self.assert_refused(
                self.publication.hit_ids.with_user(user).write,
                {"answer": "x"},
                error=AccessError,
            )

    def test_owner_hands_over(self):
        self.publication.user_id = self.colleague
        self.publication.with_user(self.colleague).text = "Good shafts"
        self.assert_refused(self.publication.write, {"text": "x"}, error=AccessError)

    def test_whoever_wrote_it_does_not_confirm_it(self):
        self.general_manager.group_ids += self.env.ref("customer_review.group_user")
        publication = self.create_publication(user=self.general_manager)
        message = self.assert_refused(
            publication.with_user(self.general_manager).action_submit_review
        )
        self.assertIn("Nobody is left to decide for General Manager", message)

    def test_whoever_replaced_a_file_does_not_confirm_it(self):
        self.general_manager.group_ids += self.env.ref("customer_review.group_manager")
        self.publication.file_ids.with_user(self.general_manager).raw = make_pdf("New")
        self.assertIn(
            self.general_manager, self.as_admin(self.publication)._get_review_authors()
        )
        self.publication.claim_ids[0].with_user(self.manager).place = "page 2"
        self.assertIn(
            self.manager, self.as_admin(self.publication)._get_review_authors()
        )

    def test_nothing_is_seen_from_another_company(self):
        other = self.create_company("Elsewhere")
        for group in ("user", "quality", "auditor", "manager"):
            user = self.create_user(
                f"rw_other_{group}", f"customer_review.group_{group}", company=other
            )
            for model in MODELS:
                self.assertFalse(self.see(user, model), (group, model))
            self.assert_refused(
                self.published.with_user(user).read, ["name"], error=AccessError
            )
            self.assert_refused(
                self.published.with_user(user).write,
                {"name": "x"},
                error=AccessError,
            )

    def test_foreign_file_is_not_brought_in(self):
        secret = self.env["ir.attachment"].create(
            {"name": "salaries.pdf", "raw": make_pdf("Salaries")}
        )
        link = [Command.link(secret.id)]
        claim = {"text": "x", "substantiation": "y", "evidence_ids": link}
        for vals in (
            {"file_ids": link},
            {"claim_ids": [Command.create(claim)]},
        ):
            for refused in (
                lambda vals=vals: self.publication.write(vals),
                lambda vals=vals: self.create_publication(**vals),
            ):
                message = self.assert_refused(refused)
                self.assertIn("what was chosen does not exist", message)
                self.assertNotIn("salaries", message)
        self.assertIn(
            "what was chosen does not exist",
            self.assert_refused(
                self.publication.claim_ids[0].write, {"evidence_ids": link}
            ),
        )
        publication = self.as_admin(self.publication)
        self.assertNotIn(
            secret, publication.file_ids | publication.claim_ids.evidence_ids
        )

    def test_uploaded_files_can_be_read_by_reviewers(self):
        file = self.publication.file_ids
        self.assertTrue(file.with_user(self.reviewers["quality"]).has_access("read"))
        self.assertFalse(file.with_user(self.reviewers["quality"]).has_access("write"))
        customer = self.create_user("rw_customer", "base.group_portal")
        for user in (self.nobody, customer, self.env.ref("base.public_user")):
            self.assertFalse(file.with_user(user).has_access("read"))

    def test_places_are_kept(self):
        placement = self.published.placement_ids
        for records in (placement, placement.sudo()):
            self.assert_refused(records.write, {"place": "press"}, error=AccessError)
            self.assert_refused(
                records.write, {"without_approval": 1}, error=AccessError
            )
            self.assert_refused(records.unlink, error=(AccessError, UserError))
            self.assert_refused(
                records.create,
                {"publication_id": self.publication.id, "place": "web"},
                error=(AccessError, UserError),
            )

    def test_engine_fields_are_guarded(self):
        for name, value in (
            ("state", "approved"),
            ("lifecycle", "published"),
            ("version", 7),
            ("previous_id", self.published.id),
            ("date_reminded", "2026-01-01"),
            ("closing_reason", "x"),
            ("closed_by_id", self.owner.id),
            ("file_texts", {}),
            ("approved_fingerprint", "0" * 64),
        ):
            for records in (self.publication, self.publication.sudo()):
                self.assert_refused(records.write, {name: value}, error=AccessError)
                self.assert_refused(
                    records.create, {"name": "x", name: value}, error=AccessError
                )
                self.assert_refused(records.copy, {name: value}, error=AccessError)
        self.assertEqual(self.as_admin(self.publication).state, "draft")

    def test_menu_is_gone_where_nobody_uses_publications(self):
        menu = self.env.ref("customer_review.customer_publication_menu")
        menus = self.env["ir.ui.menu"].with_user(self.owner)
        self.assertIn(menu.id, menus.load_menus(False))
        self.company.publication_used = False
        loaded = menus.load_menus(False)
        self.assertNotIn(menu.id, loaded)
        self.assertFalse(set(menu.child_id.ids) & set(loaded))
        self.assertIn(
            self.env.ref("customer_review.customer_review_menu_root").id, loaded
        )

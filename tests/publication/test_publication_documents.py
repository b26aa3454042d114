"""Customers see a product document only while it is released, by every path."""

from odoo import Command
from odoo.exceptions import AccessError, MissingError
from odoo.tests import HttpCase, RecordCapturer, new_test_user, tagged

from .common import PublicationCase, PublicationSetup, make_pdf

RAW = make_pdf("Shafts that run for years")


class DocumentSetup(PublicationSetup):
    @classmethod
    def set_up_document(cls):
        cls.publication = cls.create_publication(
            file_ids=[Command.set(cls.create_file(raw=RAW).ids)]
        )
        cls.document = cls.create_document()

    @classmethod
    def create_document(cls, **vals):
        return cls.env["product.document"].create(
            {
                "name": "shafts.pdf",
                "raw": RAW,
                "res_model": "product.template",
                "res_id": cls.product.product_tmpl_id.id,
                "attached_on_sale": "quotation",
                "needs_release": True,
                "publication_id": cls.publication.id,
                **vals,
            }
        )

    def release_and_publish(self):
        self.release(self.publication)
        self.publish(self.publication)


class TestPublicationDocuments(DocumentSetup, PublicationCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_document()
        cls.public = cls.env.ref("base.public_user")
        cls.portal = new_test_user(cls.env, "rw_portal", "base.group_portal")

    def assert_shown(self, shown, document=None):
        document = (document or self.document).sudo()
        self.env.flush_all()
        self.env.invalidate_all()
        order = self.create_order()
        self.assertEqual(document in order.sudo()._get_product_documents(), shown)
        for user in (self.public, self.portal):
            self.env.invalidate_all()  # a request of its own
            template = self.product.product_tmpl_id.with_user(user).sudo()
            self.assertEqual(
                document in template.product_document_ids.with_env(self.env), shown
            )

    def test_shown_only_while_published(self):
        self.assert_shown(False)
        self.submit(self.publication, self.owner)
        self.assert_shown(False)
        self.release(self.publication, submit=False)
        self.assert_shown(False)
        self.publish(self.publication)
        self.assert_shown(True)
        self.withdraw(self.publication)
        self.assert_shown(False)

    def test_hidden_once_the_publication_is_outdated(self):
        self.release_and_publish()
        self.publication.sudo().file_ids.raw = make_pdf("Something else")
        self.assert_shown(False)

    def test_hidden_once_it_has_expired(self):
        with self.at("2026-03-01 12:00:00"):
            self.publication.date_to = "2026-03-31"
            self.release_and_publish()
            self.assert_shown(True)
        with self.at("2026-04-01 12:00:00"):
            self.run_cron()
            self.assert_shown(False)

    def test_file_that_was_not_released_is_hidden(self):
        self.release_and_publish()
        self.document.raw = make_pdf("Quite another text")
        self.assert_shown(False)
        self.document.ir_attachment_id.sudo().raw = RAW
        self.assert_shown(True)

    def test_address_that_was_not_released_is_hidden(self):
        document = self.create_document(
            raw=False, type="url", url="https://example.com/a"
        )
        self.publication.url = "https://example.com/b"
        self.release_and_publish()
        self.assert_shown(False, document)
        document.url = "https://example.com/b"
        self.assert_shown(True, document)

    def test_unmarked_documents_are_shown_as_ever(self):
        self.assert_shown(True, self.create_document(needs_release=False))

    def test_marked_without_a_publication_is_hidden(self):
        self.assert_shown(False, self.create_document(publication_id=False))

    def test_company_asks_for_the_release_of_every_new_document(self):
        vals = {
            "name": "x",
            "raw": RAW,
            "res_model": "product.template",
            "res_id": self.product.product_tmpl_id.id,
        }
        documents = self.env["product.document"]
        self.assertFalse(documents.create(vals).needs_release)
        self.company.publication_for_documents = True
        self.assertTrue(documents.create(vals).needs_release)
        with RecordCapturer(documents, []) as capture:
            self.env["ir.attachment"].create(vals)
        self.assertTrue(capture.records.needs_release)
        vals |= {"needs_release": False}
        product_manager = self.create_user(
            "rw_products", "base.group_user", "product.group_product_manager"
        )
        document = documents.with_user(product_manager).create(vals)
        self.assertTrue(document.needs_release)
        self.manager.group_ids += self.env.ref("product.group_product_manager")
        document = documents.with_user(self.manager).create(vals)
        self.assertFalse(document.needs_release)

    def test_only_administrators_take_the_mark_away(self):
        product_manager = self.create_user(
            "rw_products", "base.group_user", "product.group_product_manager"
        )
        for user in (product_manager, self.sales_manager):
            document = self.document.with_user(user)
            self.assertTrue(
                self.assert_refused(
                    document.write, {"needs_release": False}, error=Exception
                )
            )
            self.assertIn(
                "Only an administrator of Customer Review",
                self.assert_refused(document.sudo().write, {"needs_release": False}),
            )
        self.assertTrue(self.as_admin(self.document).needs_release)
        self.document.needs_release = False
        self.assert_shown(True)

    def test_nobody_sets_what_is_computed(self):
        for records in (self.document, self.document.sudo()):
            self.assert_refused(
                records.write, {"is_withheld": False}, error=AccessError
            )
        document = self.env["product.document"].with_context(default_is_withheld=False)
        self.assertTrue(
            document.create(
                {
                    "name": "x",
                    "raw": RAW,
                    "needs_release": True,
                    "res_model": "product.template",
                    "res_id": self.product.product_tmpl_id.id,
                }
            ).is_withheld
        )

    def test_attachment_is_closed_to_customers(self):
        attachment = self.document.ir_attachment_id
        attachment.public = True
        for user in (self.public, self.portal):
            own = attachment.with_user(user)
            self.assertFalse(own.has_access("read"))
            # As what Odoo opens to customers reads it.
            own = own.sudo()
            self.assert_refused(own._to_http_stream, error=MissingError)
            domain = [("id", "=", attachment.id)]
            self.assertFalse(own.search(domain))
            self.assertFalse(own.search_count(domain))
            self.assertFalse(own.env["ir.attachment"].search_fetch(domain, ["name"]))
        self.release_and_publish()
        for user in (self.public, self.portal):
            own = attachment.with_user(user).sudo()
            self.assertEqual(own.search([("id", "=", attachment.id)]), own)

    def test_colleagues_see_it_all_the_time(self):
        for user in (self.salesman, self.reviewers["quality"], self.owner):
            document = self.document.with_user(user)
            self.assertEqual(document.search([("id", "=", document.id)]), document)

    def test_quotation_keeps_with_what_it_was_sent(self):
        order = self.create_order()
        order.action_quotation_sent()
        self.assertFalse(self.as_admin(order).sent_publication_ids)
        self.release_and_publish()
        order = self.create_order()
        order.with_context(mark_so_as_sent=True).message_post(body="Our quotation")
        self.assertEqual(self.as_admin(order).sent_publication_ids, self.publication)
        publication = self.as_admin(self.publication)
        self.assertEqual(publication.order_count, 1)
        self.assertEqual(publication.action_view_orders()["res_id"], order.id)
        self.withdraw(self.publication)
        self.assertEqual(self.as_admin(order).sent_publication_ids, self.publication)
        self.assert_refused(
            order.sudo().write,
            {"sent_publication_ids": [Command.clear()]},
            error=AccessError,
        )

    def test_document_goes_with_the_new_version(self):
        self.release_and_publish()
        version = self.publication.browse(
            self.publication.action_new_version()["res_id"]
        )
        self.release(version)
        self.publish(version)
        self.assertEqual(self.as_admin(self.document).publication_id, version)
        self.assert_shown(True)

    def test_sending_without_documents_costs_nothing_for_publications(self):
        order = self.create_order()
        order.order_line.product_id = self.other_product
        order._get_product_documents()
        with self.assertQueryCount(0):
            order.sudo()._note_sent_publications()


@tagged("standard", "post_install", "-at_install")
class TestPublicationDocumentLinks(DocumentSetup, HttpCase):
    """The same over HTTP: direct links, tokens, the portal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()
        cls.set_up_publication()
        cls.set_up_document()
        cls.attachment = cls.document.ir_attachment_id
        cls.token = cls.attachment.generate_access_token()[0]
        cls.order = cls.create_order()
        cls.order_token = cls.order.sudo()._portal_ensure_token()

    def get_links(self):
        attachment, document = self.attachment, self.document
        raw_token = attachment._get_raw_access_token()
        return (
            f"/web/content/{attachment.id}?access_token={self.token}",
            f"/web/content/{attachment.id}?access_token={raw_token}",
            f"/web/content/ir.attachment/{attachment.id}/datas"
            f"?access_token={self.token}",
            f"/web/image/{attachment.id}?access_token={self.token}",
            f"/web/content/product.document/{document.id}/datas"
            f"?access_token={self.token}",
            f"/my/orders/{self.order.id}/document/{document.id}"
            f"?access_token={self.order_token}",
        )

    def fetch(self, link):
        response = self.url_open(link)
        return response.status_code, RAW in response.content

    def test_no_link_opens_it_before_its_release(self):
        self.attachment.public = True
        portal = new_test_user(self.env, "rw_portal", "base.group_portal")
        for login in (None, portal.login):
            self.authenticate(login, login)
            for link in self.get_links():
                status, found = self.fetch(link)
                self.assertFalse(found, link)
            page = self.url_open(self.order.get_portal_url())
            self.assertNotIn("shafts.pdf", page.text)

    def test_links_open_it_once_it_is_released(self):
        self.release_and_publish()
        for link in (*self.get_links()[:3], self.get_links()[-1]):
            self.assertEqual(self.fetch(link), (200, True), link)
        page = self.url_open(self.order.get_portal_url())
        self.assertIn("shafts.pdf", page.text)
        self.withdraw(self.publication)
        for link in self.get_links():
            self.assertFalse(self.fetch(link)[1], link)

    def test_colleagues_open_it_before_its_release(self):
        self.authenticate(self.salesman.login, self.salesman.login)
        self.assertEqual(self.fetch(f"/web/content/{self.attachment.id}"), (200, True))

    def test_mail_names_only_what_is_released(self):
        template = self.env.ref("sale.email_template_edi_sale")
        body = template._render_field("body_html", self.order.ids)[self.order.id]
        self.assertNotIn("shafts.pdf", body)
        self.release_and_publish()
        self.env.invalidate_all()
        body = template._render_field("body_html", self.order.ids)[self.order.id]
        self.assertIn("shafts.pdf", body)

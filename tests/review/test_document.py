"""The engine knows no document by name: one of a test-only addon is reviewed, too."""

from pathlib import Path
from unittest.mock import patch

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.service.model import get_public_method
from odoo.tests import Form, HttpCase, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import ReviewCase
from .test_review_form import FormSetup

ADDON = Path(__file__).parents[1] / "addons/customer_review_test"
MODEL = "customer.review.test.document"
BEST = "The best desks!"


def count_lines(pattern):
    """Return how many lines that are not blank the addon's files have."""
    return sum(
        bool(line.strip())
        for path in ADDON.rglob(pattern)
        for line in path.read_text().splitlines()
    )


class DocumentCase(ReviewCase):
    def setUp(self):
        super().setUp()
        self.document = self.create_leaflet()

    def create_leaflet(self, **vals):
        vals = {"name": "Summer offer", "text": "Our desks are sturdy.", **vals}
        return self.env[MODEL].with_user(self.salesman).create(vals)

    def publish(self, document):
        self.approve(document)
        document.state = "published"


class TestDocument(DocumentCase):
    def test_adopting_the_engine_takes_less_than_40_lines_and_30_of_xml(self):
        self.assertLess(count_lines("models/*.py"), 40)
        self.assertLess(count_lines("*.xml"), 30)
        self.assertFalse([*ADDON.rglob("*.js"), *ADDON.rglob("*.scss")])
        self.assertEqual(
            {path.parent.name for path in ADDON.rglob("*.py")},
            {"customer_review_test", "models"},
        )

    def test_whole_review(self):
        review = self.approve(self.document)
        self.assertRecordValues(
            review,
            [
                {
                    "state": "approved",
                    "document_kind": "test_document",
                    "document_name": "Summer offer",
                    "order_id": False,
                    "company_id": self.company.id,
                    "fingerprint": self.document.content_fingerprint,
                }
            ],
        )
        self.assertEqual(
            review.line_ids.department_id.mapped("code"), ["quality", "general_manager"]
        )
        self.document.state = "published"
        self.assertEqual(self.as_admin(self.document).state, "published")

    def test_it_commits_itself_on_approval_where_that_was_asked(self):
        self.document.confirm_on_approval = True
        self.approve(self.document)
        self.assertEqual(self.as_admin(self.document).state, "published")

    def test_nothing_is_committed_without_an_approval(self):
        for records in (self.document, self.document.sudo()):
            message = self.assert_refused(records.write, {"state": "published"})
            self.assertIn("must be reviewed before", message)
        self.assert_refused(
            self.document.create, {"name": "Published at once", "state": "published"}
        )
        self.assert_refused(self.document.copy, {"state": "published"})
        self.assertEqual(self.as_admin(self.document).state, "draft")

    def test_committed_content_is_fixed(self):
        self.publish(self.document)
        message = self.assert_refused(self.document.sudo().write, {"text": BEST})
        self.assertIn("differs from what was reviewed", message)
        self.assertEqual(self.as_admin(self.document).text, "Our desks are sturdy.")

    def test_change_outdates_and_shows_in_the_chatter(self):
        review = self.submit(self.document)
        self.document.text = BEST
        self.env.cr.flush()
        document = self.as_admin(self.document)
        self.assertEqual(document.review_state, "outdated")
        self.assertEqual(review.state, "superseded")
        self.assertIn(
            "Text: <s>Our desks are sturdy.</s> → <b>The best desks!</b>",
            document.message_ids[0].body.replace("\n", ""),
        )

    def test_content_that_is_back_is_approved_again(self):
        review = self.approve(self.document)
        self.document.text = BEST
        self.env.cr.flush()
        self.assertEqual(review.state, "superseded")
        self.document.text = "Our desks are sturdy."
        self.env.cr.flush()
        self.assertEqual(self.as_admin(self.document).review_state, "approved")
        self.assertEqual(review.state, "approved")
        self.document.state = "published"
        self.assertEqual(self.as_admin(self.document).state, "published")

    def test_reopening_voids_the_approval(self):
        self.publish(self.document)
        review = self.document.sudo().review_id
        self.document.state = "draft"
        document = self.as_admin(self.document)
        self.assertFalse(document.approved_fingerprint)
        self.assertEqual(review.state, "superseded")
        message = self.assert_refused(self.document.write, {"state": "published"})
        self.assertIn("was set back after it had been confirmed", message)
        self.submit(self.document)
        self.assertEqual(self.document.sudo().review_id.revision, 2)

    def test_closing_withdraws_the_open_review(self):
        review = self.submit(self.document)
        self.document.state = "dropped"
        self.assertEqual(self.as_admin(review).state, "cancelled")
        self.assertEqual(self.as_admin(self.document).review_state, "none")
        message = self.assert_refused(
            self.document.with_user(self.salesman).action_submit_review
        )
        self.assertIn("nothing is left to review", message)

    def test_order_and_leaflet_have_reviews_of_their_own(self):
        order = self.create_order()
        self.submit(order)
        self.submit(self.document)
        self.decide(self.document, "quality")
        self.assertEqual(order.review_state, "in_review")
        self.assertEqual(self.document.review_state, "to_approve")

    def test_several_kinds_are_decided_at_once(self):
        order = self.create_contract()
        self.submit(order)
        self.submit(self.document)
        lines = self.get_line(order, "quality") + self.get_line(
            self.document, "quality"
        )
        lines.with_user(self.reviewers["quality"]).action_accept()
        self.assertEqual(lines.mapped("decision"), ["accepted"] * 2)
        self.assertEqual(self.document.review_state, "to_approve")

    def test_what_was_submitted_is_not_deleted(self):
        self.submit(self.document)
        for document in (self.document, self.document.sudo()):
            message = self.assert_refused(document.unlink)
            self.assertIn("what was submitted for review is kept", message)
        self.assertTrue(self.as_admin(self.document).exists())
        other = self.create_leaflet()
        other.unlink()
        self.assertFalse(other.exists())


class TestDocumentGuard(DocumentCase):
    def test_engine_fields_are_guarded(self):
        for vals in (
            {"review_state": "approved"},
            {"approved_fingerprint": self.document.content_fingerprint},
            {"review_required": False},
        ):
            self.assert_refused(self.document.sudo().write, vals)
            self.assert_refused(self.document.create, {"name": "x", **vals})
        self.assertEqual(self.as_admin(self.document).review_state, "none")

    def test_the_many2one_to_a_document_is_guarded_by_itself(self):
        review = self.submit(self.document)
        other = self.create_leaflet(name="Other")
        for reviews in (review, review.sudo(), review.with_user(self.manager)):
            message = self.assert_refused(reviews.write, {"test_document_id": other.id})
            self.assertIn("Test Document of Review cannot be set by hand", message)
        for command in (Command.link(review.id), Command.set(review.ids)):
            self.assert_refused(other.sudo().write, {"customer_review_ids": [command]})
        self.assertEqual(self.as_admin(review).test_document_id, self.document.sudo())

    def test_a_review_is_about_exactly_one_document(self):
        review = self.submit(self.document)
        order = self.create_order()
        for vals in ({"order_id": order.id}, {"test_document_id": False}):
            message = self.assert_refused(review._as_engine().write, vals)
            self.assertIn("about exactly one document", message)
        self.assertEqual(self.as_admin(review).test_document_id, self.document.sudo())

    def test_a_finding_stays_with_its_document(self):
        self.document.text = BEST
        self.submit(self.document)
        finding = self.document.sudo().finding_ids
        other = self.create_leaflet(name="Other")
        message = self.assert_refused(
            finding.with_user(self.salesman).write, {"test_document_id": other.id}
        )
        self.assertIn("is fixed once the record is there", message)
        self.assertEqual(self.as_admin(finding).test_document_id, self.document.sudo())
        # Nor does it move where no record rule reads the many2one.
        rules = self.env["ir.rule"].search([("model_id.model", "=", finding._name)])
        rules.filtered(lambda rule: "test_document_id" in rule.domain_force).unlink()
        message = self.assert_refused(finding.write, {"test_document_id": other.id})
        self.assertIn("is fixed once the record is there", message)
        self.assertEqual(self.as_admin(finding).test_document_id, self.document.sudo())


class TestDocumentScreen(FormSetup, DocumentCase):
    """All that a document shows of its review, without a line of its own."""

    def get_arch(self, kind, user=None):
        model = self.env[MODEL].with_user(user or self.salesman)
        views = model.get_views([(False, kind)])["views"]
        return etree.fromstring(views[kind]["arch"])

    def test_special_by_a_criterion_of_its_own(self):
        self.document.text = BEST
        review = self.submit(self.document)
        self.assertEqual(self.document.review_class, "special")
        self.assertEqual(review.review_class, "special")
        self.assertRecordValues(
            self.document.sudo().finding_ids,
            [{"origin": "measured", "evidence": BEST}],
        )

    def test_confidential_figures_are_for_those_who_may_see_the_document(self):
        self.document.text = BEST
        review = self.submit(self.document)
        own = review.with_user(self.salesman)
        self.assertIn(BEST, own.findings_html)
        self.env.invalidate_all()
        reviewer = review.with_user(self.reviewers["quality"])
        self.assertIn("the figures are confidential", reviewer.findings_html)
        self.assertNotIn(BEST, reviewer.findings_html)
        text = self.print_text(review, self.reviewers["quality"])
        self.assertIn("the figures are confidential", text)

    def test_the_form_has_bar_buttons_and_criteria(self):
        arch = self.get_arch("form")
        buttons = {button.get("name") for button in arch.iter("button")}
        self.assertLessEqual(
            {
                "action_submit_review",
                "action_withdraw_review",
                "action_approve_review",
                "action_reject_review",
                "action_view_reviews",
                "action_measure_criteria",
                "action_print_review",
            },
            buttons,
        )
        self.assertEqual(len(arch.findall(".//field[@name='finding_ids']")), 1)
        alerts = [
            node.getnext().tag if node.getnext() is not None else None
            for node in arch
            if "o_customer_review_alert" in (node.get("class") or "")
        ]
        self.assertEqual(len(alerts), 5)
        self.assertEqual(alerts[-1], "sheet")

    def test_the_form_opens_and_says_who_is_awaited(self):
        self.submit(self.document)
        with Form(self.document) as form:
            self.assertEqual(form.review_alert, "open")
            self.assertIn("Quality to answer", form.review_alert_text)
            self.assertEqual(form.review_progress, "0/2")
            form.text = BEST
        self.env.cr.flush()
        self.assertEqual(self.as_admin(self.document).review_state, "outdated")
        form = Form(self.as_admin(self.document).with_user(self.salesman))
        self.assertIn("Our desks are sturdy. → The best desks!", form.review_alert_text)

    def test_list_and_kanban_have_the_badge(self):
        for model, kind in ((MODEL, "kanban"), ("sale.order", "list")):
            views = self.env[model].with_user(self.salesman)
            arch = etree.fromstring(
                views.get_views([(False, kind)])["views"][kind]["arch"]
            )
            badge = arch.find(".//field[@name='review_state'][@widget='badge']")
            with self.subTest(model=model):
                self.assertIn("'approved'", badge.get("decoration-success"))
                self.assertIn("review_blocks_commitment", badge.get("invisible"))

    def test_searches_have_the_filters(self):
        self.submit(self.create_leaflet(name="Submitted"))
        self.publish(self.create_leaflet(name="Published"))
        leaflets = self.env[MODEL].with_user(self.salesman)
        found = {}
        for model in (MODEL, "sale.order"):
            views = self.env[model].with_user(self.salesman)
            arch = etree.fromstring(
                views.get_views([(False, "search")])["views"]["search"]["arch"]
            )
            filters = {node.get("name"): node for node in arch.iter("filter")}
            found[model] = filters
            self.assertLessEqual(
                {"review_to_decide", "review_missing", "review_open", "review_outdated"}
                | {"review_approved", "group_review_state"},
                set(filters),
            )
        domain = found[MODEL]["review_missing"].get("domain")
        self.assertEqual(
            leaflets.search(safe_eval(domain)).mapped("name"), ["Summer offer"]
        )
        self.assertIn("'draft'", found["sale.order"]["review_missing"].get("domain"))

    def test_a_missing_template_hides_no_document(self):
        self.env.ref("customer_review.document_screen").sudo().unlink()
        self.assertIsNotNone(self.get_arch("form").find(".//field[@name='text']"))

    def test_the_printed_form_is_the_documents_own(self):
        self.document.text = BEST
        review = self.approve(self.document)
        text = self.print_text(review, self.salesman)
        for part in (
            "Leaflet Review Form",
            "Form number: LF-01",
            "LF-01, revision A/0. Retention: 3 years",
            "Superlative",
            "Summer offer",
            BEST,
        ):
            self.assertIn(part, text)


class TestApplyReviewed(DocumentCase):
    """An approved change comes into a committed document whole, or not at all."""

    NEW = "Our desks are sturdy and light."

    def setUp(self):
        super().setUp()
        self.publish(self.document)
        # Approved as the document is to be.
        self.change = self.approve(self.create_leaflet(text=self.NEW))

    def apply(self, text=NEW, review=None):
        self.document._apply_reviewed({"text": text}, review or self.change)

    def assert_unchanged(self):
        document = self.as_admin(self.document)
        self.assertEqual(document.text, "Our desks are sturdy.")
        self.assertEqual(document.state, "published")
        self.assertEqual(document.approved_fingerprint, document.content_fingerprint)

    def write_meanwhile(self, write):
        """Apply the change while ``write(document, vals)`` does the writing."""
        with patch.object(
            self.env.registry[MODEL],
            "_write_reviewed",
            lambda document, vals: write(document, vals),
        ):
            self.apply()

    def test_it_is_applied_as_approved(self):
        self.apply()
        document = self.as_admin(self.document)
        self.assertEqual(document.text, self.NEW)
        self.assertEqual(document.state, "published")
        self.assertEqual(document.approved_fingerprint, self.change.fingerprint)
        self.assertEqual(document.content_fingerprint, self.change.fingerprint)

    def test_what_differs_at_the_end_is_not_applied(self):
        message = self.assert_refused(self.apply, "Our desks fly.")
        self.assertIn("would not be what was approved", message)
        self.assertIn(f"Text: {self.NEW} → Our desks fly.", message)
        self.assert_unchanged()

    def test_what_is_not_approved_is_not_applied(self):
        review = self.submit(self.create_leaflet(text="Our desks fly."))
        message = self.assert_refused(self.apply, "Our desks fly.", review)
        self.assertIn("is not approved: nothing is applied", message)
        self.assert_unchanged()

    def test_what_was_superseded_is_not_applied(self):
        self.change._as_engine()._supersede()
        self.assertIn("is not approved", self.assert_refused(self.apply))
        self.assert_unchanged()

    def test_another_document_does_not_wait_meanwhile(self):
        other = self.create_leaflet(name="Other")
        self.publish(other)

        def write(document, vals):
            document.write(vals)
            other.sudo().write({"text": "Anything"})
            self.env.flush_all()

        message = self.assert_refused(self.write_meanwhile, write)
        self.assertIn("The content of Other differs", message)
        self.assert_unchanged()

    def test_an_emptied_context_changes_nothing(self):
        self.write_meanwhile(
            lambda document, vals: document.with_context({}).write(vals)
        )
        self.assertEqual(self.as_admin(self.document).text, self.NEW)

    def test_the_check_waits_no_longer_than_that(self):
        self.assert_refused(self.apply, "Our desks fly.")
        self.assertIn(
            "differs from what was reviewed",
            self.assert_refused(self.document.sudo().write, {"text": "Anything"}),
        )
        self.apply()
        self.assert_refused(self.document.sudo().write, {"text": "Anything"})
        self.assertEqual(self.as_admin(self.document).text, self.NEW)

    def test_nobody_else_makes_the_check_wait(self):
        place = (MODEL, self.document.id)
        for context in (
            {"APPLYING": {place}},
            {"customer_review_applying": True},
            {"customer_review_engine": True},
            {"customer_review_engine": object()},
            {"applying": [place], "being_applied": [place]},
        ):
            for document in (self.document, self.document.sudo()):
                message = self.assert_refused(
                    document.with_context(**context).write, {"text": self.NEW}
                )
                self.assertIn("differs from what was reviewed", message)
        self.assert_unchanged()

    def test_no_remote_call_applies_anything(self):
        for name in ("_apply_reviewed", "_write_reviewed", "_being_applied"):
            with self.assertRaises(AccessError):
                get_public_method(self.document, name)


@tagged("standard", "post_install", "-at_install")
class TestDocumentTour(FormSetup, HttpCase):
    """The test document in a browser and on paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()

    def test_submit_and_see_the_badge(self):
        leaflets = self.env[MODEL].with_user(self.salesman)
        leaflet = leaflets.create({"name": "Summer offer", "text": BEST})
        action = self.env["ir.actions.act_window"].create(
            {"name": "Leaflets", "res_model": MODEL, "view_mode": "kanban,form"}
        )
        self.env.flush_all()
        self.start_tour(
            f"/odoo/action-{action.id}/{leaflet.id}",
            "review_document",
            login=self.salesman.login,
        )
        self.env.invalidate_all()
        self.assertEqual(leaflet.review_state, "in_review")
        self.assertEqual(leaflet.review_class, "special")

    def test_print(self):
        self.env["ir.qweb"]._pregenerate_assets_bundles()
        leaflets = self.env[MODEL].with_user(self.salesman)
        leaflet = leaflets.create({"name": "Summer offer", "text": BEST})
        review = self.approve(leaflet)
        (page,) = self.read(self.print_pdf(review, self.salesman))
        self.assertIn("Leaflet Review Form", page)
        self.assertIn("LF-01, revision A/0. Retention: 3 years, until", page)

"""The Publication Release, printed from what was submitted."""

import io

from pypdf import PdfReader

from odoo import Command
from odoo.exceptions import AccessError

from .common import PublicationCase


class TestPublicationForm(PublicationCase):
    def print_form(self, publication, user=None):
        self.env.flush_all()
        report = self.env["ir.actions.report"].with_user(user or self.owner)
        content, _type = report.with_context(
            force_report_rendering=True
        )._render_qweb_pdf("customer_review.report_publication", publication.ids)
        text = "\n".join(
            page.extract_text() for page in PdfReader(io.BytesIO(content)).pages
        )
        return " ".join(text.split())

    def test_prints_all_parts(self):
        publication = self.create_publication(
            text="The best shafts for pumps",
            kind="catalogue",
            channel="print",
            audience="Pump makers",
            date_from="2026-01-01",
            date_to="2026-12-31",
        )
        publication.hit_ids.answer = "Award of the trade press"
        publication.claim_ids[0].evidence_ids = [
            Command.link(self.create_file("endurance.pdf").id)
        ]
        review = self.release(publication)
        with self.allow_pdf_render():
            text = self.print_form(publication)
        for part in (
            "Publication Release",
            "Shafts 2027",
            "Product Catalogue",
            "Print Run",
            "Pump makers",
            "12/31/2026",
            "shafts.pdf",
            publication.file_ids.checksum[:20],
            "Runs 20,000 hours",
            "Test of Runs 20,000 hours",
            "endurance.pdf",
            "Accepted, rw_quality",
            "Accepted, rw_technical",
            "Award of the trade press",
            "General Manager",
            review.name,
        ):
            self.assertIn(part, text)
        for part in ("Customer's confirmation", "Special boxes"):
            self.assertNotIn(part, text)

    def test_prints_what_was_submitted(self):
        publication = self.create_publication()
        self.judge_and_change(publication)
        with self.allow_pdf_render():
            text = self.print_form(publication)
        self.assertIn("Runs 20,000 hours", text)
        self.assertIn("Rejected, rw_quality", text)
        self.assertIn("Not measured", text)
        self.assertNotIn("Runs 8,000 hours", text)
        self.assertIn("REFUSED", text)

    def test_verdicts_on_claims_of_the_same_words_are_told_apart(self):
        publication = self.create_publication(claims=("Tight", "Tight"))
        review = self.submit(publication, self.owner)
        first, second = publication.claim_ids
        user = self.reviewers["quality"]
        first.with_user(user).action_accept()
        verdict = self.get_line(publication, "quality").verdict_ids.filtered(
            lambda one: one.claim_id == second
        )
        verdict.with_user(user).write({"verdict": "rejected", "note": "Not tested"})
        table = publication.sudo()._get_form_claims(review, review.content)
        verdicts = [row["cells"][5].split(",")[0] for row in table["rows"]]
        self.assertEqual(verdicts, ["Accepted", "Rejected"])

    def judge_and_change(self, publication):
        self.submit(publication, self.owner)
        self.judge(publication, "quality", verdict="rejected")
        self.decide(publication, "quality", decision="rejected")
        publication.claim_ids[0].text = "Runs 8,000 hours"
        publication.claim_ids[1].unlink()

    def test_form_is_printed_for_those_who_see_the_publication(self):
        publication = self.create_publication()
        self.submit(publication, self.owner)
        company = self.create_company("Elsewhere")
        for user in (
            self.nobody,
            self.create_user("rw_customer", "base.group_portal"),
            self.create_user(
                "rw_elsewhere", "customer_review.group_manager", company=company
            ),
        ):
            self.assert_refused(self.print_form, publication, user, error=AccessError)

    def test_claim_on_the_screen_of_the_review(self):
        publication = self.create_publication()
        review = self.submit(publication, self.owner)
        html = review.with_user(self.reviewers["quality"]).content_html
        self.assertIn("Runs 20,000 hours", html)
        self.assertIn("shafts.pdf", html)

    def test_files_are_kept_with_the_form(self):
        publication = self.create_publication()
        review = self.submit(publication, self.owner)
        publication.file_ids.unlink()
        self.assertEqual(
            self.as_admin(review).attachment_ids.mapped("name"), ["shafts.pdf"]
        )

    def test_key_figure(self):
        publication = self.create_published()
        self.env.flush_all()
        rows = self.env["customer.review.report"].search(
            [("publication_id", "=", publication.id)]
        )
        self.assertRecordValues(rows, [{"coverage": 1.0, "is_required": True}])
        self.assertEqual(publication.placement_ids.mapped("without_approval"), [0])

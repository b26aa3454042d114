"""Words that advertising law forbids are found everywhere, and answered."""

import base64
import io
from unittest.mock import patch

from pypdf import PageObject, PdfWriter

from odoo import Command
from odoo.exceptions import AccessError

from .common import PICTURE, PublicationCase, make_pdf


class TestPublicationWords(PublicationCase):
    def find(self, text, *codes):
        languages = (
            self.env["res.lang"]
            .with_context(active_test=False)
            .search([("code", "in", codes)])
        )
        words = self.env["customer.publication.word"]._get_applicable(
            self.company, languages
        )
        return [word.name for word, _excerpt in words._find_in(text)]

    def get_hits(self, publication):
        return {
            (hit.kind, hit.word, hit.part, hit.page)
            for hit in self.as_admin(publication).hit_ids
        }

    def test_latin_words_are_found_whole_only(self):
        for text in ("The best shaft", "BEST!", "a best-selling shaft", "我们best的轴"):
            self.assertEqual(self.find(text, "en_US"), ["best"], text)
        for text in ("bestow", "asbestos", "bestseller", "2best", "Bester"):
            self.assertEqual(self.find(text, "en_US"), [], text)

    def test_hyphens_and_line_breaks_make_no_difference(self):
        for text in (
            "national-level",
            "National Level",
            "national-\nlevel",
            "national‑level",
        ):
            self.assertEqual(self.find(text, "en_US"), ["national-level"], text)
        self.assertEqual(self.find("international-levels", "en_US"), [])

    def test_chinese_words_are_found_inside_others(self):
        self.assertEqual(self.find("本产品为最佳选择", "zh_CN"), ["最佳"])
        self.assertEqual(
            self.find("国家级产品,最高级享受", "zh_CN"), ["国家级", "最高级"]
        )
        self.assertEqual(self.find("最\n佳", "zh_CN"), ["最佳"])
        self.assertEqual(self.find("最好", "zh_CN"), [])

    def test_words_of_other_languages_are_left_alone(self):
        self.assertEqual(self.find("Der best", "de_DE"), [])
        self.assertEqual(self.find("best", "en_GB"), ["best"])
        self.assertEqual(self.find("best 最佳"), ["best", "最佳"])

    def test_chinese_words_are_found_whatever_the_language_says(self):
        self.assertEqual(self.find("Shafts 最佳", "en_US"), ["最佳"])

    def test_own_words_of_a_company(self):
        words = self.env["customer.publication.word"]
        words.create({"name": "cheapest", "company_id": self.company.id})
        other = self.create_company("Elsewhere")
        words.create({"name": "fastest", "company_id": other.id})
        self.assertEqual(self.find("cheapest, fastest", "en_US"), ["cheapest"])

    def test_title_text_claims_and_pages_are_searched(self):
        pdf = make_pdf("Our shafts", "The best shafts", "National-level quality")
        publication = self.create_publication(
            name="The best of 2027",
            text="Simply the best",
            claims=("Best in class",),
            file_ids=[Command.set(self.create_file(raw=pdf).ids)],
        )
        self.assertEqual(
            self.get_hits(publication),
            {
                ("word", "best", "title", 0),
                ("word", "best", "text", 0),
                ("word", "best", "claim", 0),
                ("word", "best", "file", 2),
                ("word", "national-level", "file", 3),
            },
        )

    def test_each_hit_is_answered_before_submission(self):
        publication = self.create_publication(name="Best of steel", text="Best buy")
        message = self.assert_refused(publication.action_submit_review)
        self.assertIn("'best' (Title)", message)
        self.assertIn("'best' (Text)", message)
        title, text = publication.hit_ids
        title.answer = "Name of the product line, registered 1998"
        text.answer = "   "
        message = self.assert_refused(publication.action_submit_review)
        self.assertNotIn("Title", message)
        text.answer = "Award of the trade press 2026"
        publication.action_submit_review()
        self.assertEqual(title.answered_by_id, self.owner)
        hits = publication.sudo().review_id.content["details"]["hits"]
        self.assertEqual([hit["answer"] for hit in hits], [title.answer, text.answer])

    def test_reworded_needs_no_answer(self):
        publication = self.create_publication(text="The best shafts")
        self.assertTrue(publication.hit_ids)
        publication.text = "Shafts"
        self.assertFalse(self.as_admin(publication).hit_ids)

    def test_answers_outlive_another_search(self):
        publication = self.create_publication(text="The best shafts", name="Best of")
        publication.hit_ids.answer = "Proved"
        publication.name = "Shafts"
        publication.action_search_words()
        self.assertRecordValues(
            publication.hit_ids, [{"part": "text", "answer": "Proved"}]
        )

    def test_replaced_file_is_searched(self):
        publication = self.create_publication()
        self.assertFalse(publication.hit_ids)
        publication.file_ids.raw = make_pdf("The best shafts")
        self.assertEqual(self.get_hits(publication), {("word", "best", "file", 1)})

    def test_word_added_later_stops_the_submission(self):
        publication = self.create_publication(text="Peerless shafts")
        self.env["customer.publication.word"].create({"name": "peerless"})
        self.assertIn(
            "'peerless' (Text)", self.assert_refused(publication.action_submit_review)
        )
        publication.action_search_words()
        self.assertTrue(publication.hit_ids)

    def test_pdf_that_cannot_be_read_says_so(self):
        locked = PdfWriter()
        locked.append(io.BytesIO(make_pdf("The best shafts")))
        locked.encrypt("secret", algorithm="RC4-128")
        stream = io.BytesIO()
        locked.write(stream)
        pictures = make_pdf("")
        for raw in (b"%PDF-1.4 broken", stream.getvalue(), pictures):
            file = self.create_file("scan.pdf", raw=raw)
            publication = self.create_publication(file_ids=[Command.set(file.ids)])
            self.assertEqual(
                self.get_hits(publication), {("unreadable", "PDF", "file", 0)}
            )
            self.assertIn("cannot be read", publication.hit_ids.note)
            message = self.assert_refused(publication.action_submit_review)
            self.assertIn("'PDF' (scan.pdf)", message)
            publication.hit_ids.answer = "Read by hand, A. Miller"
            publication.action_submit_review()

    def test_page_that_cannot_be_read_says_so(self):
        raw = make_pdf("Our shafts", None, "", "The best shafts")
        publication = self.create_publication(
            file_ids=[Command.set(self.create_file("half.pdf", raw=raw).ids)]
        )
        self.assertEqual(
            self.get_hits(publication),
            {("unreadable", "PDF", "file", 2), ("word", "best", "file", 4)},
        )
        message = self.assert_refused(publication.action_submit_review)
        self.assertIn("'PDF' (half.pdf, page 2)", message)

    def test_whatever_a_file_has_in_it_is_kept(self):
        raw = "The best shafts".encode("utf-16")
        publication = self.create_publication(
            file_ids=[Command.set(self.create_file("shafts.txt", raw=raw).ids)]
        )
        self.assertEqual(self.get_hits(publication), {("word", "best", "file", 1)})
        with patch.object(PageObject, "extract_text", lambda _page: "best \ud800\x00"):
            publication.file_ids = [Command.set(self.create_file().ids)]
        self.assertEqual(self.get_hits(publication), {("word", "best", "file", 1)})

    def test_pictures_are_not_searched(self):
        file = self.create_file("best.png", raw=base64.b64decode(PICTURE))
        publication = self.create_publication(file_ids=[Command.set(file.ids)])
        self.assertFalse(publication.hit_ids)

    def test_answers_are_fixed_while_under_review(self):
        publication = self.create_publication(text="The best shafts")
        publication.hit_ids.answer = "Proved"
        publication.action_submit_review()
        self.assertIn(
            "Withdraw it first",
            self.assert_refused(publication.hit_ids.write, {"answer": "Not"}),
        )
        publication.action_withdraw_review("Not needed")
        publication.hit_ids.answer = "Proved by test 114"

    def test_hits_are_made_by_the_search_alone(self):
        publication = self.create_publication(text="The best shafts")
        hit = publication.hit_ids
        for records in (hit, hit.sudo()):
            for name, value in (
                ("word", "good"),
                ("kind", "unreadable"),
                ("excerpt", ""),
                ("answered_by_id", self.manager.id),
                ("publication_id", self.create_publication().id),
            ):
                self.assert_refused(records.write, {name: value}, error=AccessError)
        self.assert_refused(hit.unlink, error=AccessError)
        self.assert_refused(
            hit.create,
            {"publication_id": publication.id, "word": "x", "part": "text"},
            error=AccessError,
        )
        self.assertTrue(self.as_admin(hit).exists())

    def test_only_administrators_change_the_list(self):
        word = self.env.ref("customer_review.publication_word_best")
        for user in (self.owner, self.reviewers["quality"], self.auditor):
            self.assert_refused(
                word.with_user(user).write, {"name": "worst"}, error=AccessError
            )
        word.with_user(self.manager).note = "By our lawyer"

    def test_no_file_is_read_twice(self):
        publication = self.create_publication()
        reads = []
        pages = type(self.env["ir.attachment"])._read_pages
        self.patch(
            type(self.env["ir.attachment"]),
            "_read_pages",
            lambda file: reads.append(file) or pages(file),
        )
        publication.text = "More shafts"
        publication.action_submit_review()
        self.assertFalse(reads)

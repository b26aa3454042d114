import io
import logging
import re

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import MissingError
from odoo.tools import SQL
from odoo.tools.pdf import PdfReader

_logger = logging.getLogger(__name__)

# Beyond this, searching would keep the person who saves waiting for minutes.
MAX_SEARCHED_SIZE = 50 * 1024 * 1024
# The operators by which a page of a PDF shows a picture, a line or an area.
DRAWN = re.compile(rb"(?<!\S)(?:Do|EI|sh|[BFSbfs]\*?)(?!\S)")
# What is written where a file is replaced.
FILE_FIELDS = frozenset({"raw", "datas", "db_datas", "url", "name", "type"})


class IrAttachment(models.Model):
    """Files of publications, and product documents that wait for their release."""

    _inherit = "ir.attachment"

    def write(self, vals):
        result = super().write(vals)
        if not FILE_FIELDS.isdisjoint(vals):
            if publications := self._get_publications():
                publications._note_author()
                publications._search_words()
        return result

    def _get_publications(self):
        """Return the publications that have these files, or rest claims on them."""
        publications = self.env["customer.publication"].sudo()
        return publications.search(
            [
                "|",
                ("file_ids", "in", self.ids),
                ("claim_ids.evidence_ids", "in", self.ids),
            ]
        ).with_user(self.env.user)

    def _read_pages(self):
        """Return the texts of the file's pages.

        :return: list of strings, with None for a page that shows something but has
            no text; None where it is not a kind of file that is searched, False
            where it cannot be read
        """
        self.ensure_one()
        raw = self.raw or b""
        if (
            raw[:1024].lstrip().startswith(b"%PDF")
            or self.mimetype == "application/pdf"
        ):
            return self._read_pdf_pages(raw)
        if (self.mimetype or "").startswith("text/"):
            return [_clean(raw.decode("utf-8", errors="replace"))]
        return None

    @api.model
    def _read_pdf_pages(self, raw):
        if len(raw) > MAX_SEARCHED_SIZE:
            return False
        try:
            reader = PdfReader(io.BytesIO(raw), strict=False)
            pages = [_read_pdf_page(page) for page in reader.pages]
        except Exception as error:  # a broken file breaks the library in many ways
            _logger.info("A PDF could not be read: %s", error)
            return False
        return pages if any(pages) else False

    # Product documents that wait for their release

    @api.model
    def _search(self, domain, *args, **kwargs):
        query = super()._search(domain, *args, **kwargs)
        if self.env.user.share and not query.is_empty():
            query.add_where(
                SQL(
                    "%s NOT IN (SELECT ir_attachment_id FROM product_document"
                    " WHERE is_withheld)",
                    SQL.identifier(query.table, "id"),
                    to_flush=self.env["product.document"]._fields["is_withheld"],
                )
            )
        return query

    def _to_http_stream(self):
        if self.env.user.share and self._get_withheld():
            raise MissingError(self.env._("This document is not available."))
        return super()._to_http_stream()

    def _get_withheld(self):
        """Return those that belong to a product document that is not released."""
        documents = self.env["product.document"].with_user(SUPERUSER_ID)
        withheld = documents.with_context(active_test=False).search(
            [("ir_attachment_id", "in", self.ids), ("is_withheld", "=", True)]
        )
        return self.browse(withheld.ir_attachment_id.ids)


def _read_pdf_page(page):
    """Return the text of a page; None where it shows something but has no text."""
    text = _clean(page.extract_text() or "").strip()
    if text:
        return text
    contents = page.get_contents()
    is_drawn = contents is not None and DRAWN.search(contents.get_data())
    return None if is_drawn else ""


def _clean(text):
    """Return a text without the characters that PostgreSQL does not keep."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")

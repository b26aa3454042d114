import io
import logging
import re

from odoo import models
from odoo.tools.pdf import PdfReader

_logger = logging.getLogger(__name__)


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def _names_document(self, number):
        """Return whether the file's name or printed text has a document's number.

        Whatever a file was renamed to, what was printed of a document bears its number.
        """
        self.ensure_one()
        whole = re.compile(rf"(?<![^\W_]){re.escape(number)}(?![^\W_])")
        return any(map(whole.search, (self.name or "", self._get_pdf_text())))

    def _get_pdf_text(self):
        """Return the text that is printed in a PDF; of other files, nothing."""
        self.ensure_one()
        content = self.raw or b""
        if not content.startswith(b"%PDF-"):
            return ""
        try:
            pages = PdfReader(io.BytesIO(content), strict=False).pages
            return "\n".join(page.extract_text() for page in pages)
        except Exception as error:  # whatever is wrong in it: it is no printout of ours
            _logger.info("The text of the file %s cannot be read: %s", self.id, error)
            return ""

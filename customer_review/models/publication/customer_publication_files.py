from odoo import fields, models


class CustomerPublication(models.Model):
    """Its files: whose they are, and what is in them."""

    _inherit = "customer.publication"

    # By checksum, so that no file is read twice: see ir.attachment._read_pages.
    file_texts = fields.Json(readonly=True, copy=False, prefetch=False)

    def _adopt_files(self):
        """Make uploaded files belong to the publication that they were added to."""
        for publication in self.sudo():
            publication._get_review_attachments().filtered(
                lambda file: not file.res_id
            ).write({"res_model": publication._name, "res_id": publication.id})

    def _copy_files(self, files, version):
        """Return the ids of copies of ``files`` that belong to ``version``."""
        return [
            file.copy({"res_model": version._name, "res_id": version.id}).id
            for file in files
        ]

    def _read_files(self):
        """Return the texts of its files' pages, by checksum; see ``file_texts``."""
        self.ensure_one()
        publication = self.sudo()
        known = publication.file_texts or {}
        texts = {
            file.checksum: known[file.checksum]
            if file.checksum in known
            else file._read_pages()
            for file in publication.file_ids
            if file.checksum
        }
        if texts != known:
            publication._as_engine().write({"file_texts": texts})
        return texts

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class ProductDocument(models.Model):
    """A product document may need its release as a publication.

    Customers see it, on quotations, in the shop and on the portal, only while that
    publication is published and the document is one of its files, byte for byte.
    """

    _name = "product.document"
    _inherit = ["product.document", "customer.review.guard"]

    _engine_fields = frozenset({"is_withheld"})

    needs_release = fields.Boolean(
        default=lambda self: self.env.company.publication_for_documents,
        help="Customers see it only while it is published as a publication.",
    )
    publication_id = fields.Many2one(
        comodel_name="customer.publication",
        index="btree_not_null",
        ondelete="set null",
        domain=[("state", "not in", ("expired", "withdrawn"))],
        help="Whose release it waits for. Its file has to be one of those released.",
    )
    is_withheld = fields.Boolean(
        string="Kept from Customers", compute="_compute_is_withheld", store=True
    )

    @api.depends(
        "needs_release",
        "publication_id.state",
        "publication_id.url",
        "publication_id.file_ids.checksum",
        "publication_id.file_ids.url",
        "ir_attachment_id.checksum",
        "ir_attachment_id.url",
    )
    def _compute_is_withheld(self):
        for document in self:
            document.is_withheld = (
                document.needs_release and not document._is_released()
            )

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self.env.user.share or self.env.context.get("released_documents"):
            domain = Domain(domain) & Domain("is_withheld", "=", False)
        return super()._search(domain, *args, **kwargs)

    def write(self, vals):
        if "needs_release" in vals and not vals["needs_release"]:
            self._check_unmarked()
        return super().write(vals)

    def _check_unmarked(self):
        """Raise UserError where the user would show what nobody has released."""
        marked = self.filtered("needs_release")
        if marked and not self.env.user.has_group("customer_review.group_manager"):
            raise UserError(
                self.env._(
                    "%(document)s needs its release before customers see it. Only an"
                    " administrator of Customer Review takes that back.",
                    document=marked[0].name,
                )
            )

    def _is_released(self):
        """Return whether it is, as it is, part of what is published."""
        self.ensure_one()
        publication, file = self.publication_id, self.ir_attachment_id
        if publication.state != "published":
            return False
        if file.checksum:
            return file.checksum in publication.file_ids.mapped("checksum")
        addresses = {publication.url, *publication.file_ids.mapped("url")} - {False}
        return file.url in addresses

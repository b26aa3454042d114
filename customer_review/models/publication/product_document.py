from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..const import ENDED_STATES


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
        domain=[("state", "not in", ENDED_STATES)],
        help="Whose release it waits for. Its file has to be one of those released.",
    )
    is_withheld = fields.Boolean(
        string="Kept from Customers", compute="_compute_is_withheld", store=True
    )

    _withheld_idx = models.Index("(ir_attachment_id) WHERE is_withheld")

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
        # Customers, in whose name this may happen, do not even see it.
        for document in self.with_user(SUPERUSER_ID):
            document.is_withheld = (
                document.needs_release and not document._is_released()
            )

    @api.model
    def _search(self, domain, *args, **kwargs):
        if self.env.user.share or self.env.context.get("released_documents"):
            domain = Domain(domain) & Domain("is_withheld", "=", False)
        return super()._search(domain, *args, **kwargs)

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.company.publication_for_documents and not self._may_unmark():
            vals_list = [{**vals, "needs_release": True} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if "needs_release" in vals and not vals["needs_release"]:
            self._check_unmarked()
        return super().write(vals)

    @api.model
    def _may_unmark(self):
        """Return whether the user may show what nobody has released."""
        return self.env.user.has_group("customer_review.group_manager")

    def _check_unmarked(self):
        """Raise UserError where the user would show what nobody has released."""
        marked = self.filtered("needs_release")
        if marked and not self._may_unmark():
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

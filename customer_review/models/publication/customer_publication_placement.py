from odoo import api, fields, models


class CustomerPublicationPlacement(models.Model):
    """Where, when and by whom a publication was published. Nobody deletes it.

    Its figure *Published without Approval* must be 0 (key figures of the procedure).
    """

    _name = "customer.publication.placement"
    _inherit = ["customer.review.evidence"]
    _description = "Place of Publication"
    _order = "date desc, id desc"

    _engine_fields = frozenset(
        {
            "publication_id",
            "company_id",
            "place",
            "detail",
            "user_id",
            "date",
            "without_approval",
        }
    )

    publication_id = fields.Many2one(
        comodel_name="customer.publication",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    place = fields.Selection(
        selection=lambda self: self._get_places(),
        string="Where",
        required=True,
        readonly=True,
    )
    detail = fields.Char(
        string="Details", readonly=True, help="Address, run, hall and stand."
    )
    user_id = fields.Many2one(
        comodel_name="res.users",
        string="Published by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Datetime(string="Published on", required=True, readonly=True)
    kind = fields.Selection(related="publication_id.kind")
    without_approval = fields.Integer(
        string="Published without Approval",
        readonly=True,
        help="1 where it was not approved at that moment. The sum must be 0.",
    )

    @api.depends("place", "detail")
    def _compute_display_name(self):
        labels = dict(self._get_places())
        for placement in self:
            parts = (labels.get(placement.place), placement.detail)
            placement.display_name = ", ".join(filter(None, parts))

    @api.model
    def _get_places(self):
        """Return where something can be published."""
        channel = self.env["customer.publication"]._fields["channel"]
        return channel._description_selection(self.env)

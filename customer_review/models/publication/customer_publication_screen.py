from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

PREVIEWED = ("application/pdf", "image/")


class CustomerPublication(models.Model):
    """What the screens of a publication need beside its record. Nothing is stored."""

    _inherit = "customer.publication"

    placement_ids = fields.One2many(
        comodel_name="customer.publication.placement",
        inverse_name="publication_id",
        string="Published at",
        readonly=True,
    )
    preview_id = fields.Many2one(
        comodel_name="ir.attachment",
        compute="_compute_preview_id",
        compute_sudo=True,
        help="Its first page as a picture.",
    )
    can_publish = fields.Boolean(compute="_compute_can_publish")
    can_withdraw = fields.Boolean(compute="_compute_can_publish")
    can_renew = fields.Boolean(compute="_compute_can_publish")
    version_count = fields.Integer(string="Versions", compute="_compute_version_count")
    order_count = fields.Integer(
        string="Sent with Quotations", compute="_compute_order_count"
    )
    is_ending = fields.Boolean(
        string="Ends Soon", compute="_compute_is_ending", search="_search_is_ending"
    )

    @api.depends("file_ids.mimetype")
    def _compute_preview_id(self):
        for publication in self:
            publication.preview_id = publication.file_ids.sorted("id").filtered(
                lambda file: (file.mimetype or "").startswith(PREVIEWED)
            )[:1]

    @api.depends("state", "date_from", "date_to", "user_id")
    @api.depends_context("uid")
    def _compute_can_publish(self):
        for publication in self:
            origin = publication._origin
            publication.can_publish = bool(origin) and not origin._get_publish_error()
            publication.can_withdraw = bool(origin) and not origin._get_end_error()
            publication.can_renew = bool(origin) and not origin._get_renewal_error()

    @api.depends("first_id")
    def _compute_version_count(self):
        counts = self._origin._get_versions().grouped("first_id")
        for publication in self:
            publication.version_count = len(counts.get(publication.first_id, ()))

    def _compute_order_count(self):
        counts = dict(
            self.env["sale.order"]
            .sudo()
            ._read_group(
                [("sent_publication_ids", "in", self.ids)],
                ["sent_publication_ids"],
                ["__count"],
            )
        )
        for publication in self:
            publication.order_count = counts.get(publication._origin, 0)

    @api.depends("state", "date_to")
    def _compute_is_ending(self):
        ending = self.filtered_domain(self._get_ending_domain())
        for publication in self:
            publication.is_ending = publication in ending

    def _search_is_ending(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._get_ending_domain()
        return domain if True in value else ~domain

    @api.model
    def _get_ending_domain(self):
        days = self.env.company.publication_reminder_days
        soon = fields.Date.context_today(self) + timedelta(days=days)
        return Domain("state", "=", "published") & Domain("date_to", "<=", soon)

    def _render_review_missing(self, review):
        return self._get_incomplete_error() or self.env._(
            "It is published after its review. Submit it when it is complete."
        )

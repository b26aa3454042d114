from odoo import fields, models

from ..const import SETTINGS


class ResCompany(models.Model):
    _inherit = "res.company"

    publication_used = fields.Boolean(
        prefetch=SETTINGS,
        string="Publications",
        default=True,
        help="Marketing material is reviewed before it is published.",
    )
    publication_reminder_days = fields.Integer(
        prefetch=SETTINGS,
        string="Reminder before Expiry",
        default=30,
        help="Days before its last day on which the owner of a publication is"
        " reminded.",
    )
    publication_for_documents = fields.Boolean(
        prefetch=SETTINGS,
        string="Product Documents Need Release",
        help="New product documents are shown to customers only while they are"
        " published as a publication.",
    )

    def _prepare_review_settings(self):
        return super()._prepare_review_settings() | {
            "publication_used": self.publication_used
        }

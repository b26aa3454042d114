from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    publication_used = fields.Boolean(
        string="Publications",
        default=True,
        help="Marketing material is reviewed before it is published.",
    )
    publication_reminder_days = fields.Integer(
        string="Reminder before Expiry",
        default=30,
        help="Days before its last day on which the owner of a publication is"
        " reminded.",
    )
    publication_for_documents = fields.Boolean(
        string="Product Documents Need Release",
        help="New product documents are shown to customers only while they are"
        " published as a publication.",
    )

    def write(self, vals):
        result = super().write(vals)
        if "publication_used" in vals:
            self.env.registry.clear_cache()
        return result

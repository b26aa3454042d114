from odoo import models


class MailTemplate(models.Model):
    _inherit = "mail.template"

    def _generate_template_attachments(
        self, res_ids, render_fields, render_results=None
    ):
        """Print no quotation for a mail that may not leave the house, nor its batch."""
        prints = "report_template_ids" in render_fields and self.report_template_ids
        if prints and self.model == "sale.order":
            self.env["sale.order"].browse(res_ids)._check_sending()
        return super()._generate_template_attachments(
            res_ids, render_fields, render_results=render_results
        )

from odoo import api, fields, models

from ..const import OPEN_STATES


class CustomerReview(models.Model):
    """The facts beside the decision: frozen when submitted, compared with today's.

    They are no part of what is reviewed: the fingerprint does not know them.
    """

    _inherit = "customer.review"

    _engine_fields = frozenset({"facts"})

    # Read as superuser and shown by role, see _has_field_access.
    facts = fields.Json(string="Facts as Measured", readonly=True, prefetch=False)
    facts_html = fields.Html(
        string="Facts", compute="_compute_facts_html", sanitize=False
    )

    @api.depends("facts", "state")
    @api.depends_context("uid", "lang", "tz")
    def _compute_facts_html(self):
        facts = self.env["customer.review.fact"]
        today = {}
        for review in self.filtered(lambda one: one.state in OPEN_STATES):
            document = review._get_document().sudo()
            today[review] = facts._measure(document)[document.id]
        for review in self:
            review.facts_html = facts._render_facts(
                review.sudo().facts, review._get_document().sudo(), today.get(review)
            )

    def _prepare_form_annex(self):
        """Return the facts as the form's annex prints them, by the reader's role."""
        self.ensure_one()
        review = self.sudo()
        return self.env["customer.review.fact"]._prepare_facts(
            review.facts, review._get_document()
        )

from odoo import api, fields, models


class CustomerReviewFactSheet(models.TransientModel):
    """The facts about one document as they were when somebody asked for them."""

    _name = "customer.review.fact.sheet"
    _inherit = ["customer.review.guard"]
    _description = "Facts Today"

    _engine_fields = frozenset({"facts_html"})

    # Rendered from a template for the user who asks, and for nobody else.
    facts_html = fields.Html(string="Facts", readonly=True, sanitize=False)

    @api.model
    def _open(self, html):
        """Return the dialog that shows ``html``."""
        sheet = self._as_engine().create({"facts_html": html}).with_env(self.env)
        return sheet._get_records_action(name=self.env._("Facts Today"), target="new")

from odoo import fields, models


class CustomerReviewLine(models.Model):
    """Who signed an opinion: name and drawn signature as they were when deciding."""

    _inherit = "customer.review.line"

    _engine_fields = frozenset({"signature", "signed_name"})

    signature = fields.Binary(readonly=True, attachment=True)
    signed_name = fields.Char(readonly=True)

    def _get_signature_vals(self, user):
        """Return the values that an opinion keeps of the person who decides."""
        signer = user.sudo()
        vals = {"signed_name": signer.name}
        if signature := signer.review_signature:
            vals["signature"] = signature
        return vals

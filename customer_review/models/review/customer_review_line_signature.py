from odoo import fields, models


class CustomerReviewLine(models.Model):
    """Who signed an opinion: names and drawn signature as they were when deciding."""

    _inherit = "customer.review.line"

    _engine_fields = frozenset({"signature", "signed_name", "signed_for"})

    signature = fields.Binary(readonly=True, attachment=True)
    signed_name = fields.Char(readonly=True)
    signed_for = fields.Char(readonly=True)

    def write(self, vals):
        if vals.get("on_behalf_of_id") and self._is_engine():
            principal = self.env["res.users"].sudo().browse(vals["on_behalf_of_id"])
            vals = {**vals, "signed_for": principal.name}
        return super().write(vals)

    def _get_signature_vals(self, user):
        """Return the values that an opinion keeps of the person who decides."""
        signer = user.sudo()
        vals = {"signed_name": signer.name}
        if signer.has_review_signature:
            vals["signature"] = signer.review_signature
        return vals

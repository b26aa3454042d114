from odoo import fields, models


class CustomerReviewLine(models.Model):
    """A department that judges claims accepts once it has accepted each of them."""

    _inherit = "customer.review.line"

    _engine_fields = frozenset({"verdict_ids"})

    verdict_ids = fields.One2many(
        comodel_name="customer.publication.verdict",
        inverse_name="line_id",
        string="Verdicts on Claims",
        readonly=True,
    )

    def _get_acceptance_error(self, decision, checks):
        error = super()._get_acceptance_error(decision, checks)
        if error or decision == "rejected":
            return error
        return self._get_verdict_error()

    def _get_verdict_error(self):
        """Return which claim keeps the department from accepting, or False."""
        self.ensure_one()
        if not self.review_id.publication_id:
            return False  # known with the review: no query for verdicts
        verdicts = self.verdict_ids
        if rejected := verdicts.filtered(lambda one: one.verdict == "rejected"):
            return self.env._(
                "The claim '%(claim)s' is rejected, so the publication cannot be"
                " accepted. Reject it with the reason: the claim is then reworded or"
                " removed.",
                claim=rejected[0].text,
            )
        if missing := verdicts.filtered(lambda one: not one.verdict):
            return self.env._(
                "%(count)s claims have no verdict of %(department)s yet, the first:"
                " '%(claim)s'. Accept or reject each claim before deciding.",
                count=len(missing),
                department=self.department_id._get_name(),
                claim=missing[0].text,
            )
        return False

from odoo import api, fields, models
from odoo.tools import frozendict, ormcache

# How long the form of a kind without a record of its own is kept.
RETENTION_YEARS = 3


class CustomerReviewFormControl(models.Model):
    """What the printed form of a kind of document says of itself.

    One of a company takes the place of the shared one. A review keeps what held when
    it was submitted. Serves ISO 9001:2015 clause 7.5.3.
    """

    _name = "customer.review.form.control"
    _inherit = ["customer.review.cached"]
    _description = "Printed Form"
    _order = "document_kind, id"
    _rec_name = "number"

    document_kind = fields.Selection(
        selection=lambda self: self._get_kinds(), string="Document", required=True
    )
    company_id = fields.Many2one(
        comodel_name="res.company", help="Leave empty for every company."
    )
    number = fields.Char(string="Form Number", required=True)
    revision = fields.Char(string="Form Revision", default="A/0")
    retention_years = fields.Integer(
        string="Retention (years)",
        default=RETENTION_YEARS,
        help="How long a form is kept after its conclusion; printed on it.",
    )
    distribution = fields.Char(
        help="Who gets a copy of the form; empty: the departments that reviewed.",
    )

    _kind_unique = models.UniqueIndex(
        "(document_kind, COALESCE(company_id, 0))",
        "There is a form of this kind of document already.",
    )
    _retention_positive = models.Constraint(
        "CHECK (retention_years >= 0)", "A form is not kept for less than no time."
    )

    @api.model
    def _get_kinds(self):
        """Return the selection of what has a printed form."""
        return self.env["customer.review.mixin"]._get_document_kinds()

    @api.model
    @ormcache("company.id", "kind")
    def _get_control(self, company, kind):
        """Return what the forms of this kind say of themselves in ``company``.

        :return: mapping of ``number``, ``revision``, ``retention_years`` and
            ``distribution``; a kind without a record has no number, and the default
            retention
        """
        found = self.sudo().search(
            [
                ("document_kind", "=", kind),
                ("company_id", "in", (False, company.id)),
            ]
        )
        control = found.filtered("company_id") or found
        return frozendict(
            number=control.number or "",
            revision=control.revision or "",
            retention_years=control.retention_years if control else RETENTION_YEARS,
            distribution=control.distribution or "",
        )

    @api.model
    def _get_footer(self, number, revision, retention):
        """Return the last line of a form, in the reader's language."""
        if not number:
            return self.env._("Retention: %s", retention)
        return self.env._(
            "%(number)s, revision %(revision)s. Retention: %(retention)s",
            number=number,
            revision=revision or "–",
            retention=retention,
        )

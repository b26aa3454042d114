from functools import lru_cache
from inspect import signature

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import ormcache
from odoo.tools.safe_eval import safe_eval


class CustomerReviewCriterion(models.Model):
    """What makes a document special.

    Those of the procedure (point 4.1) are measured by the document's method
    ``_measure_<code>``, which takes the threshold and returns the evidence by id. A
    company adds its own by a domain. A criterion of one company takes the place of
    the shared one with the same code.
    """

    _name = "customer.review.criterion"
    _inherit = ["customer.review.cached"]
    _description = "Criterion of Special Documents"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        comodel_name="res.company", help="Leave empty for every company."
    )
    threshold = fields.Float(
        help="The limit that the measurement is compared with; see its unit."
    )
    threshold_unit = fields.Char(string="Unit", translate=True)
    domain = fields.Char(
        string="Met by",
        default="[]",
        help="Documents that meet these conditions are special. Leave empty for a"
        " criterion that is measured otherwise, or declared by hand.",
    )
    document_kind = fields.Selection(
        selection=lambda self: self.env["customer.review.mixin"]._get_document_kinds(),
        string="Document",
        help="Leave empty for every kind of document.",
    )
    confidential = fields.Boolean(
        help="Its figures are shown only to those who may see them on the document."
    )
    neutral_evidence = fields.Char(
        string="Told to Others",
        translate=True,
        help="What is said to those who may not see the figures.",
    )
    department_id = fields.Many2one(
        comodel_name="customer.review.department",
        string="Answered by",
        ondelete="restrict",
        help="The department that answers for it in its opinion.",
    )
    question = fields.Char(
        translate=True,
        help="What the department is asked where a document meets the criterion.",
    )
    document_model = fields.Char(compute="_compute_document_model")

    _code_unique = models.UniqueIndex(
        "(code, COALESCE(company_id, 0))",
        "There is a criterion with this code already.",
    )

    @api.depends("name")
    @api.depends_context("lang")
    def _compute_display_name(self):
        names = self._get_names()
        for criterion in self:
            criterion.display_name = names.get(criterion.id) or criterion.name

    @api.depends("document_kind")
    def _compute_document_model(self):
        for criterion in self:
            criterion.document_model = self.env["customer.review"]._get_document_model(
                criterion.document_kind
            )

    @api.constrains("domain", "document_kind")
    def _check_domain(self):
        for criterion in self.filtered(lambda c: not c._get_domain().is_true()):
            if not criterion.document_kind:
                raise ValidationError(
                    self.env._("Choose the document before its conditions.")
                )
            try:
                self.env[criterion.document_model].sudo().search(
                    criterion._get_domain(), limit=1
                )
            except Exception as error:
                raise ValidationError(
                    self.env._(
                        "The conditions of %(criterion)s cannot be read: %(error)s",
                        criterion=criterion.name,
                        error=error,
                    )
                ) from error

    def _get_domain(self):
        self.ensure_one()
        return Domain(safe_eval(self.domain or "[]"))

    def _get_question(self):
        """Return what its department is asked, in the user's language."""
        self.ensure_one()
        return self.question or self.env._("%s: is it acceptable?", self.name)

    @api.model
    def _measure(self, documents):
        """Measure every criterion on every document.

        :return: dict of document id to ``{criterion: evidence}``, where evidence is
            a sentence with its figures; only criteria that are met are named
        """
        met = {document.id: {} for document in documents}
        criteria = self._browse_kept().filtered("active")
        kind = documents._get_document_kind()
        for company, own_documents in documents.grouped("company_id").items():
            for criterion in criteria._get_applicable(company, kind):
                evidence = criterion._measure_one(own_documents.with_company(company))
                for document_id, sentence in evidence.items():
                    met[document_id][criterion] = sentence
        return met

    def _get_applicable(self, company, kind):
        """Return those of ``self`` that hold for ``company``, one per code."""
        fitting = self.filtered(
            lambda criterion: (
                criterion.document_kind in (False, kind)
                and criterion.company_id in (company, company.browse())
            )
        )
        replaced = set(fitting.filtered("company_id").mapped("code"))
        return fitting.filtered(
            lambda criterion: criterion.company_id or criterion.code not in replaced
        )

    def _measure_one(self, documents):
        """Return ``{document id: evidence}`` for the documents that meet it."""
        self.ensure_one()
        measure = getattr(type(documents), f"_measure_{self.code}", None)
        if _is_measurement(measure):
            return measure(documents, self.threshold)
        domain = self._get_domain()
        if domain.is_true():
            return {}
        return {
            document.id: self.env._("Meets the conditions of '%s'.", self.name)
            for document in documents.filtered_domain(domain)
        }

    @api.model
    @ormcache("self.env.lang")
    def _get_names(self):
        """Return the criteria's names by id, in the user's language."""
        criteria = self.sudo().with_context(active_test=False).search(Domain.TRUE)
        return {criterion.id: criterion.name for criterion in criteria}

    @api.model
    def _get_listed(self, company, document_kind):
        """Return the criteria that a form lists, in their order."""
        active = self._browse_kept().filtered("active")
        return active._get_applicable(company, document_kind)


@lru_cache
def _is_measurement(function):
    """Return whether a code has led to a measurement: it takes just the threshold."""
    return callable(function) and list(signature(function).parameters) == [
        "self",
        "threshold",
    ]

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache


class CustomerReviewFinding(models.Model):
    """A criterion met by one document, with the evidence.

    Measured ones come from the engine and are dismissed only with a reason, which
    is printed. Others are declared by hand on the document.
    """

    _name = "customer.review.finding"
    _inherit = ["customer.review.rows", "customer.review.guard"]
    _description = "Finding"
    _order = "criterion_sequence, id"
    _rec_name = "criterion_id"

    _engine_fields = frozenset({"origin", "dismissed_by_id", "date_dismissed"})

    criterion_id = fields.Many2one(
        comodel_name="customer.review.criterion", required=True, ondelete="restrict"
    )
    criterion_sequence = fields.Integer(
        related="criterion_id.sequence", store=True, string="Sequence"
    )
    company_id = fields.Many2one(
        comodel_name="res.company", compute="_compute_company_id", store=True
    )
    evidence = fields.Text(required=True)
    origin = fields.Selection(
        selection=[("measured", "Measured"), ("declared", "Declared")],
        default="declared",
        required=True,
        readonly=True,
    )
    dismiss_reason = fields.Char(
        help="Why it does not make this document special. It is printed."
    )
    dismissed = fields.Boolean(compute="_compute_dismissed", store=True)
    dismissed_by_id = fields.Many2one(comodel_name="res.users", readonly=True)
    date_dismissed = fields.Datetime(readonly=True)

    @api.depends(
        lambda self: [f"{name}.company_id" for name in self._get_document_fields()]
    )
    def _compute_company_id(self):
        for finding in self:
            finding.company_id = finding._get_document().company_id

    @api.depends("dismiss_reason")
    def _compute_dismissed(self):
        for finding in self:
            finding.dismissed = bool((finding.dismiss_reason or "").strip())

    @api.constrains(lambda self: self._get_document_fields())
    def _check_document(self):
        for finding in self:
            if sum(bool(finding[name]) for name in self._get_document_fields()) != 1:
                raise ValidationError(self.env._("A finding belongs to one document."))

    def write(self, vals):
        if not self._is_engine():
            self._check_edited(vals)
        result = super().write(vals)
        if "dismiss_reason" in vals:
            for finding in self:
                finding._as_engine().write(
                    {
                        "dismissed_by_id": finding.dismissed and self.env.uid,
                        "date_dismissed": finding.dismissed and fields.Datetime.now(),
                    }
                )
        return result

    def _check_edited(self, vals):
        """Raise where a person edits what was measured, or dismisses his own."""
        measured = self.filtered(lambda finding: finding.origin == "measured")
        if measured and {"evidence", "criterion_id"} & set(vals):
            raise UserError(
                self.env._(
                    "A measured finding is not edited. Dismiss it with a reason"
                    " instead."
                )
            )
        if (vals.get("dismiss_reason") or "").strip():
            for finding in measured:
                if error := finding._get_dismiss_error():
                    raise UserError(error)

    def _get_dismiss_error(self):
        """Return why the user cannot dismiss this measured finding, or False."""
        self.ensure_one()
        document = self.sudo()._get_document()
        if document.company_id._is_review_separated() and (
            self.env.user in document._get_involved()
        ):
            return self.env._(
                "'%(criterion)s' was measured: whoever wrote, submitted or sells the"
                " document does not dismiss it. Ask a colleague who did not.",
                criterion=self.criterion_id.display_name,
            )
        return False

    @api.ondelete(at_uninstall=False)
    def _unlink_except_measured(self):
        if not self._is_engine() and "measured" in self.mapped("origin"):
            raise UserError(
                self.env._(
                    "A measured finding is not deleted. Dismiss it with a reason"
                    " instead."
                )
            )

    @api.model
    @ormcache()
    def _get_fixed_fields(self):
        # A finding stays with its document, whoever adds the many2one.
        return super()._get_fixed_fields() | set(self._get_document_fields())

    def _prepare_detail(self):
        """Return what a form keeps of this finding; confidential figures stay out."""
        self.ensure_one()
        return {
            "id": self.id,
            "criterion_id": self.criterion_id.id,
            "code": self.criterion_id.code,
            "evidence": not self.criterion_id.confidential and self.evidence,
            "origin": self.origin,
            "dismiss_reason": self.dismissed and self.dismiss_reason,
            "dismissed_by": self.dismissed_by_id.name or "",
        }

    @api.model
    def _get_document_fields(self):
        """Return the many2ones to documents that findings have."""
        return [
            name
            for name in self.env["customer.review"]._get_document_fields()
            if name in self._fields
        ]

    def _get_document(self):
        """Return the document of this finding."""
        self.ensure_one()
        return next(
            (self[name] for name in self._get_document_fields() if self[name]),
            self.env["customer.review"],
        )

    @api.model
    def _update_measured(self, documents):
        """Measure ``documents`` anew and bring their measured findings up to date.

        A dismissal outlives a new measurement only while the evidence is the same.
        """
        met = self.env["customer.review.criterion"]._measure(documents.sudo())
        vals_list = []
        gone = self.sudo().browse()
        for document in documents.sudo():
            evidence = dict(met[document.id])
            for finding in document.finding_ids.filtered(
                lambda finding: finding.origin == "measured"
            ):
                sentence = evidence.pop(finding.criterion_id, None)
                if sentence is None:
                    gone += finding
                elif sentence != finding.evidence:
                    finding._as_engine().write(
                        {"evidence": sentence, "dismiss_reason": False}
                    )
            vals_list += [
                {
                    documents._review_field: document.id,
                    "criterion_id": criterion.id,
                    "evidence": sentence,
                    "origin": "measured",
                }
                for criterion, sentence in evidence.items()
            ]
        gone._as_engine().unlink()
        self._as_engine().create(vals_list)

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import ENDED_STATES


class CustomerPublication(models.Model):
    """The publication's answers to the review engine."""

    _inherit = "customer.publication"

    @api.model
    def _get_commitment_fields(self):
        return ["lifecycle", *super()._get_commitment_fields()]

    def _get_review_stage(self):
        self.ensure_one()
        if self.lifecycle in ENDED_STATES:
            return "closed"
        # What differs from what was approved is not out any more: see _outdate.
        is_out = self.lifecycle == "published" and self._is_review_approved()
        return "committed" if is_out else "open"

    @api.model
    def _get_open_domain(self):
        ended = Domain("lifecycle", "in", ENDED_STATES)
        return super()._get_open_domain() & ~ended

    @api.model
    def _get_review_content_dependencies(self):
        return [*super()._get_review_content_dependencies(), "claim_ids.sequence"]

    def _get_reviewed_records(self, lines):
        records = super()._get_reviewed_records(lines)
        if lines == "claim_ids":
            return records.sorted()
        return records.sorted("id") if lines == "file_ids" else records

    def _get_review_details(self):
        return super()._get_review_details() | {
            "hits": [hit._prepare_detail() for hit in self.hit_ids],
        }

    def _get_review_attachments(self):
        return self.file_ids | self.claim_ids.evidence_ids

    @api.model
    def _get_review_subject(self, content):
        kind = content and content["values"].get("kind")
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labels.get(kind) or super()._get_review_subject(content)

    @api.model
    def _get_report_columns(self):
        return super()._get_report_columns() | {
            "committed": SQL("document.lifecycle = 'published'"),
        }

    def _measure_criteria(self):
        result = super()._measure_criteria()
        self._search_words()
        return result

    def _get_submit_error(self):
        error = super()._get_submit_error()
        if not error and self.date_to and self.date_to < self._get_today():
            return self.env._(
                "It would have expired already. Enter a later day in 'Valid until'."
            )
        return error

    def _get_incomplete_error(self):
        message = super()._get_incomplete_error()
        if message:
            return message
        publication = self.sudo()
        if not (publication.file_ids or publication.url or publication.text):
            return self.env._(
                "There is nothing to review yet. Add its files, its URL or its text."
            )
        claims = publication.claim_ids
        if bare := claims.filtered(lambda claim: not claim._is_substantiated()):
            return self.env._(
                "The claim '%s' has neither a substantiation nor evidence. Say what it"
                " rests on.",
                bare[0].text,
            )
        if rejected := claims._get_rejected():
            claim, verdict = rejected[0]
            return self.env._(
                "%(department)s rejected the claim '%(claim)s' (%(reason)s). Reword it,"
                " support it with other evidence, or remove it.",
                department=verdict.department_id._get_name(),
                claim=claim.text,
                reason=verdict.note,
            )
        return self._get_unanswered_error()

    def _get_approval_error(self):
        error = super()._get_approval_error()
        if error:
            return error
        verdicts = self.sudo().review_id.verdict_ids
        for claim in self.sudo().claim_ids:
            own = verdicts.filtered(lambda one, claim=claim: one.claim_id == claim)
            for department in claim._get_judges():
                if "accepted" not in own.filtered(
                    lambda one, department=department: one.department_id == department
                ).mapped("verdict"):
                    return self.env._(
                        "%(department)s has not accepted the claim '%(claim)s'. Both"
                        " Quality and Technical have to be on the route of"
                        " publications.",
                        department=department._get_name(),
                        claim=claim.text,
                    )
        return False

    def _commit_reviewed(self, accepted):
        self._raise_errors({self: self._get_publish_error()})
        self._publish(self.channel or "other")

    def _outdate(self):
        """Take down what is out: it is not what was approved any more."""
        out = self.filtered(lambda one: one.lifecycle == "published")
        result = super()._outdate()
        out._take_down()
        return result

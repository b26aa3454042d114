import hashlib
import json

from odoo import fields, models


class CustomerReviewLine(models.Model):
    """What a person signs with an opinion, and as whom."""

    _name = "customer.review.line"
    _inherit = ["customer.review.line", "customer.review.signing"]

    _engine_fields = frozenset({"signed_role", "signed_meaning"})

    signed_role = fields.Char(
        string="Signed as", readonly=True, help="As whom the person has decided."
    )
    signed_meaning = fields.Char(
        string="Meaning of the Signature",
        readonly=True,
        help="What the person has signed, in his language.",
    )

    def _is_signing_asked(self):
        """Return whether the company asks for the password on this opinion."""
        self.ensure_one()
        asked = self.company_id._get_review_signing()
        return asked == "every" or asked == "final" and self.is_final

    def _get_signed_vals(self, decision):
        """Return as whom the user decides on this opinion, and what it means."""
        self.ensure_one()
        department = self.department_id._get_name()
        if not self.is_final:
            role = self.env._("for %s", department)
            meaning = {
                "accepted": self.env._("accepted for %s", department),
                "conditional": self.env._(
                    "accepted with conditions for %s", department
                ),
                "rejected": self.env._("not accepted for %s", department),
            }
        else:
            role = department
            meaning = {
                "accepted": self.env._("approved as %s", department),
                "conditional": self.env._("approved with conditions as %s", department),
                "rejected": self.env._("rejected as %s", department),
            }
        return {"signed_role": role, "signed_meaning": meaning[decision]}

    def _get_signed_entries(self, decision, comment=False, conditions=()):
        """Return what the user has to sign with a decision on these opinions.

        See ``customer.review.signing``; none where no password is asked for.
        """
        return [
            {
                "model": line._name,
                "id": line.id,
                "title": f"{line.review_id.display_name} ({line.document_name})",
                "meaning": line._get_signed_vals(decision)["signed_meaning"],
                "fingerprint": line._get_signed_fingerprint(),
                "decision": decision,
                "comment": comment or "",
                "conditions": [
                    [one.name, one.user_id.id, one.date_deadline.isoformat()]
                    for one in conditions
                ],
            }
            for line in self.sudo()
            if line._is_signing_asked()
        ]

    def _get_signed_fingerprint(self):
        """Return the fingerprint of the reviewed content and of the checklist."""
        self.ensure_one()
        review = self.review_id
        signed = [
            review.state,
            review.fingerprint,
            review._get_document().content_fingerprint,
            [[check.id, check.answer, check.note] for check in self.check_ids],
        ]
        return hashlib.sha256(json.dumps(signed).encode()).hexdigest()

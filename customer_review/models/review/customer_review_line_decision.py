from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..const import OPEN_STATES


class CustomerReviewLine(models.Model):
    """Who may decide, and what a decision does."""

    _inherit = "customer.review.line"

    def _open_decision(self, decision):
        self._check_visible()
        action = self.env["customer.review.resource"]._get_action(
            "customer_review.customer_review_decision_action",
            "customer.review.decision",
        )
        names = {
            "accepted": self.env._("Approve"),
            "conditional": self.env._("Approve with Conditions"),
            "rejected": self.env._("Reject"),
        }
        return action | {
            "name": names[decision],
            "target": "new",
            "context": {
                "default_line_ids": self.ids,
                "default_decision": decision,
            },
        }

    def _get_decision_error(self, decision=None, checks=None):
        """Return why the user cannot decide on this opinion now, or False.

        :param decision: also whether this very decision is open to him
        :param checks: the checklists of several opinions, where the caller has them
        """
        self.ensure_one()
        line = self.sudo()
        user = self.env.user
        if line.review_state not in OPEN_STATES:
            return self.env._("The review is closed.")
        if line.decision == "waiting":
            return self.env._(
                "It is not yet the turn of %s.", line.department_id._get_name()
            )
        if line.decision != "pending":
            return self.env._(
                "%(user)s has already decided for %(department)s.",
                user=line.user_id.name,
                department=line.department_id._get_name(),
            )
        if line.company_id.id not in user._get_company_ids():
            return self.env._("The review belongs to another company.")
        if not line._is_entitled(user):
            return self.env._(
                "Only members of %s, or its deputy, decide here.",
                line.department_id._get_name(),
            )
        if line._is_involved(user):
            return self.env._(
                "Whoever wrote, submitted or sells it does not decide its final step."
                " Another member of %s has to.",
                line.department_id._get_name(),
            )
        if not decision:
            return False
        checks = line._get_checks() if checks is None else checks
        return line._get_acceptance_error(
            decision, checks.filtered(lambda check: check.line_id == line)
        )

    def _get_acceptance_error(self, decision, checks):
        """Return why the department cannot accept in this way, or False."""
        refused = checks.filtered(lambda check: check.answer == "no")
        if unexplained := refused.filtered(lambda check: not check.note):
            return self.env._(
                "Say in a note why '%s' is answered with no.", unexplained[0].name
            )
        if decision == "accepted" and refused:
            return self.env._(
                "'%s' is answered with no: accept with conditions, or reject.",
                refused[0].name,
            )
        if self.is_final and decision != "rejected":
            if conditions := self.review_id._get_open_conditions():
                return self.env._(
                    "Still open: %s. Close these conditions before the final approval.",
                    ", ".join(conditions.mapped("name")),
                )
            return self.review_id._get_document()._get_approval_error()
        return False

    def _get_checks(self):
        """Return the checklists of these opinions, read in one go."""
        return self.env["customer.review.check"].search_fetch(
            [("line_id", "in", self.ids)], ["line_id", "name", "answer", "note"]
        )

    def _read_opinions(self):
        """Read all opinions on the reviews of these, which each decision asks for."""
        reviews = self.env["customer.review"].sudo()
        unread = self._fields["review_id"]._cache_missing_ids(self)
        if any(unread) or any(
            reviews._fields["line_ids"]._cache_missing_ids(self.sudo().review_id)
        ):
            reviews._read_rows("line_ids", Domain("review_id.line_ids", "in", self.ids))

    def _get_visible(self):
        # What decides it is read along with what each decision asks for.
        self._read_opinions()
        return super()._get_visible()

    def _is_entitled(self, user):
        self.ensure_one()
        return self.department_id._is_reviewer(
            user, self.company_id
        ) or self._is_general_deputy(user)

    def _is_general_deputy(self, user):
        return (
            self.is_final
            and self.review_id.review_class == "regular"
            and self.company_id._get_review_general_deputy() == user
        )

    def _is_involved(self, user):
        return (
            self.is_final
            and not self.review_id.own_decision
            and self.company_id._is_review_separated()
            and user in self.review_id._get_involved()
        )

    def _get_principal(self, user):
        """Return the person in whose name ``user`` decides, if it is not his own."""
        self.ensure_one()
        user_id = self.department_id._get_people(self.company_id)[1]
        responsible = self.env["res.users"].browse(user_id or [])
        if responsible == user:
            return self.env["res.users"]
        deputises = self.department_id._is_deputy(user, self.company_id) or (
            self._is_general_deputy(user) and not self.department_id._is_member(user)
        )
        if not deputises:
            return self.env["res.users"]
        return responsible or self.department_id._get_members(self.company_id)[:1]

    def _check_can_decide(self, decision):
        """Raise where the user may not decide so; return the checklists."""
        self.sudo()._read_opinions()
        checks = self.sudo()._get_checks()
        errors = {line: line._get_decision_error(decision, checks) for line in self}
        errors = {line: error for line, error in errors.items() if error}
        if errors:
            raise UserError(
                "\n".join(
                    f"{line.sudo().review_id.display_name}: {error}"
                    for line, error in errors.items()
                )
            )
        return checks

    def _take_decision(self, decision, comment=False, conditions=()):
        """Decide in the user's name, and let the reviews move on.

        :param conditions: records with the action, owner and date of each condition
        :raise UserError: where the user may not decide so
        """
        checks = self._check_can_decide(decision)
        self._check_signed(self._get_signed_entries(decision, comment, conditions))
        if decision == "accepted":
            checks.filtered(lambda check: not check.answer)._as_engine().write(
                {"answer": "yes"}
            )
        if conditions:
            self._add_conditions(conditions)
        lines = self.sudo()
        user = self.env.user
        signature = self._get_signature_vals(user)
        by_signer = lines.grouped(
            lambda line: (
                line._get_principal(user),
                *line._get_signed_vals(decision).items(),
            )
        )
        for (principal, *signed), own in by_signer.items():
            own._as_engine().write(
                {
                    "decision": decision,
                    "user_id": user.id,
                    "on_behalf_of_id": principal.id,
                    "date_decided": fields.Datetime.now(),
                    "comment": comment,
                    "signed_for": principal.name,
                    **signature,
                    **dict(signed),
                }
            )
        lines._close_activities()
        if decision == "rejected":
            lines.review_id._as_engine().write({"closing_reason": comment})
        lines._log_decision(conditions)
        lines.review_id._advance()

    @api.model
    def _get_signature_vals(self, user):
        """Return the values that an opinion keeps of the person who decides."""
        self.env["res.users"].flush_model(["has_review_signature"])
        self.env["res.partner"].flush_model(["name"])
        # The person and the partner with the name would take two queries as records.
        [(name, has_signature)] = self.env.execute_query(
            SQL(
                """
                SELECT partner.name, person.has_review_signature
                  FROM res_users person
                  JOIN res_partner partner ON partner.id = person.partner_id
                 WHERE person.id = %s
                """,
                user.id,
            )
        )
        vals = {"signed_name": name}
        if has_signature:
            vals["signature"] = user.sudo().review_signature
        return vals

    def _add_conditions(self, conditions):
        """Set the conditions on each of the opinions that is about to be given."""
        for company in self.company_id:
            for condition in conditions:
                if error := self._get_owner_error(condition.user_id, company):
                    raise UserError(error)
        self.env["customer.review.condition"]._as_engine().create(
            [
                {
                    "review_id": line.review_id.id,
                    "line_id": line.id,
                    "company_id": line.company_id.id,
                    "name": condition.name,
                    "user_id": condition.user_id.id,
                    "owner_name": condition.user_id.sudo().name,
                    "date_deadline": condition.date_deadline,
                }
                for line in self.sudo()
                for condition in conditions
            ]
        )._open_activities()

    @api.model
    def _get_owner_error(self, user, company):
        """Return why ``user`` cannot own a condition in ``company``, or False."""
        owner = user.sudo()
        if owner.active and owner._is_internal() and company in owner.company_ids:
            return False
        return self.env._(
            "A condition is owned by a colleague who works in %(company)s. Choose"
            " another owner.",
            company=company.sudo().name,
        )

    def _log_decision(self, conditions):
        """Note the opinions on the documents; plain ones where people are told."""
        labels = dict(self._fields["decision"]._description_selection(self.env))
        texts = {}
        for line in self:
            if line.decision == "accepted" and not line.company_id._is_review_told():
                continue
            text = f"{line.department_id._get_name()}: {labels[line.decision]}"
            if line.on_behalf_of_id:
                text += " " + self.env._("(for %s)", line.on_behalf_of_id.name)
            parts = [text, line.comment, *(one.name for one in conditions)]
            texts.setdefault(line.review_id, []).append(" – ".join(filter(None, parts)))
        self.env["customer.review"]._log_by_document(
            {review: "; ".join(own) for review, own in texts.items()}
        )

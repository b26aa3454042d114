from odoo import fields, models
from odoo.tools import email_normalize, is_html_empty

# Step: the states from which it can be taken.
STEPS = {
    "acknowledge": ("received",),
    "assess": ("acknowledged", "reopened"),
    "investigate": ("assessed",),
    "answer": ("assessed", "investigating"),
    "refuse": ("acknowledged", "assessed", "investigating", "reopened"),
    "verify": ("answered",),
    "close": ("verified",),
    "reopen": ("answered", "verified", "closed", "refused"),
}
SHORT_STEPS = {
    **STEPS,
    "answer": ("acknowledged", "reopened", "assessed", "investigating"),
    "close": ("answered", "verified"),
}


class CustomerComplaint(models.Model):
    """What still stands between a complaint and a step.

    ``_get_obstacles`` alone answers that: the form's hint and the button's error
    both come from it.
    """

    _inherit = "customer.complaint"

    def _get_obstacles(self, step):
        """Return a list of sentences, empty where ``step`` can be taken."""
        self.ensure_one()
        steps = STEPS if self.kind == "complaint" else SHORT_STEPS
        if self.state not in steps[step]:
            return [
                self.env._(
                    "It is in the state '%(state)s'.", state=self._get_label("state")
                )
            ]
        check = getattr(self, f"_get_obstacles_{step}", None)
        return check() if check else []

    def _get_obstacles_assess(self):
        missing = []
        if not self.partner_id:
            missing.append(self.env._("the customer"))
        if self.validity == "unfounded":
            missing.append(
                self.env._("nothing: it is unfounded, use 'Refuse as Unfounded'")
            )
        elif not self.validity:
            missing.append(self.env._("the assessment, valid or unfounded"))
        if not self.assessment_reason:
            missing.append(self.env._("the reason of the assessment"))
        if not self.lead_department_id:
            missing.append(self.env._("the lead department"))
        return missing

    def _get_obstacles_refuse(self):
        missing = []
        if self.validity != "unfounded":
            missing.append(self.env._("the assessment 'Unfounded'"))
        if not self.assessment_reason:
            missing.append(self.env._("the reason of the assessment"))
        if not self.refusal_reason:
            missing.append(self.env._("the reason told to the customer"))
        return missing + self._get_obstacles_recipient()

    def _get_obstacles_answer(self):
        missing = self._get_obstacles_opinions() + self._get_obstacles_causes()
        if is_html_empty(self.answer_body):
            missing.append(
                self.env._("the answer: write it, or compose it from the template")
            )
        return missing + self._get_obstacles_recipient()

    def _get_obstacles_recipient(self):
        """Return what is missing to reach the customer, or to prove it was done."""
        if self.answer_channel == "email":
            if email_normalize(self.email_from or ""):
                return []
            return [
                self.env._(
                    "the customer's e-mail address; or choose how the answer was"
                    " given instead, with whom and when"
                )
            ]
        missing = []
        if not self.answer_contact:
            missing.append(self.env._("to whom the answer was given"))
        if not self.answer_time:
            missing.append(self.env._("when the answer was given"))
        elif self.answer_time > fields.Datetime.now():
            missing.append(self.env._("an answer that was given, not one to come"))
        return missing

    def _get_obstacles_opinions(self):
        return [
            self.env._(
                "the answer of %(department)s",
                department=opinion.department_id.name,
            )
            for opinion in self.opinion_ids
            if opinion.state == "pending"
        ]

    def _get_obstacles_causes(self):
        """Return what the causes lack: retraining alone corrects no carelessness."""
        missing = []
        if self.kind == "complaint" and self.severity != "general":
            kinds = set(self.cause_ids.mapped("kind"))
            if "occurrence" not in kinds:
                missing.append(self.env._("the cause of occurrence"))
            if "escape" not in kinds:
                missing.append(self.env._("the cause of escape"))
            if not self.action_ids.filtered(lambda act: act.kind == "corrective"):
                missing.append(self.env._("a corrective action"))
        for cause in self.cause_ids:
            if cause._is_trained_away():
                missing.append(
                    self.env._(
                        "another corrective action for the cause '%(cause)s':"
                        " training alone does not keep a person's mistake from"
                        " happening again",
                        cause=cause.name,
                    )
                )
        return missing

    def _get_obstacles_verify(self):
        missing = [
            self.env._("the verification of the action '%(action)s'", action=act.name)
            for act in self.action_ids
            if act.state != "verified"
        ]
        if not self.verification_result:
            missing.append(self.env._("the result: effective or not"))
        if not self.verification_note:
            missing.append(self.env._("how it was verified"))
        if self.verification_result == "not_effective":
            return missing[-1:] if not self.verification_note else []
        return missing

    def _get_obstacles_close(self):
        missing = self._get_obstacles_opinions()
        if not self.date_answered:
            missing.append(self.env._("the answer to the customer"))
        if self.report_state == "reported":
            missing.append(self.env._("the decision of the General Manager"))
        missing += [
            self.env._("the result of the containment at %(place)s", place=line.name)
            for line in self.containment_ids
            if not line.date_done
        ]
        if self.customer_verdict not in ("settled", "silent") and not self.closing_note:
            missing.append(
                self.env._(
                    "the customer's confirmation, or why it is closed without it"
                )
            )
        return missing

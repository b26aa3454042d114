from odoo import api, fields, models
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

    ``_find_missing`` alone answers that: the form's hint, the marks of its tabs and
    the button's error all come from it.
    """

    _inherit = "customer.complaint"

    tab_marks = fields.Json(
        compute="_compute_tab_marks",
        help="By the tab's name: how much it holds, and whether something is missing"
        " there for the next step.",
    )

    @api.depends("next_step")
    def _compute_tab_marks(self):
        for complaint in self:
            step = complaint.next_step
            missing = complaint._find_missing(step) if step else []
            lacking = {tab for tab, _text in missing}
            counts = {
                "description": len(complaint.photo_ids),
                "assessment": 0,
                "containment": len(complaint.containment_ids),
                "causes": len(complaint.cause_ids),
                "actions": len(complaint.action_ids),
                "departments": len(complaint.opinion_ids),
                "answer": 0,
                "verification": 0,
            }
            complaint.tab_marks = {
                tab: {"count": count, "missing": tab in lacking}
                for tab, count in counts.items()
            }

    def _get_step_error(self, step):
        """Return what ``step`` still lacks, one per line, or False."""
        return "\n".join(text for _tab, text in self._find_missing(step)) or False

    def _find_missing(self, step):
        """Return what keeps ``step`` from being taken as ``[(tab, sentence)]``."""
        self.ensure_one()
        steps = STEPS if self.kind == "complaint" else SHORT_STEPS
        if self.state not in steps[step]:
            label = self._get_label("state")
            return [(None, self.env._("It is in the state '%(state)s'.", state=label))]
        check = getattr(self, f"_find_missing_{step}", None)
        return check() if check else []

    def _find_missing_assess(self):
        missing = []
        if not self.partner_id:
            missing.append((None, self.env._("the customer")))
        if self.validity == "unfounded":
            text = self.env._("nothing: it is unfounded, use 'Refuse as Unfounded'")
            missing.append(("assessment", text))
        elif not self.validity:
            text = self.env._("the assessment, valid or unfounded")
            missing.append(("assessment", text))
        if not self.assessment_reason:
            text = self.env._("the reason of the assessment")
            missing.append(("assessment", text))
        if not self.lead_department_id:
            missing.append(("assessment", self.env._("the lead department")))
        return missing

    def _find_missing_refuse(self):
        missing = []
        if self.validity != "unfounded":
            missing.append(("assessment", self.env._("the assessment 'Unfounded'")))
        if not self.assessment_reason:
            text = self.env._("the reason of the assessment")
            missing.append(("assessment", text))
        if not self.refusal_reason:
            text = self.env._("the reason told to the customer")
            missing.append(("assessment", text))
        return missing + self._find_missing_recipient()

    def _find_missing_answer(self):
        missing = self._find_missing_opinions() + self._find_missing_causes()
        if is_html_empty(self.answer_body):
            text = self.env._("the answer: write it, or compose it from the template")
            missing.append(("answer", text))
        return missing + self._find_missing_recipient()

    def _find_missing_recipient(self):
        """Return what is missing to reach the customer, or to prove it was done."""
        missing = []
        if self.answer_channel == "email":
            if not email_normalize(self.email_from or ""):
                text = self.env._(
                    "the customer's e-mail address; or choose how the answer was"
                    " given instead, with whom and when"
                )
                missing.append(("answer", text))
            return missing
        if not self.answer_contact:
            missing.append(("answer", self.env._("to whom the answer was given")))
        if not self.answer_time:
            missing.append(("answer", self.env._("when the answer was given")))
        elif self.answer_time > fields.Datetime.now():
            text = self.env._("an answer that was given, not one to come")
            missing.append(("answer", text))
        return missing

    def _find_missing_opinions(self):
        return [
            (
                "departments",
                self.env._(
                    "the answer of %(department)s",
                    department=opinion.department_id.name,
                ),
            )
            for opinion in self.opinion_ids
            if opinion.state == "pending"
        ]

    def _find_missing_causes(self):
        """Return what the causes lack: retraining alone corrects no carelessness."""
        missing = []
        if self.kind == "complaint" and self.severity != "general":
            kinds = set(self.cause_ids.mapped("kind"))
            if "occurrence" not in kinds:
                missing.append(("causes", self.env._("the cause of occurrence")))
            if "escape" not in kinds:
                missing.append(("causes", self.env._("the cause of escape")))
            if not self.action_ids.filtered(lambda act: act.kind == "corrective"):
                missing.append(("actions", self.env._("a corrective action")))
        for cause in self.cause_ids.filtered(lambda one: one._is_trained_away()):
            text = self.env._(
                "another corrective action for the cause '%(cause)s': training alone"
                " does not keep a person's mistake from happening again",
                cause=cause.name,
            )
            missing.append(("actions", text))
        return missing

    def _find_missing_verify(self):
        missing = [
            (
                "actions",
                self.env._(
                    "the verification of the action '%(action)s'", action=act.name
                ),
            )
            for act in self.action_ids
            if act.state != "verified" and self.verification_result != "not_effective"
        ]
        if not self.verification_result:
            text = self.env._("the result: effective or not")
            missing.append(("verification", text))
        if not self.verification_note:
            missing.append(("verification", self.env._("how it was verified")))
        return missing

    def _find_missing_close(self):
        missing = self._find_missing_opinions()
        if not self.date_answered:
            missing.append(("answer", self.env._("the answer to the customer")))
        if self.report_state == "reported":
            text = self.env._("the decision of the General Manager")
            missing.append(("assessment", text))
        for line in self.containment_ids.filtered(lambda one: not one.date_done):
            text = self.env._(
                "the result of the containment at %(place)s", place=line.name
            )
            missing.append(("containment", text))
        if self.customer_verdict not in ("settled", "silent") and not self.closing_note:
            text = self.env._(
                "the customer's confirmation, or why it is closed without it"
            )
            missing.append(("verification", text))
        return missing

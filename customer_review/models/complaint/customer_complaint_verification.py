from odoo import fields, models


class CustomerComplaint(models.Model):
    """The check, some time after the answer, that the measures work."""

    _inherit = "customer.complaint"

    verification_due = fields.Date(
        string="Check Effectiveness on",
        copy=False,
        help="Set when the customer is answered; the default distance is a setting.",
    )
    verification_result = fields.Selection(
        selection=[("effective", "Effective"), ("not_effective", "Not effective")],
        string="Effectiveness",
        copy=False,
        tracking=True,
    )
    verification_note = fields.Text(string="How It Was Verified", copy=False)
    date_verified = fields.Datetime(string="Verified on", readonly=True, copy=False)
    verified_by_id = fields.Many2one(
        comodel_name="res.users", string="Verified by", readonly=True, copy=False
    )

    def action_verify(self):
        """Record the check of effectiveness; what had no effect is reopened."""
        self._check_step("verify")
        self._do_verify()

    def _do_verify(self):
        self._as_engine().write(
            {
                "state": "verified",
                "date_verified": fields.Datetime.now(),
                "verified_by_id": self.env.uid,
            }
        )
        self._close_activities()
        failed = self.filtered(
            lambda complaint: complaint.verification_result == "not_effective"
        )
        for complaint in failed:
            complaint._do_reopen(
                self.env._(
                    "The measures had no effect: %(note)s",
                    note=complaint.verification_note,
                )
            )

    def _plan_verification(self):
        """Return the date of the effectiveness check."""
        self.ensure_one()
        return fields.Date.add(
            fields.Date.context_today(self),
            days=self.company_id._get_complaint_days("verification"),
        )

    def _schedule_verification(self):
        for complaint in self.filtered(lambda record: record.kind == "complaint"):
            activity = complaint._schedule(
                complaint.user_id, self.env._("Check the effectiveness")
            )
            activity.date_deadline = complaint.verification_due

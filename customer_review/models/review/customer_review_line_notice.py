from odoo import fields, models

from ..const import OPEN_STATES


class CustomerReviewLine(models.Model):
    """Who has to decide hears of it when his turn comes, once."""

    _inherit = "customer.review.line"

    _engine_fields = frozenset({"notice_id"})

    notice_id = fields.Many2one(
        comodel_name="mail.message",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
        groups="base.group_system",
        help="By which message the department was told that it is its turn.",
    )

    def _tell_turn(self):
        """Tell whoever has the activity that his opinion is asked for."""
        for line in self.sudo():
            if not line.notice_id:
                self.env["customer.review.notice"]._tell(
                    "turn", line.review_id, line.activity_id.user_id, line=line
                )

    def _is_notice_due(self):
        """Return whether the opinion is still asked for, and nobody was told."""
        self.ensure_one()
        return (
            self.decision == "pending"
            and self.review_id.state in OPEN_STATES
            and not self.notice_id
        )

    def _close_activities(self):
        result = super()._close_activities()
        self.sudo()._close_escalations()
        self.env["customer.review.notice"]._mark_read(self.sudo().notice_id)
        return result

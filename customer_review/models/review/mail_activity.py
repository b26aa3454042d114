from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.fields import Domain


class MailActivity(models.Model):
    """To-dos of this addon: they end with the step itself, and the clock counts them.

    Odoo's clock leaves out what is not due yet; of this addon's records it counts all
    that waits for the user, so a change of what is planned is told it, too.
    """

    _inherit = "mail.activity"

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._count_on_clock({})
        return activities

    def write(self, vals):
        if {"date_deadline", "active", "user_id"}.isdisjoint(vals):
            return super().write(vals)
        before = self._get_planned_counts()
        result = super().write(vals)
        self._count_on_clock(before)
        return result

    def unlink(self):
        before = self._get_planned_counts()
        result = super().unlink()
        self.browse()._count_on_clock(before)
        return result

    def _get_planned_counts(self):
        """Return, by user, how many of these the clock counts before they are due."""
        today = fields.Date.today()
        counts = {}
        for activity in self:
            if (
                self.env["res.users"]._is_counted_when_planned(activity.res_model)
                and activity.user_id
                and activity.active
                and activity.date_deadline > today
                and activity._is_told()
            ):
                user = activity.user_id
                counts[user] = counts.get(user, 0) + 1
        return counts

    def _is_told(self):
        """Return whether the company of what the activity is on tells its people."""
        record = self.env[self.res_model].sudo().browse(self.res_id)
        try:
            company = record.company_id if "company_id" in record else False
        except MissingError:
            return False  # it goes together with its activities
        return bool(company) and company._is_review_told()

    def _count_on_clock(self, before):
        after = self._get_planned_counts()
        for user in before.keys() | after.keys():
            difference = after.get(user, 0) - before.get(user, 0)
            if difference:
                kind = "activity_created" if difference > 0 else "activity_deleted"
                user._bus_send(
                    "mail.activity/updated", {kind: True, "count_diff": difference}
                )

    def action_open_decision(self):
        """Open the decision that is asked for; False where none is."""
        self._check_visible()
        self.ensure_one()
        return self._get_awaiting() and self.action_open_document()

    def action_done(self):
        if action := self._open_awaiting():
            return action
        return super().action_done()

    def action_done_schedule_next(self):
        if action := self._open_awaiting():
            return action
        return super().action_done_schedule_next()

    def action_done_redirect_to_other(self):
        if action := self._open_awaiting():
            return action
        return super().action_done_redirect_to_other()

    def _open_awaiting(self):
        awaiting = self._filtered_access("read")._get_awaiting()
        return awaiting and awaiting[0].action_open_document()

    def _action_done(self, feedback=False, attachment_ids=None):
        # What waits for a decision ends with the decision alone.
        others = self - self._get_awaiting()
        return super(MailActivity, others)._action_done(
            feedback=feedback, attachment_ids=attachment_ids
        )

    def _get_awaiting(self):
        """Return the activities that ask for an opinion not given yet."""
        own = self.filtered(lambda one: one.res_model == "customer.review")
        if not own:
            return own
        lines = self.env["customer.review.line"].sudo()
        lines = lines.search(
            lines._get_open_domain() & Domain("activity_id", "in", own.ids)
        )
        return own & lines.activity_id.with_env(self.env)

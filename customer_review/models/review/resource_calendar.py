from odoo import models


class ResourceCalendar(models.Model):
    """Deadlines are planned by working times that are kept at hand."""

    _name = "resource.calendar"
    _inherit = ["resource.calendar", "customer.review.cached"]


class ResourceCalendarAttendance(models.Model):
    _name = "resource.calendar.attendance"
    _inherit = ["resource.calendar.attendance", "customer.review.cached"]


class ResourceCalendarLeaves(models.Model):
    _name = "resource.calendar.leaves"
    _inherit = ["resource.calendar.leaves", "customer.review.cached"]

    def _forget_kept(self):
        # The leave of one person changes no deadline.
        common = self.filtered(lambda leave: not leave.resource_id)
        return super(ResourceCalendarLeaves, common)._forget_kept()

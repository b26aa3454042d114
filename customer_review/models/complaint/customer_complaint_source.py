from odoo import fields, models


class CustomerComplaintSource(models.AbstractModel):
    """A record that complaints are about, with its smart button.

    An adopter names the field of the complaint that points to it, and what a new
    complaint takes over from it.
    """

    _name = "customer.complaint.source"
    _description = "What a Complaint Is About"

    # Name of the complaint's field that points to this model.
    _complaint_field = None

    complaint_count = fields.Integer(
        compute="_compute_complaint_count",
        groups="customer_review.group_user,customer_review.group_reviewer,"
        "customer_review.group_auditor",
    )

    def _compute_complaint_count(self):
        name = self._complaint_field
        counts = dict(
            self.env["customer.complaint"]._read_group(
                [(name, "in", self.ids)], [name], ["__count"]
            )
        )
        for record in self:
            record.complaint_count = counts.get(record._origin, 0)

    def action_view_complaints(self):
        """Open the complaints about this record."""
        self._check_visible()
        self.ensure_one()
        return self.env["customer.complaint"]._get_action_for(
            [(self._complaint_field, "=", self.id)],
            **self._prepare_complaint_defaults(),
        )

    def action_log_complaint(self):
        """Open a new complaint about this record."""
        self._check_visible()
        self.ensure_one()
        return self.env["customer.complaint"]._get_new_action(
            **self._prepare_complaint_defaults()
        )

    def _prepare_complaint_defaults(self):
        """Return what a new complaint takes over from this record."""
        self.ensure_one()
        return {}

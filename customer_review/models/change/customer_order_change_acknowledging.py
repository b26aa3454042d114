from odoo import api, fields, models


class CustomerOrderChange(models.Model):
    """Who takes notice of an applied change: every department concerned."""

    _inherit = "customer.order.change"

    _engine_fields = frozenset({"acknowledgement_ids"})

    acknowledgement_ids = fields.One2many(
        comodel_name="customer.order.change.acknowledgement",
        inverse_name="change_id",
        string="Acknowledgements",
        copy=False,
    )
    acknowledgement_text = fields.Char(
        string="Acknowledged", compute="_compute_acknowledgement_text"
    )
    can_acknowledge = fields.Boolean(compute="_compute_can_acknowledge")

    @api.depends("acknowledgement_ids.date")
    def _compute_acknowledgement_text(self):
        for change in self:
            asked = change.acknowledgement_ids
            given = asked.filtered("date")
            text = f"{len(given)}/{len(asked)}" if asked else ""
            change.acknowledgement_text = text

    @api.depends("acknowledgement_ids.date")
    @api.depends_context("uid")
    def _compute_can_acknowledge(self):
        for change in self:
            change.can_acknowledge = bool(change._get_own_acknowledgements())

    def action_acknowledge(self):
        """Take notice of the change for each department of the user's."""
        self._check_visible()
        self._raise_errors(
            {
                change: not change._get_own_acknowledgements()
                and self.env._("None of your departments has to take notice of it.")
                for change in self
            }
        )
        return self._get_own_acknowledgements().action_acknowledge()

    def _ask_acknowledgements(self):
        """Ask every department concerned to take notice of the applied change."""
        self.ensure_one()
        asked = (
            self.env["customer.order.change.acknowledgement"]
            ._as_engine()
            .create(
                [
                    {"change_id": self.id, "department_id": department.id}
                    for department in self._get_concerned_departments()
                ]
            )
        )
        asked._open_activities()

    def _get_concerned_departments(self):
        """Return the departments that gave their opinion, the final step apart."""
        self.ensure_one()
        return self.review_id.line_ids.filtered(
            lambda line: not line.is_final or len(self.review_id.line_ids) == 1
        ).department_id

    def _get_own_acknowledgements(self):
        """Return those that the user can give."""
        return self.acknowledgement_ids.filtered("can_acknowledge")

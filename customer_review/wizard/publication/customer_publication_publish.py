from odoo import api, fields, models


class CustomerPublicationPublish(models.TransientModel):
    """Asks where a publication is published, and publishes it."""

    _name = "customer.publication.publish"
    _inherit = ["customer.review.boundary"]
    _description = "Publish"

    publication_id = fields.Many2one(
        comodel_name="customer.publication", required=True, ondelete="cascade"
    )
    place = fields.Selection(
        selection=lambda self: self.env["customer.publication.placement"]._get_places(),
        string="Where",
        required=True,
        compute="_compute_place",
        store=True,
        readonly=False,
    )
    detail = fields.Char(
        string="Details", help="Address of the page, run, hall and stand."
    )
    replaced = fields.Char(
        compute="_compute_replaced", help="What is withdrawn at the same time."
    )

    @api.depends("publication_id")
    def _compute_place(self):
        for wizard in self:
            wizard.place = wizard.publication_id.channel or wizard.place

    @api.depends("publication_id")
    def _compute_replaced(self):
        for wizard in self:
            earlier = wizard.publication_id.sudo().previous_id
            is_out = earlier.state == "published"
            wizard.replaced = is_out and earlier.display_name

    def action_confirm(self):
        """Publish it there.

        :raise UserError: where it may not be published, with what is missing
        """
        self._check_visible()
        publication = self.publication_id
        publication._check_visible()
        publication.ensure_one()
        publication._raise_errors({publication: publication._get_publish_error()})
        publication._publish(self.place, self.detail)
        return {"type": "ir.actions.act_window_close"}

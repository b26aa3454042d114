from lxml import etree

from odoo import api, models
from odoo.exceptions import AccessError


class CustomerReviewSettings(models.TransientModel):
    """The settings of this addon, for its manager: he needs no further right.

    Odoo's own page of settings is the administrator's, who finds the same ones there.
    """

    _name = "customer.review.settings"
    _inherit = [
        "customer.review.company.settings",
        "customer.review.guard",
        "customer.review.boundary",
    ]
    _description = "Customer Review Settings"

    # Those of the company in which the manager works, and of no other.
    _engine_fields = frozenset({"company_id"})

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Settings")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_manager()
        for vals in vals_list:
            self._check_engine_fields(vals)
            self._check_readable(vals)
        settings = super(CustomerReviewSettings, self.sudo()).create(vals_list)
        settings = settings.with_env(self.env)
        for one, vals in zip(settings, vals_list, strict=True):
            one._check_references(vals)
        return settings

    def write(self, vals):
        self._check_manager()
        self.check_access("write")
        self._check_engine_fields(vals)
        self._check_readable(vals)
        result = super(CustomerReviewSettings, self.sudo()).write(vals)
        self._check_references(vals)
        return result

    def execute(self):
        """Load the client anew, once the settings are saved."""
        self._check_visible()
        self._check_manager()
        return {"type": "ir.actions.client", "tag": "reload"}

    def cancel(self):
        """Show the settings as they are."""
        self._check_visible()
        self._check_manager()
        return self.env["customer.review.resource"]._get_action(
            "customer_review.customer_review_settings_action", self._name
        )

    @api.model
    def _check_manager(self):
        if not self.env.user.has_group("customer_review.group_manager"):
            raise AccessError(
                self.env._(
                    "Only managers of Customer Review change its settings. Ask one of"
                    " them, or your administrator for the right."
                )
            )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Show what this addon has put into Odoo's own page of settings."""
        arch, view = super()._get_view(view_id, view_type, **options)
        app = arch.find("app")
        if app is not None:
            for page in self._get_pages():
                app.extend(etree.fromstring(page.arch).iter("block"))
        return arch, view

    @api.model
    def _get_pages(self):
        """Return the views by which this addon extends Odoo's own page."""
        own = self.env["ir.model.data"].sudo()
        own = own.search(
            [("module", "=", self._original_module), ("model", "=", "ir.ui.view")]
        )
        views = self.env["ir.ui.view"].sudo().browse(own.mapped("res_id"))
        return views.filtered(lambda view: view.model == "res.config.settings").sorted(
            "id"
        )

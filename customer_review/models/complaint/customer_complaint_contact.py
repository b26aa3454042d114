from odoo import api, fields, models
from odoo.tools import email_normalize


class CustomerComplaint(models.Model):
    """Who complains, and who writes to whom."""

    _inherit = "customer.complaint"

    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        index=True,
        check_company=True,
        tracking=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", store=True
    )
    contact_id = fields.Many2one(
        comodel_name="res.partner",
        check_company=True,
        domain="[('id', 'child_of', partner_id)]",
    )
    contact_name = fields.Char(compute="_compute_contact", store=True, readonly=False)
    email_from = fields.Char(
        string="Email", compute="_compute_contact", store=True, readonly=False
    )
    phone = fields.Char(compute="_compute_contact", store=True, readonly=False)

    @api.depends("partner_id", "contact_id")
    def _compute_contact(self):
        for complaint in self:
            person = complaint.contact_id or complaint.partner_id
            complaint.contact_name = person.name or complaint.contact_name
            complaint.email_from = person.email or complaint.email_from
            complaint.phone = person.phone or complaint.phone

    def _get_customer(self):
        """Return the partner who gets the mails, where the address is the partner's."""
        self.ensure_one()
        person = self.contact_id or self.partner_id
        same = email_normalize(person.email or "") == email_normalize(
            self.email_from or ""
        )
        return person if same else person.browse()

    def _get_author(self):
        """Return who writes to the customer: never the customer, nor a robot."""
        self.ensure_one()
        user = self.env.user
        if user.share or not user.active:
            user = self.user_id
        return user.partner_id or self.company_id.partner_id

    def _get_customer_lang(self):
        """Return the customer's language code, else the company's."""
        self.ensure_one()
        return (
            self.contact_id.lang
            or self.partner_id.lang
            or self.company_id.partner_id.lang
            or self.env.lang
        )

from odoo import fields, models
from odoo.tools import ormcache

from ..const import SETTINGS


class ResCompany(models.Model):
    _inherit = "res.company"

    review_policy = fields.Selection(
        prefetch=SETTINGS,
        selection=[
            ("none", "No order"),
            ("special", "Special orders only"),
            ("all", "Every order"),
        ],
        string="Orders to Review",
        required=True,
        default="all",
    )
    review_before_sending = fields.Boolean(
        prefetch=SETTINGS,
        string="Approval before Sending",
        help="No quotation is sent, or printed as final, before it is approved.",
    )
    review_accept_first = fields.Boolean(
        prefetch=SETTINGS,
        string="Customers Accept First",
        help="Customers may sign and pay while the review is open. The acceptance is"
        " recorded, the order is held, and the approval confirms it.",
    )
    review_oral_sent = fields.Boolean(
        prefetch=SETTINGS,
        string="Oral Orders: Written Confirmation before Submission",
        default=True,
        help="An oral or phone order is submitted once its record is complete and the"
        " written confirmation has been sent to the customer.",
    )
    review_oral_confirmed = fields.Boolean(
        prefetch=SETTINGS,
        string="Oral Orders: Customer's Confirmation before Approval",
        default=True,
        help="An oral or phone order is approved once the customer has confirmed it.",
    )
    review_new_product_undelivered = fields.Boolean(
        prefetch=SETTINGS,
        string="New Product until First Delivery",
        help="A product that was never delivered counts as new product development.",
    )

    def _prepare_review_settings(self):
        return super()._prepare_review_settings() | {
            "new_product_undelivered": self.review_new_product_undelivered,
        }

    @ormcache("self.id")
    def _get_review_policy(self):
        """Return which orders are reviewed; kept at hand, every order asks for it."""
        return self.sudo().review_policy

from odoo import api, fields, models


class SaleOrder(models.Model):
    """What the screens of a quotation say beside its review. Nothing is stored."""

    _inherit = "sale.order"

    # A stock button, which portal users share, depends on it: no groups here.
    review_blocks_sending = fields.Boolean(compute="_compute_review_blocks_sending")
    review_subject = fields.Char(
        string="Kind", compute="_compute_review_subject", groups="base.group_user"
    )

    @api.depends("review_blocks_commitment", "company_id")
    @api.depends_context("uid")
    def _compute_review_blocks_sending(self):
        for order in self:
            order.review_blocks_sending = (
                order.review_blocks_commitment
                and order.company_id.sudo().review_before_sending
            )

    @api.depends("agreement_type", "review_class")
    def _compute_review_subject(self):
        subjects = self._get_review_subjects()
        for order in self:
            order.review_subject = subjects[order.agreement_type, order.review_class]

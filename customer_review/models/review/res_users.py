import base64

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.http import request

# First bytes of the pictures that every PDF engine prints: PNG, JPEG.
PRINTABLE = (b"\x89PNG", b"\xff\xd8\xff")


class ResUsers(models.Model):
    _inherit = "res.users"

    # What each person sets for himself.
    _review_preferences = ("review_signature", "review_digest")

    # Nobody but the person and the administrator gets hold of it.
    review_signature = fields.Image(
        string="Signature on Forms",
        max_width=600,
        max_height=200,
        copy=False,
        groups="base.group_erp_manager",
        help="Printed on the review forms that you decide from now on.",
    )

    # Spares each decision the search for a picture that most people have not drawn.
    has_review_signature = fields.Boolean(
        compute="_compute_has_review_signature",
        store=True,
        groups="base.group_erp_manager",
    )

    review_digest = fields.Boolean(
        string="Daily Digest of Reviews",
        default=True,
        help="Each working day's morning a mail with what waits for you.",
    )
    review_digest_date = fields.Date(
        readonly=True,
        copy=False,
        groups="base.group_erp_manager",
        help="When the digest was last looked at, where the person is.",
    )

    @api.depends("review_signature")
    def _compute_has_review_signature(self):
        for user in self:
            user.has_review_signature = bool(user.review_signature)

    @property
    def SELF_READABLE_FIELDS(self):
        return [*super().SELF_READABLE_FIELDS, *self._review_preferences]

    @property
    def SELF_WRITEABLE_FIELDS(self):
        return [*super().SELF_WRITEABLE_FIELDS, *self._review_preferences]

    @api.constrains("review_signature")
    def _check_review_signature(self):
        for user in self.sudo().filtered("review_signature"):
            picture = base64.b64decode(user.review_signature)
            if not picture.startswith(PRINTABLE):
                raise ValidationError(
                    self.env._("A signature is a PNG or JPEG picture. Draw it anew.")
                )

    def _check_credentials(self, credential, env):
        # Whoever finds an open session must not guess its password there.
        if (
            not request
            or request.session.uid != self.env.uid
            or not self.env.user._is_signer()
        ):
            return super()._check_credentials(credential, env)
        with self.env["customer.review.signing.attempt"]._counting():
            return super()._check_credentials(credential, env)

    def _is_signer(self):
        """Return whether one of the user's companies asks for signatures."""
        companies = self.env["res.company"].browse(self._get_company_ids())
        return any(company._get_review_signing() != "never" for company in companies)

    def _has_password(self):
        """Return whether Odoo itself keeps a password of the user."""
        self.ensure_one()
        self.env.cr.execute(
            "SELECT password IS NOT NULL FROM res_users WHERE id = %s", [self.id]
        )
        return self.env.cr.fetchone()[0]

    @api.model
    def _get_activity_groups(self):
        groups = super()._get_activity_groups()
        for group in groups:
            if self._is_counted_when_planned(group["model"]):
                group["total_count"] += group["planned_count"]
        return groups

    @api.model
    def _is_counted_when_planned(self, model):
        """Return whether the clock counts to-dos on ``model`` before they are due."""
        cls = self.env.registry.get(model)
        return cls is not None and issubclass(
            cls, self.env.registry["customer.review.activities"]
        )

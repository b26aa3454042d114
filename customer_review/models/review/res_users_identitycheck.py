import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from .customer_review_signing import SIGNATURE, Signature
from .customer_review_signing_attempt import TooManyAttempts

VALID_MINUTES = 10


class ResUsersIdentitycheck(models.TransientModel):
    """Odoo's own dialog for the password, which here also signs.

    One that signs serves its own person, in his own session, once and for a few
    minutes, and gives no period of grace to anything else.
    """

    _inherit = "res.users.identitycheck"

    # What is signed; nobody reads or writes it, the person neither.
    review_signing = fields.Json(readonly=True, groups=NO_ACCESS)
    review_signing_text = fields.Text(
        string="You Sign", compute="_compute_review_signing_text", compute_sudo=True
    )
    review_signing_hint = fields.Char(
        compute="_compute_review_signing_text", compute_sudo=True
    )

    @api.depends("review_signing", "auth_method", "create_uid")
    @api.depends_context("lang")
    def _compute_review_signing_text(self):
        for check in self:
            check.review_signing_text = "\n".join(
                f"{entry['title']}: {entry['meaning']}"
                for entry in check.review_signing or ()
            )
            check.review_signing_hint = (
                check.review_signing
                and check.auth_method == "password"
                and not check.create_uid._has_password()
                and self._get_no_password_message()
            )

    @api.model
    def _get_no_password_message(self):
        return self.env._(
            "You have no password of your own in Odoo. To sign, set one with 'Forgot"
            " password?', or add a passkey in your preferences, under Security."
        )

    def _check_identity(self):
        try:
            return super()._check_identity()
        except UserError as error:
            if isinstance(error.__context__, TooManyAttempts):
                raise UserError(str(error.__context__)) from None
            if self.auth_method == "password" and not self.env.user._has_password():
                raise UserError(self._get_no_password_message()) from None
            raise

    def run_check(self):
        if not self.exists():
            raise UserError(
                self.env._(
                    "This dialog was already used, or has expired. Close it and use"
                    " the button again."
                )
            )
        if self.sudo().review_signing:
            return self._run_signing()
        return super().run_check()

    def _run_signing(self):
        """Do what was signed, if the password is right.

        :raise UserError: where it is wrong, the dialog is not the user's or too old,
            or what he was about to sign has changed
        """
        check = self.sudo()
        signing = self.env["customer.review.signing"]
        if error := signing._get_session_error():
            raise UserError(error)
        if check.create_uid != self.env.user:
            raise UserError(self.env._("Each person signs in a dialog of his own."))
        if check.create_date < fields.Datetime.now() - timedelta(minutes=VALID_MINUTES):
            raise UserError(
                self.env._(
                    "You were asked for the password more than %s minutes ago. Close"
                    " this dialog, read again what you sign, and use the button again.",
                    VALID_MINUTES,
                )
            )
        self._check_identity()
        entries = check.review_signing
        context, model, ids, name, args, kwargs = json.loads(check.request)
        check.unlink()
        signing._check_unchanged(entries)
        signature = Signature(self.env.uid, entries)
        env = self.env(context={**context, SIGNATURE: signature})
        return getattr(env[model].browse(ids), name)(*args, **kwargs)

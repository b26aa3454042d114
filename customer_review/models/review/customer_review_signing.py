import functools
import json

from odoo import api, models
from odoo.exceptions import UserError
from odoo.http import request

# Where an act finds the signature that it is taken with.
SIGNATURE = "customer_review_signature"


class Signature:
    """What a person has just signed with the password.

    Compared by type: what arrives over RPC is data, and never such an object. Each
    of its entries serves one act.
    """

    __slots__ = ("entries", "uid")

    def __init__(self, uid, entries):
        self.uid = uid
        self.entries = entries

    def take(self, entries):
        """Use up ``entries``; return whether all of them were signed."""
        if any(entry not in self.entries for entry in entries):
            return False
        self.entries = [entry for entry in self.entries if entry not in entries]
        return True


class SigningAsked(UserError):
    """An act that has to be signed first; carries what is to be signed."""

    def __init__(self, message, entries):
        super().__init__(message)
        self.entries = entries


def signed(method):
    """Let a button's method ask for the password where its act has to be signed.

    The act itself says so, by :meth:`_check_signed`, before it writes anything. What
    the method is called with must be plain values. Callers return its result: it is
    the dialog where one is needed.
    """

    @functools.wraps(method)
    def wrapped(self, *args, **kwargs):
        try:
            return method(self, *args, **kwargs)
        except SigningAsked as asked:
            signing = self.env["customer.review.signing"]
            if signing._get_session_error():
                raise
            call = [self._name, self.ids, method.__name__, args, kwargs]
            return signing._open_dialog(call, asked.entries)

    wrapped._customer_review_signed = True
    return wrapped


class CustomerReviewSigning(models.AbstractModel):
    """An act that a person signs with the password, each time anew.

    An adopter decorates the buttons with ``@signed`` and calls :meth:`_check_signed`
    in the one method that all of them end in, once the user may act and before it
    writes anything. There is no exception: neither superuser nor a job acts in a
    person's name without that person's signature.

    An entry is what is signed on one record, as plain JSON: ``model``, ``id``,
    ``title`` and ``meaning`` as the dialog shows them, ``fingerprint`` of the content,
    and whatever else belongs to the act. The act is done only with the very entries
    that were signed.
    """

    _name = "customer.review.signing"
    _description = "Signed with the Password"

    def _check_signed(self, entries):
        """Raise where ``entries`` are not what the user has just signed.

        :param entries: what has to be signed; none where nothing has to
        :raise SigningAsked: where nothing was signed
        :raise UserError: where something else was signed
        """
        if not entries:
            return
        signature = self.env.context.get(SIGNATURE)
        if type(signature) is not Signature or signature.uid != self.env.uid:
            raise SigningAsked(
                self.env._(
                    "This has to be signed with your password, which is asked for in"
                    " your own session in the browser only: open %s there and use its"
                    " buttons.",
                    ", ".join(entry["title"] for entry in entries),
                ),
                entries,
            )
        if not signature.take(entries):
            raise UserError(self._get_changed_message(entries))

    def _get_signed_fingerprint(self):
        """Return the fingerprint of what is signed, as it is now."""
        self.ensure_one()
        return ""

    @api.model
    def _check_unchanged(self, entries):
        """Raise where the content of a record is no longer what was signed."""
        changed = [
            entry
            for entry in entries
            for record in self.env[entry["model"]].sudo().browse(entry["id"]).exists()
            if record._get_signed_fingerprint() != entry["fingerprint"]
        ]
        if changed:
            raise UserError(self._get_changed_message(changed))

    @api.model
    def _get_changed_message(self, entries):
        return self.env._(
            "Nothing was signed: what is decided on %s has changed since the password"
            " was asked for. Close this dialog, read it again, and sign it anew.",
            ", ".join(entry["title"] for entry in entries),
        )

    @api.model
    def _get_session_error(self):
        """Return why the user cannot sign here, or False.

        Only the browser's session counts, which the person has logged in to: not what
        merely sends its cookie along with an API key.
        """
        if (
            request
            and request.session.uid == self.env.uid
            and request.session.can_save
            and request.dispatcher.routing_type == "jsonrpc"
        ):
            return False
        return self.env._(
            "The password is asked for in your own session in the browser only. Open"
            " the record there and use its buttons."
        )

    @api.model
    def _open_dialog(self, call, entries):
        """Return the dialog that asks for the password, and then makes the call.

        :param call: model, ids, method, arguments and keywords, as plain values
        """
        context = {
            key: self.env.context[key]
            for key in ("allowed_company_ids", "lang", "tz")
            if key in self.env.context
        }
        # Without the defaults that a context may bring.
        checks = self.env(context={})["res.users.identitycheck"].sudo()
        check = checks.create(
            {"request": json.dumps([context, *call]), "review_signing": entries}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": check._name,
            "res_id": check.id,
            "name": self.env._("Sign"),
            "target": "new",
            "views": [(False, "form")],
            "context": {"dialog_size": "medium"},
        }

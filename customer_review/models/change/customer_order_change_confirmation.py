from odoo import api, fields, models
from odoo.exceptions import UserError

from ..const import CONFIRMATION_FIELDS


class CustomerOrderChange(models.Model):
    """The customer's confirmation: sent, given or declined, for one version alone."""

    _inherit = "customer.order.change"

    _engine_fields = frozenset(
        {
            "confirmation_sent_on",
            "confirmation_sent_to",
            "confirmation_fingerprint",
            "declined_by",
            "declined_on",
            "decline_reason",
            "declined_fingerprint",
        }
    )

    confirmed_by = fields.Char(copy=False)
    confirmed_on = fields.Datetime(copy=False)
    confirmed_how = fields.Selection(
        selection=[
            ("portal", "Portal"),
            ("email", "E-mail"),
            ("fax", "Fax"),
            ("letter", "Letter"),
            ("signed", "Signed Copy"),
            ("phone", "Phone, Read Back"),
        ],
        copy=False,
    )
    confirmation_sent_on = fields.Datetime(copy=False, readonly=True)
    confirmation_sent_to = fields.Char(copy=False, readonly=True)
    confirmation_fingerprint = fields.Char(
        copy=False,
        readonly=True,
        help="SHA-256 of what the customer has confirmed.",
    )
    declined_by = fields.Char(copy=False, readonly=True)
    declined_on = fields.Datetime(copy=False, readonly=True)
    decline_reason = fields.Text(copy=False, readonly=True)
    declined_fingerprint = fields.Char(
        copy=False, readonly=True, help="SHA-256 of what the customer has declined."
    )
    confirmation_alert = fields.Char(compute="_compute_confirmation_alert")

    @api.depends(
        lambda self: [
            *self._get_review_content_dependencies(),
            "state",
            *CONFIRMATION_FIELDS,
            "confirmation_fingerprint",
            "declined_fingerprint",
        ]
    )
    @api.depends_context("lang")
    def _compute_confirmation_alert(self):
        for change in self:
            change.confirmation_alert = (
                change.sudo()._get_unconfirmed_error()
                if change.state == "approved"
                else change._get_confirmation_alert()
            )

    def action_send_confirmation(self):
        """Open the mail that asks the customer to confirm the change."""
        self.ensure_one()
        self._check_visible()
        self.check_access("write")
        self._raise_errors({self: self._get_sending_error()})
        template = self.env.ref(
            "customer_review.customer_order_change_mail_confirmation",
            raise_if_not_found=False,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask the Customer"),
            "res_model": "mail.compose.message",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_model": self._name,
                "default_res_ids": self.ids,
                "default_template_id": template and template.id,
                "default_composition_mode": "comment",
                "default_email_layout_xmlid": "mail.mail_notification_layout",
                "change_confirmation": True,
                "force_email": True,
            },
        }

    def _message_post_after_hook(self, message, msg_vals):
        if self.env.context.get("change_confirmation") and message.partner_ids:
            self.check_access("write")
            self._as_engine().write(
                {
                    "confirmation_sent_on": fields.Datetime.now(),
                    "confirmation_sent_to": ", ".join(
                        message.sudo().partner_ids.mapped("email_formatted")
                    ),
                }
            )
        return super()._message_post_after_hook(message, msg_vals)

    def _get_sending_error(self):
        """Return why the customer cannot be asked now, or False."""
        self.ensure_one()
        if self._get_review_stage() != "open":
            return self.env._("It is not open any more.")
        if not self._get_differences():
            return self.env._("Nothing differs from the order yet.")
        return False

    def _get_version(self):
        """Return the fingerprint of what the customer is asked to confirm."""
        self.ensure_one()
        return self._hash_content(self.sudo()._get_review_content())

    def _is_confirmed_by_customer(self):
        """Return whether the customer has confirmed what is to be applied now."""
        self.ensure_one()
        return bool(
            self.confirmed_by
            and self.confirmed_on
            and self.confirmed_how
            and self.confirmation_fingerprint == self._get_version()
        )

    def _get_valid_confirmation(self):
        """Return what forms print of a confirmation that counts, as plain values."""
        self.ensure_one()
        if not self._is_confirmed_by_customer():
            return {}
        return {
            "confirmed_by": self.confirmed_by,
            "confirmed_on": fields.Datetime.to_string(self.confirmed_on),
            "confirmed_how": self.confirmed_how,
        }

    def _is_declined_by_customer(self):
        """Return whether the customer has declined what would be applied now."""
        self.ensure_one()
        return bool(
            self.declined_fingerprint
            and self.declined_fingerprint == self._get_version()
        )

    def _get_confirmation_alert(self):
        """Return what is wrong with the customer's confirmation, or False."""
        self.ensure_one()
        change = self.sudo()
        if not change.order_id or change._get_review_stage() != "open":
            return False
        if change._is_declined_by_customer():
            return self.env._(
                "%(name)s has declined it: %(reason)s",
                name=change.declined_by,
                reason=change.decline_reason or "–",
            )
        if change.confirmed_by and change.confirmation_fingerprint not in (
            False,
            change._get_version(),
        ):
            return self.env._(
                "What the customer has confirmed is an older version, and counts for"
                " nothing. Ask him again."
            )
        return False

    def _get_unconfirmed_error(self):
        """Return why the customer's answer keeps it from being applied, or False."""
        self.ensure_one()
        if self._is_declined_by_customer():
            return self.env._(
                "%(name)s has declined it for the customer. Correct it and submit it"
                " again, or cancel it.",
                name=self.declined_by,
            )
        is_asked = self.company_id.change_customer_confirmation
        if (
            not is_asked
            or self.change_kind == "correction"
            or self._is_confirmed_by_customer()
        ):
            return False
        return self._get_confirmation_alert() or self.env._(
            "The customer has not confirmed it. Send it to him, or record how he"
            " confirmed it, on the tab Customer's Confirmation."
        )

    def _check_confirmation_kept(self, vals):
        """Raise where Sales would write over what the customer himself has said."""
        if CONFIRMATION_FIELDS.isdisjoint(vals):
            return
        for change in self.sudo():
            if change.confirmed_how == "portal" and change._is_confirmed_by_customer():
                raise UserError(
                    self.env._(
                        "%(name)s has confirmed it himself on the portal: this stays as"
                        " it is. What is confirmed otherwise belongs into a further"
                        " change.",
                        name=change.confirmed_by,
                    )
                )

    def _bind_confirmation(self):
        """Bind what Sales recorded to the version it is about, and go on."""
        for change in self:
            if change.confirmed_how == "portal":
                raise UserError(
                    self.env._(
                        "Only the customer himself confirms on the portal. Say by"
                        " which other way his confirmation came."
                    )
                )
            change._as_engine().write(
                {"confirmation_fingerprint": change._get_version()}
            )
            change.sudo()._apply_once_confirmed()

    def _apply_once_confirmed(self):
        """Apply an approved change that has waited for the confirmation alone."""
        self.ensure_one()
        if self.state == "approved" and not self._get_apply_error():
            self._try_to_apply()

    def _ask_sales(self, summary, deadline=None):
        """Give the salesperson, else whoever wrote the change, a to-do on it."""
        self.ensure_one()
        return self._open_activities_on(
            "mail_activity_type_change",
            [
                {
                    "record": self,
                    "summary": summary,
                    "date_deadline": deadline or fields.Date.context_today(self),
                    "user_id": (
                        self.user_id or self.review_id.user_id or self.create_uid
                    ).id,
                }
            ],
        )

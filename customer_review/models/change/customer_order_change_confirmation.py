from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .customer_order_change import CONFIRMATION_FIELDS

# What a portal user may read of the changes he was sent; all else is internal.
PORTAL_FIELDS = frozenset(
    {
        "id",
        "display_name",
        "name",
        "order_id",
        "company_id",
        "partner_id",
        "currency_id",
        "state",
        "reason",
        "confirmed_by",
        "confirmed_on",
        "confirmation_sent_on",
        "declined_by",
        "declined_on",
        "date_applied",
        "access_url",
        "create_date",
        "write_date",
    }
)


class CustomerOrderChange(models.Model):
    """The customer's confirmation: sent, given or declined, for one version alone."""

    _inherit = "customer.order.change"

    _engine_fields = frozenset(
        {"declined_by", "declined_on", "decline_reason", "declined_fingerprint"}
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
            *CONFIRMATION_FIELDS,
            "confirmation_fingerprint",
            "declined_fingerprint",
        ]
    )
    @api.depends_context("lang")
    def _compute_confirmation_alert(self):
        for change in self:
            change.confirmation_alert = change._get_confirmation_alert()

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or not self.env.user.share:
            return True
        return operation == "read" and field.name in PORTAL_FIELDS

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        # Customers use the pages of this addon, which bound what they send; Odoo's
        # own routes for messages and files would take any number.
        if self.env.user.share:
            return self.browse()
        return super()._get_thread_with_access(thread_id, **kwargs)

    def message_post(self, **kwargs):
        """Post; customers answer on the page of the change."""
        self._check_visible()
        if self.env.user.share and not self.env.su:
            raise AccessError(
                self.env._("Please answer on the page of the change itself.")
            )
        return super().message_post(**kwargs)

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
        if (
            not self.company_id.change_customer_confirmation
            or self._is_confirmed_by_customer()
        ):
            return False
        return self._get_confirmation_alert() or self.env._(
            "The customer has not confirmed it. Send it to him, or record how he"
            " confirmed it, on the tab Customer's Confirmation."
        )

    def _bind_confirmation(self):
        """Bind what Sales recorded to the version it is about, and go on."""
        for change in self:
            change._as_engine().write(
                {"confirmation_fingerprint": change._get_version()}
            )
            change.sudo()._apply_once_confirmed()

    def _apply_once_confirmed(self):
        """Apply an approved change that has waited for the confirmation alone."""
        self.ensure_one()
        if self.state == "approved" and not self._get_apply_error():
            self._try_to_apply()

    # What the customer does on the portal; called as superuser once he was checked

    def _answer_for_customer(self, name, version, vals, note):
        """Keep the customer's answer, given as ``name`` to ``version``.

        :raise UserError: where it is about an older version, or was answered
        """
        self.ensure_one()
        self.lock_for_update()
        if self._get_review_stage() != "open":
            raise UserError(self.env._("This change is closed and needs no answer."))
        if version != self._get_version():
            raise UserError(
                self.env._(
                    "The change was altered after you opened this page. Please look at"
                    " it as it is now, and answer again."
                )
            )
        if self._is_answered():
            raise UserError(self.env._("This change is answered already."))
        if not name:
            raise UserError(self.env._("Please enter your name."))
        self._as_engine().write(vals)
        self._message_log(body=note)

    def _is_answered(self):
        """Return whether the customer has answered the present version."""
        self.ensure_one()
        return self._is_confirmed_by_customer() or self._is_declined_by_customer()

    def _confirm_for_customer(self, name, version):
        self._answer_for_customer(
            name,
            version,
            {
                "confirmed_by": name,
                "confirmed_on": fields.Datetime.now(),
                "confirmed_how": "portal",
                "confirmation_fingerprint": version,
            },
            self.env._("The customer has confirmed it on the portal: %s", name),
        )
        submitter = self.review_id.user_id
        if submitter:
            self.with_user(submitter).sudo()._apply_once_confirmed()

    def _decline_for_customer(self, name, version, reason):
        self._answer_for_customer(
            name,
            version,
            {
                "declined_by": name,
                "declined_on": fields.Datetime.now(),
                "decline_reason": reason,
                "declined_fingerprint": version,
            },
            self.env._(
                "The customer has declined it on the portal: %(name)s. %(reason)s",
                name=name,
                reason=reason or "",
            ),
        )
        self._ask_sales(self.env._("The customer has declined the change"))

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

    def _get_portal_state(self):
        """Return where the change stands, in the customer's words."""
        self.ensure_one()
        if self.date_applied:
            return self.env._("Your order was changed")
        if self._get_review_stage() == "closed":
            return self.env._("Given up")
        if self._is_declined_by_customer():
            return self.env._("You have declined it")
        if self._is_confirmed_by_customer():
            return self.env._("You have confirmed it")
        return self.env._("Waits for your answer")

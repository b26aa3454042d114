from odoo import fields, models
from odoo.exceptions import UserError


class CustomerOrderChange(models.Model):
    """What a customer sees of his changes, and how he answers, on the portal."""

    _inherit = "customer.order.change"

    _portal_fields = frozenset(
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

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for change in self:
            change.access_url = f"/my/order-changes/{change.id}"
        return result

    def message_post(self, **kwargs):
        """Post; customers, who see nothing here, answer on the page of the change."""
        self._check_visible()
        return super().message_post(**kwargs)

    # Called as superuser once the customer was checked.

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

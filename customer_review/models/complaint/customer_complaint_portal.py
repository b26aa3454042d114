import hashlib
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, plaintext2html

# What a portal user may read of his own complaints; all else is internal.
PORTAL_FIELDS = frozenset(
    {
        "id",
        "active",
        "display_name",
        "name",
        "subject",
        "kind",
        "state",
        "company_id",
        "partner_id",
        "commercial_partner_id",
        "order_id",
        "product_id",
        "lot",
        "qty_complained",
        "uom_id",
        "description",
        "demand",
        "date_received",
        "date_answered",
        "access_url",
        "create_date",
        "write_date",
    }
)


class CustomerComplaint(models.Model):
    """What customers do themselves, on the portal and the public page."""

    _inherit = "customer.complaint"

    sender_key = fields.Char(
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="Tells senders apart without keeping their network address.",
    )
    submission_key = fields.Char(readonly=True, copy=False)

    _submission_key_unique = models.UniqueIndex(
        "(submission_key) WHERE submission_key IS NOT NULL",
        "This message was received already.",
    )

    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su or not self.env.user.share:
            return True
        return operation == "read" and field.name in PORTAL_FIELDS

    @api.model
    def _receive(self, values, sender, submission_key):
        """Record what a customer sent; the same form sent twice is recorded once.

        :param dict values: checked by the caller, no engine fields
        :param str sender: what tells this sender apart, such as an address
        :raises UserError: when this sender has sent too many within the hour
        """
        key = self._hash_sender(sender)
        email = email_normalize(values.get("email_from") or "")
        if submission_key:
            known = self.sudo().search([("submission_key", "=", submission_key)])
            if known:
                return known if known.sender_key == key else self.browse()
        company = self.env["res.company"].browse(values["company_id"])
        self._check_throttle(company, key, email)
        complaint = (
            self._as_engine()
            .create(
                {
                    **values,
                    "recorder_id": False,
                    "sender_key": key,
                    "submission_key": submission_key,
                }
            )
            .with_context(customer_review_engine=None)
        )
        complaint._acknowledge_at_once()
        return complaint

    @api.model
    def _hash_sender(self, sender):
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        return hashlib.sha256(f"{secret}{sender}".encode()).hexdigest()[:32]

    @api.model
    def _check_throttle(self, company, sender_key, email):
        """Raise UserError where this sender has sent too much within the hour."""
        hour_ago = fields.Datetime.now() - timedelta(hours=1)
        sender = Domain("sender_key", "=", sender_key)
        if email:
            sender |= Domain("email_from", "=ilike", email)
        sent = self.sudo().search_count(
            Domain("create_date", ">=", hour_ago)
            & Domain("channel", "in", ("portal", "web"))
            & sender
        )
        if sent >= company.sudo().complaint_hourly_limit:
            raise UserError(
                self.env._(
                    "We have received several messages from you within the hour and"
                    " are reading them. Please write again later, or call us."
                )
            )

    def _receive_message(self, text, partner, attachments):
        """Post what the customer wrote on the portal."""
        self.ensure_one()
        # Portal users may not link files that are kept already, these are his own.
        self.with_user(SUPERUSER_ID).message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=partner.id or None,
            email_from=False if partner else self.email_from,
            attachment_ids=attachments.ids,
        )
        self._receive_reply()

    def _get_portal_state(self):
        """Return the state in the customer's words."""
        self.ensure_one()
        texts = {
            "received": self.env._("We have received your message"),
            "acknowledged": self.env._("We are looking at your message"),
            "assessed": self.env._("We are looking for the cause"),
            "investigating": self.env._("We are looking for the cause"),
            "answered": self.env._("We have answered you"),
            "verified": self.env._("We have checked that it does not happen again"),
            "closed": self.env._("Closed"),
            "refused": self.env._("We could not confirm the defect"),
            "reopened": self.env._("We are looking at it again"),
            "merged": self.env._("Handled together with your other message"),
        }
        if self.waiting_since:
            return self.env._("We are waiting for your answer")
        return texts[self.state]

    def _get_portal_steps(self):
        """Return the progress line as ``[(label, done)]``."""
        self.ensure_one()
        reached = {
            "received": 0,
            "acknowledged": 0,
            "assessed": 1,
            "investigating": 1,
            "reopened": 1,
            "answered": 2,
            "verified": 2,
        }.get(self.state, 3)
        labels = (
            self.env._("Received"),
            self.env._("Investigating"),
            self.env._("Answered"),
            self.env._("Closed"),
        )
        return [(label, place <= reached) for place, label in enumerate(labels)]

    def _get_portal_messages(self):
        """Return the messages that the customer may read, the latest first."""
        self.ensure_one()
        return (
            self.env["mail.message"]
            .sudo()
            .search(
                Domain("model", "=", self._name)
                & Domain("res_id", "=", self.id)
                & Domain("message_type", "in", ("comment", "email", "auto_comment"))
                & self.env["mail.message"]._get_search_domain_share()
            )
        )

    def _can_settle(self):
        """Return whether the customer is asked for a verdict."""
        self.ensure_one()
        return self.state in ("answered", "verified") and not self.customer_verdict

    def _can_rate(self):
        """Return whether the customer may still rate."""
        self.ensure_one()
        return self.customer_verdict == "settled" and not self.rating_ids.filtered(
            "consumed"
        )

    def _can_reopen_for_customer(self):
        """Return whether the customer may still say that it is not settled."""
        self.ensure_one()
        if self.state in ("answered", "verified"):
            return True
        days = self.company_id.complaint_reopen_days
        return (
            self.state in ("closed", "refused")
            and bool(self.date_closed)
            and self.date_closed >= fields.Datetime.now() - timedelta(days=days)
        )

    def _reopen_for_customer(self, reason, partner):
        """Take it up again, because the customer says that it is not settled."""
        self.ensure_one()
        if not self._can_reopen_for_customer():
            raise UserError(
                self.env._("This cannot be reopened any more. Please write again.")
            )
        self._receive_message(reason, partner, self.env["ir.attachment"])
        if self.state != "reopened":
            self._do_reopen(reason)

    def _get_portal_files(self):
        """Return the files that the customer sent with the complaint itself."""
        self.ensure_one()
        return (
            self.env["ir.attachment"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "=", self.id)])
            .filtered(lambda file: file.create_uid.share)
            - self._get_portal_messages().attachment_ids
        )

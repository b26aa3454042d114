import hashlib
from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ConcurrencyError, UserError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize, mute_logger, plaintext2html

# What the customer, or whoever holds the link, may send to one complaint in an hour.
HOURLY_MESSAGES = 20
HOURLY_FILES = 30


class CustomerComplaint(models.Model):
    """What customers do themselves, on the portal and the public page."""

    _inherit = "customer.complaint"

    _portal_fields = frozenset(
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

    @api.model
    def _receive(self, values, sender, submission_key, files=()):
        """Record what a customer sent; the same form sent twice is recorded once.

        :param dict values: checked by the caller, no engine fields
        :param str sender: what tells this sender apart, such as an address
        :param files: ``(name, bytes)`` of each file, checked by the caller
        :raises UserError: when this sender has sent too many within the hour
        :raises ConcurrencyError: when two are recorded at once; Odoo tries again
        """
        key = self._hash_sender(sender)
        self._lock_sender(key)
        if submission_key:
            known = self.sudo().search([("submission_key", "=", submission_key)])
            if known:
                return known if known.sender_key == key else self.browse()
        company = self.env["res.company"].browse(values["company_id"])
        email = email_normalize(values.get("email_from") or "")
        self._check_throttle(company, key, email)
        complaint = self._create_received(
            {
                **values,
                "recorder_id": False,
                "sender_key": key,
                "submission_key": submission_key or None,
            }
        )
        complaint._attach(files)
        complaint._acknowledge_at_once()
        return complaint

    @api.model
    def _create_received(self, values):
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                complaint = self._as_engine().create(values)
                complaint.flush_recordset()
        except UniqueViolation as error:
            # The same form came twice at once: tried again, the other one is found.
            raise ConcurrencyError(str(error)) from error
        return complaint.with_context(customer_review_engine=None)

    @api.model
    def _lock_sender(self, sender_key):
        """Let one sender's messages come in one after the other."""
        [[free]] = self.env.execute_query(
            SQL("SELECT pg_try_advisory_xact_lock(%s)", int(sender_key[:15], 16))
        )
        if not free:
            raise ConcurrencyError("another message of this sender is being recorded")

    def _attach(self, files):
        """Keep ``files`` here; as the visitor, so that markup in them stays text."""
        self.ensure_one()
        return (
            self.env["ir.attachment"]
            .sudo()
            .create(
                [
                    {
                        "name": name,
                        "raw": content,
                        "res_model": self._name,
                        "res_id": self.id,
                    }
                    for name, content in files
                ]
            )
        )

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
        limit = company.sudo().complaint_hourly_limit
        sent = self.sudo().search(
            Domain("create_date", ">=", hour_ago)
            & Domain("channel", "in", ("portal", "web"))
            & sender,
            limit=limit,
            order="id desc",
        )
        if len(sent) >= limit:
            raise UserError(
                self.env._(
                    "We have received several messages from you within the hour and"
                    " are reading them. Please write again later, or call us."
                )
            )
        # Another one that was sent meanwhile is not counted yet: the later of both
        # fails and is tried again.
        sent[:1]._claim()

    def _check_flood(self, files=0):
        """Raise UserError where the customer sent too much to it within the hour.

        :param int files: how many come with the message that is being sent
        """
        self.ensure_one()
        self._claim()
        here = Domain("res_id", "=", self.id) & Domain(
            "create_date", ">=", fields.Datetime.now() - timedelta(hours=1)
        )
        messages = (
            self.env["mail.message"]
            .sudo()
            .search_count(
                here
                & Domain("model", "=", self._name)
                & Domain("message_type", "=", "comment")
                & (
                    Domain("author_id", "=", False)
                    | Domain("author_id.partner_share", "=", True)
                )
            )
        )
        kept = (
            self.env["ir.attachment"]
            .sudo()
            .search_count(
                here
                & Domain("res_model", "=", self._name)
                & Domain("create_uid.share", "=", True)
            )
        )
        if messages >= HOURLY_MESSAGES or kept + files > HOURLY_FILES:
            raise UserError(
                self.env._(
                    "We have received many messages and files from you within the hour"
                    " and are reading them. Please write again later, or call us."
                )
            )

    def _receive_message(self, text, partner, files=()):
        """Post what the customer wrote on the portal, with ``(name, bytes)`` files."""
        self.ensure_one()
        if self.state == "merged":
            raise UserError(
                self.env._(
                    "This is handled together with your other message. Please write to"
                    " us there."
                )
            )
        self._check_flood(len(files))
        self._receive_reply()
        # Portal users may not link files that are kept already, these are his own.
        self.with_user(SUPERUSER_ID).message_post(
            body=plaintext2html(text),
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=partner.id or None,
            email_from=False if partner else self.email_from,
            attachment_ids=self._attach(files).ids,
        )

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

    def _get_ask_error(self):
        """Return why the customer is not asked for a verdict, or False."""
        self.ensure_one()
        if self.customer_verdict:
            return self.env._("You have told us already. Thank you.")
        return self._get_settle_error()

    def _get_rate_error(self):
        """Return why the customer may not rate, or False."""
        self.ensure_one()
        if self.customer_verdict == "settled" and not self.rating_ids.filtered(
            "consumed"
        ):
            return False
        return self.env._("This cannot be rated now.")

    def _get_customer_reopen_error(self):
        """Return why the customer may not say any more that it is open, or False."""
        self.ensure_one()
        if self.state in ("answered", "verified"):
            return False
        limit = fields.Datetime.subtract(
            fields.Datetime.now(), days=self.company_id._get_complaint_days("reopen")
        )
        closed = self.state in ("closed", "refused") and self.date_closed
        if closed and closed >= limit:
            return False
        return self.env._("This cannot be reopened any more. Please write again.")

    def _settle_for_customer(self, name):
        """Record that the matter is settled, because the customer says so."""
        self._check_settle()
        self._do_settle(name)

    def _rate_for_customer(self, value, feedback):
        """Record the customer's rating.

        :param int value: as Odoo stores ratings, None where nothing was chosen
        """
        self.ensure_one()
        if error := self._get_rate_error():
            raise UserError(error)
        if not value:
            raise UserError(self.env._("Please choose how satisfied you are."))
        self.rating_apply(
            value,
            token=self._rating_get_access_token(),
            feedback=feedback,
            subtype_xmlid="mail.mt_note",
        )

    def _reopen_for_customer(self, reason, partner):
        """Take it up again, because the customer says that it is not settled."""
        self.ensure_one()
        if error := self._get_customer_reopen_error():
            raise UserError(error)
        self._check_flood()
        self._do_reopen(reason)
        self._receive_message(reason, partner)

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

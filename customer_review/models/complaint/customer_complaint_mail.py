from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize, html2plaintext
from odoo.tools.mail import email_split_tuples

from ..review.customer_review_guard import ENGINE

# A mail's date is believed within the time that mail servers go on trying.
MAIL_DELAY = timedelta(days=5)
# Key of what the gateway itself adds to a new complaint's values. Compared by
# identity: what arrives over RPC is a copy and never this object.
FOLLOWED = object()


class CustomerComplaint(models.Model):
    """Complaints that arrive by mail."""

    _inherit = "customer.complaint"

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Record a complaint from a mail, and acknowledge it.

        The gateway calls it as superuser; a person needs the right to handle
        complaints, and brings no more along than by ``create``.
        """
        self._check_handler()
        values = dict(custom_values or {})
        previous_id = values.pop(FOLLOWED, False)
        complaint = super().message_new(
            msg_dict, self._prepare_mail_vals(msg_dict, values)
        )
        if self.env.su:
            # A mail's sender proves nothing: nobody is said to have recorded it.
            complaint._as_engine().write(
                {"previous_id": previous_id, "recorder_id": False}
            )
        if not msg_dict.get("is_auto_reply"):
            complaint._acknowledge_at_once()
        return complaint

    def message_update(self, msg_dict, update_vals=None):
        """A customer's reply ends the waiting, and reopens what was closed.

        The gateway calls it as superuser; a person needs the right to handle
        complaints.
        """
        self._check_handler()
        result = super().message_update(msg_dict, update_vals)
        if not msg_dict.get("is_auto_reply"):
            for complaint in self.filtered(lambda one: one._is_customer(msg_dict)):
                complaint._receive_reply()
        return result

    def message_post(self, **kwargs):
        """Post; a person's first message to the customer is the first answer."""
        self._check_visible()
        if self.env.user.share and not self.env.su:
            raise AccessError(
                self.env._("Please write to us on the page of your message.")
            )
        message = super().message_post(**kwargs)
        if (
            message.message_type == "comment"
            and not message.is_internal
            and not message.subtype_id.internal
            and self._is_staff()
        ):
            self.filtered(
                lambda complaint: complaint.is_open and not complaint.date_first_answer
            )._as_engine().write({"date_first_answer": fields.Datetime.now()})
        return message

    def _process_attachments_for_post(self, attachments, attachment_ids, values):
        # A file that comes with a later message is kept with that message, and
        # changes nothing of what was there before: no mail is lost for it.
        posting = self.with_context(customer_review_engine=ENGINE)
        return super(CustomerComplaint, posting)._process_attachments_for_post(
            attachments, attachment_ids, values
        )

    @api.model
    def _is_staff(self):
        """Return whether the user's messages count as the company's own."""
        user = self.env.user
        return user.has_group("customer_review.group_user") or user.has_group(
            "customer_review.group_reviewer"
        )

    @api.model
    def _prepare_mail_vals(self, msg_dict, custom_values):
        """Return the values of a complaint that arrived as this mail."""
        sender = msg_dict.get("email_from") or ""
        partner = self._find_sender(msg_dict)
        names = email_split_tuples(sender)
        first_line = html2plaintext(msg_dict.get("body") or "").strip().split("\n")[0]
        return {
            **custom_values,
            "channel": "email",
            "subject": msg_dict.get("subject")
            or first_line[:80]
            or self.env._("Message without a subject"),
            "description": msg_dict.get("body") or False,
            "date_received": self._clamp_mail_date(msg_dict.get("date")),
            "contact_name": (names and names[0][0]) or partner.name or sender,
            "email_from": sender or False,
            "partner_id": partner.commercial_partner_id.id,
            "contact_id": not partner.is_company and partner.id,
        }

    @api.model
    def _find_sender(self, msg_dict):
        """Return the customer who wrote; an employee's address makes nobody one."""
        partner = self.env["res.partner"].browse(msg_dict.get("author_id") or [])
        employees = partner.with_context(active_test=False).user_ids.filtered(
            lambda user: not user.share
        )
        return partner.browse() if employees else partner

    @api.model
    def _clamp_mail_date(self, date):
        """Return when the mail arrived: its own date, where that can be true."""
        now = fields.Datetime.now()
        arrived = fields.Datetime.to_datetime(date) or now
        return arrived if now - MAIL_DELAY <= arrived <= now else now

    def _is_customer(self, msg_dict):
        """Return whether the mail comes from the complaint's own customer."""
        self.ensure_one()
        sender = email_normalize(msg_dict.get("email_from") or "")
        author = self._find_sender(msg_dict)
        if sender and sender == email_normalize(self.email_from or ""):
            return True
        return bool(
            author and author.commercial_partner_id == self.commercial_partner_id
        )

    def _receive_reply(self):
        self.ensure_one()
        self._do_resume()
        if self.state in ("closed", "refused"):
            self._do_reopen(self.env._("The customer replied to the closed complaint."))

    def _acknowledge_at_once(self):
        """Acknowledge what came from outside; without an address a person does it."""
        for complaint in self:
            employee = (
                self.env["res.users"]
                .sudo()
                .search_count(
                    [
                        ("share", "=", False),
                        (
                            "email_normalized",
                            "=",
                            email_normalize(complaint.email_from),
                        ),
                    ],
                    limit=1,
                )
            )
            if email_normalize(complaint.email_from or "") and not employee:
                complaint._do_acknowledge()

    def _is_late_reply(self, msg_dict):
        """Return whether this reply makes a new complaint instead of reopening."""
        if not self.date_closed or not self._is_customer(msg_dict):
            return False
        days = self.company_id._get_complaint_days("reopen")
        return self.date_closed < fields.Datetime.now() - timedelta(days=days)

    @api.model
    def _reroute_mail(self, routes, message_dict):
        """Return ``routes``, changed where a complaint must not take the mail.

        An automatic answer makes no complaint; a late reply to a closed one makes a
        new one that points to it.
        """
        if any(route[0] == self._name for route in routes):
            self._check_gateway()
        result = []
        for route in routes:
            model, thread_id, values, user_id, alias = route
            complaint = self.sudo().browse(thread_id or []).exists()
            automatic = message_dict.get("is_auto_reply")
            if model != self._name or (complaint and automatic):
                result.append(route)
            elif complaint._is_late_reply(message_dict):
                values = {
                    FOLLOWED: complaint.id,
                    "team_id": complaint.team_id.id,
                    "company_id": complaint.company_id.id,
                }
                result.append((model, 0, values, user_id, alias))
            elif complaint or not automatic:
                result.append(route)
        return result

    @api.model
    def _check_gateway(self):
        """Raise AccessError where a person plays the mail gateway."""
        if not self.env.su and not self.env.user.has_group("base.group_system"):
            raise AccessError(
                self.env._(
                    "Mails about complaints come in by the mail gateway. Record what"
                    " you were told as a complaint, or as a message on it."
                )
            )

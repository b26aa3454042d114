from markupsafe import escape

from odoo import Command, api, models
from odoo.tools.mail import generate_tracking_message_id

from odoo.addons.mail.tools.discuss import Store

# What this transaction has to tell, until its end.
PAD = "customer_review.notices"


class CustomerReviewNotice(models.AbstractModel):
    """Tells people what waits for them and what became of what they submitted.

    What a transaction has to tell is written at its end, in three batches whatever
    the number of reviews and people: messages, mails, notifications. What is over by
    then is told to nobody. Notes in a document's chatter come with the messages: they
    are internal, and notify nobody.
    """

    _name = "customer.review.notice"
    _description = "Notice"

    @api.model
    def _tell(self, kind, review, users, line=None, **details):
        """Let ``users`` be told at the end of the transaction.

        :param kind: of notice: ``_get_<kind>_notice`` of a review words it
        :param line: the opinion that is asked for; told once, while it is pending
        """
        if not users or not review.company_id._is_review_told():
            return
        self._open_pad()["notices"].append(
            {
                "kind": kind,
                "review": review.sudo(),
                "users": users.sudo(),
                "line": line and line.sudo(),
                "author": self.env.user.partner_id.sudo(),
                "details": details,
            }
        )

    @api.model
    def _note(self, record, text):
        """Let ``text`` stand in the chatter of ``record``, by who has acted."""
        self._open_pad()["notes"].append(
            {
                "model": record._name,
                "res_id": record.id,
                "body": escape(text),
                "message_type": "notification",
                "author_id": self.env.user.partner_id.id,
                # Nobody answers it by mail; finding out where to would be a query.
                "email_from": False,
                "reply_to": False,
            }
        )

    @api.model
    def _open_pad(self):
        precommit = self.env.cr.precommit
        if PAD not in precommit.data:
            precommit.data[PAD] = {"notes": [], "notices": []}
            precommit.add(self.sudo()._write_out)
        return precommit.data[PAD]

    @api.model
    def _write_out(self):
        """Write what was noted down: messages, mails, notifications."""
        pad = self.env.cr.precommit.data.pop(PAD)
        notices = self._get_due(pad["notices"])
        vals_list = [self._prepare_message_vals(notice) for notice in notices]
        vals_list += pad["notes"]
        shared = self._prepare_shared_vals()
        messages = (
            self.env["mail.message"].sudo().create([shared | one for one in vals_list])
        )
        if notices:
            told = list(zip(messages, notices, strict=False))
            self._create_notifications(told)
            for message, notice in told:
                if notice["line"]:
                    notice["line"]._as_engine().write({"notice_id": message.id})
        self.env.flush_all()

    @api.model
    def _prepare_shared_vals(self):
        return {
            "subtype_id": self.env["ir.model.data"]._xmlid_to_res_id("mail.mt_note"),
            "is_internal": True,
            "record_alias_domain_id": False,
            "record_company_id": False,
            "email_add_signature": False,
            "message_id": generate_tracking_message_id("message-notify"),
        }

    @api.model
    def _get_due(self, pad):
        """Return one notice per language and time zone of those who are to be told."""
        due = []
        seen = set()
        for notice in pad:
            line = notice["line"]
            if line and (line in seen or not line._is_notice_due()):
                continue
            seen.add(line)
            users = notice["users"].filtered(
                lambda user: user.active and not user.share
            )
            by_words = users.grouped(lambda user: (user.lang, user.tz))
            due += [
                {
                    **notice,
                    "users": own,
                    "review": notice["review"].with_context(lang=lang, tz=tz),
                    "line": line and line.with_context(lang=lang, tz=tz),
                }
                for (lang, tz), own in by_words.items()
            ]
        return due

    @api.model
    def _prepare_message_vals(self, notice):
        review, author = notice["review"], notice["author"]
        word = getattr(review, f"_get_{notice['kind']}_notice")
        subject = word(notice["line"], **notice["details"])
        email = author.email_formatted
        return {
            "model": review._name,
            "res_id": review.id,
            "subject": subject,
            "body": review._render_notice(subject, notice["line"]),
            "message_type": "user_notification",
            "author_id": author.id,
            "email_from": email,
            "reply_to": email,
            "message_id": generate_tracking_message_id("message-notify"),
        }

    @api.model
    def _create_notifications(self, told):
        """Put the messages into inboxes, or send them by mail, as each prefers.

        :param told: pairs of a message and its notice
        """
        mailed = [
            (message, user)
            for message, notice in told
            for user in notice["users"]
            if user.notification_type == "email"
        ]
        mails = self._create_mails(mailed)
        mail_ids = dict(zip(mailed, mails.ids, strict=True))
        notifications = (
            self.env["mail.notification"]
            .sudo()
            .create(
                [
                    {
                        "author_id": message.author_id.id,
                        "mail_message_id": message.id,
                        "res_partner_id": user.partner_id.id,
                        **(
                            {
                                "notification_type": "email",
                                "notification_status": "ready",
                                "mail_mail_id": mail_ids[message, user],
                                "is_read": True,
                            }
                            if (message, user) in mail_ids
                            else {
                                "notification_type": "inbox",
                                "notification_status": "sent",
                            }
                        ),
                    }
                    for message, notice in told
                    for user in notice["users"]
                ]
            )
        )
        in_inbox = {}
        for message, notice in told:
            for user in notice["users"]:
                if (message, user) not in mail_ids:
                    in_inbox.setdefault(user, message.browse())
                    in_inbox[user] += message
        if in_inbox:
            # Read together what showing each of them asks for.
            notifications.mail_message_id.notification_ids.res_partner_id.mapped(
                "partner_share"
            )
        for user, messages in in_inbox.items():
            self._show_at_once(user, messages)

    @api.model
    def _create_mails(self, mailed):
        """Queue one mail per pair of a message and a user; nobody waits for them."""
        mails = (
            self.env["mail.mail"]
            .sudo()
            .create(
                [
                    {
                        "mail_message_id": message.id,
                        "recipient_ids": [Command.link(user.partner_id.id)],
                        "body_html": message.body,
                        "auto_delete": True,
                    }
                    for message, user in mailed
                ]
            )
        )
        if mails:
            self._send_soon()
        return mails

    @api.model
    def _send_soon(self):
        """Let the queue be sent as soon as the transaction is over."""
        cron = self.env["customer.review.resource"]._find(
            "mail.ir_cron_mail_scheduler_action", "ir.cron"
        )
        if cron:
            cron._trigger()

    @api.model
    def _show_at_once(self, user, messages):
        """Let the inbox of ``user`` show the messages without being loaded anew."""
        own = messages.with_user(user).with_context(allowed_company_ids=[])
        data = (
            Store(bus_channel=user)
            .add(own, msg_vals={"scheduled_date": False})
            .get_result()
        )
        for message in messages:
            user._bus_send(
                "mail.message/inbox", {"message_id": message.id, "store_data": data}
            )
            data = {}

    @api.model
    def _mark_read(self, messages):
        """Take notices that nobody has to act on any more out of the inboxes."""
        if not messages:
            return
        unread = (
            self.env["mail.notification"]
            .sudo()
            .search_fetch(
                [("mail_message_id", "in", messages.ids), ("is_read", "=", False)],
                ["res_partner_id", "mail_message_id"],
            )
        )
        if not unread:
            return
        unread.write({"is_read": True})
        for partner, own in unread.grouped("res_partner_id").items():
            partner._bus_send(
                "mail.message/mark_as_read",
                {
                    "message_ids": own.mail_message_id.ids,
                    "needaction_inbox_counter": partner._get_needaction_count(),
                },
            )

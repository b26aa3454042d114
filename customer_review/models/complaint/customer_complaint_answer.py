from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import email_normalize, plaintext2html


class CustomerComplaint(models.Model):
    """What is told to the customer, and what the customer says to it."""

    _inherit = "customer.complaint"

    answer_channel = fields.Selection(
        selection=[
            ("email", "By E-mail"),
            ("phone", "By Phone"),
            ("visit", "In Person"),
            ("letter", "By Letter"),
        ],
        string="Answer Given",
        required=True,
        default="email",
    )
    answer_body = fields.Html(string="Answer", copy=False)
    answer_contact = fields.Char(
        string="Answer Given to",
        copy=False,
        help="Whom you told, where it was not by e-mail.",
    )
    answer_time = fields.Datetime(string="Answer Given at", copy=False)
    answer_to = fields.Char(string="Answered to", readonly=True, copy=False)
    answered_by_id = fields.Many2one(
        comodel_name="res.users", string="Answered by", readonly=True, copy=False
    )
    customer_verdict = fields.Selection(
        selection=[
            ("settled", "Settled"),
            ("not_settled", "Not settled"),
            ("silent", "No answer, counted as settled"),
        ],
        string="Customer's Verdict",
        readonly=True,
        copy=False,
        tracking=True,
    )
    customer_verdict_by = fields.Char(
        string="Verdict Given by", readonly=True, copy=False
    )
    date_verdict = fields.Datetime(string="Verdict Given on", readonly=True, copy=False)
    date_reminded = fields.Datetime(string="Reminded on", readonly=True, copy=False)
    disposition = fields.Selection(
        selection=[
            ("return", "Return"),
            ("replace", "Replace"),
            ("repair", "Repair"),
            ("compensate", "Compensate"),
            ("concession", "Concession"),
            ("none", "None"),
        ],
        tracking=True,
    )
    disposition_note = fields.Text(string="Details of the Disposition")
    disposition_cost = fields.Monetary(string="Cost", aggregator="sum")
    disposition_ref = fields.Reference(
        selection="_selection_disposition",
        string="Settled by",
        help="The credit note, the new order or the return.",
    )

    @api.model
    def _selection_disposition(self):
        return [
            ("account.move", self.env._("Credit Note")),
            ("sale.order", self.env._("Order")),
            *self._selection_delivery(),
        ]

    def action_compose_answer(self):
        """Write the answer from the template, with the result of the handling."""
        self._check_handler()
        for complaint in self:
            rendered = self.env["customer.review.resource"]._render_template(
                "customer_review.customer_complaint_mail_answer",
                complaint,
                ["body_html"],
            )
            if not rendered:
                return complaint._warn_of_template()
            complaint.answer_body = rendered["body_html"]
        return None

    @api.model
    def _warn_of_template(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "The mail template of the answer is missing or broken. Write the"
                    " answer by hand, and tell your administrator."
                ),
            },
        }

    def action_record_settled(self):
        """Record that the customer said, outside the portal, that it is settled."""
        self._check_handler()
        self._check_settle()
        self._do_settle(self.env.user.name)

    def action_view_ratings(self):
        """Open the customer's ratings."""
        self._check_visible()
        action = self.env["customer.review.resource"]._get_action(
            "rating.rating_rating_action", "rating.rating"
        )
        action["domain"] = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return action

    def _get_settle_error(self):
        """Return why the customer's verdict cannot be recorded, or False."""
        self.ensure_one()
        if self.state in ("answered", "verified"):
            return False
        return self.env._(
            "Only what was answered and is not closed can be confirmed as settled."
        )

    def _check_settle(self):
        for complaint in self:
            if error := complaint._get_settle_error():
                raise UserError(error)

    def _do_settle(self, name, verdict="settled"):
        """Record the customer's verdict, given by ``name``."""
        self._as_engine().write(
            {
                "customer_verdict": verdict,
                "customer_verdict_by": name,
                "date_verdict": fields.Datetime.now(),
            }
        )

    def _get_answer_recipient(self):
        self.ensure_one()
        if self.answer_channel == "email":
            return self.email_from
        return self.answer_contact

    def _send_answer(self):
        self.ensure_one()
        subject = self.env._("Answer to your message %(number)s", number=self.name)
        if self.answer_channel == "email":
            self._send_to_customer(subject, self.answer_body)
        else:
            self._message_log(
                body=self.env._(
                    "Answer given %(how)s to %(whom)s.",
                    how=self._get_label("answer_channel"),
                    whom=self.answer_contact,
                )
            )

    def _send_template(self, xmlid):
        """Send a template to each customer, in that customer's language.

        Without a template that works the customer gets plain words.
        """
        for complaint in self:
            values = self.env["customer.review.resource"]._render_template(
                xmlid, complaint, ["subject", "body_html"]
            )
            if not values:
                speaking = complaint.with_context(lang=complaint._get_customer_lang())
                subject, text = speaking._get_plain_mail(xmlid.rpartition("_")[2])
                values = {"subject": subject, "body_html": plaintext2html(text)}
            complaint._send_to_customer(values["subject"], values["body_html"])

    def _get_plain_mail(self, name):
        """Return subject and text of the mail ``name``, without its template."""
        self.ensure_one()
        number = self.name
        if name == "refusal":
            return (
                self.env._("The result for your message %(number)s", number=number),
                self.refusal_reason or "",
            )
        if name == "reminder":
            return (
                self.env._("Is it settled? Your message %(number)s", number=number),
                self.env._("Please tell us whether the matter is settled for you."),
            )
        return (
            self.env._("We have received your message %(number)s", number=number),
            self.env._("We examine it and write to you with the result."),
        )

    def _send_to_customer(self, subject, body):
        """Post to the customer; the mail waits in the queue, so none is lost."""
        self.ensure_one()
        customer = self._get_customer()
        if not email_normalize(self.email_from or ""):
            self._message_log(
                body=self.env._("No e-mail address: tell the customer in another way.")
            )
            return
        # Odoo notifies nobody of what he does himself: it is not the customer's doing.
        sender = self.with_user(SUPERUSER_ID) if self.env.user.share else self.sudo()
        sender.message_post(
            subject=subject,
            body=body,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self._get_author().id,
            partner_ids=customer.ids,
            outgoing_email_to=False if customer else self.email_from,
            email_layout_xmlid="mail.mail_notification_light",
            force_send=False,
            notify_skip_followers=True,
        )

    @api.model
    def _cron_follow_up(self):
        """Remind customers once; count silence as consent where that is set."""
        now = fields.Datetime.now()
        companies = self.env["res.company"].search(Domain.TRUE)
        for company in companies:
            domain = [
                ("company_id", "=", company.id),
                ("state", "in", ("answered", "verified")),
                ("customer_verdict", "=", False),
            ]
            days = company._get_complaint_days("reminder")
            if not days:
                continue
            limit = fields.Datetime.subtract(now, days=days)
            self._follow_up(
                [
                    *domain,
                    ("date_reminded", "=", False),
                    ("date_answered", "<=", limit),
                ],
                "_remind",
            )
            if company.complaint_accept_silence:
                self._follow_up([*domain, ("date_reminded", "<=", limit)], "_accept")

    @api.model
    def _follow_up(self, domain, method):
        for complaint in self.search(domain):
            complaint._try(method)
            if not self.env["ir.cron"]._commit_progress(1):
                return

    def _remind(self):
        self._as_engine().write({"date_reminded": fields.Datetime.now()})
        self._send_template("customer_review.customer_complaint_mail_reminder")

    def _accept(self):
        self._check_settle()
        self._do_settle(self.env._("No answer after a reminder"), verdict="silent")

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL

# What may still change on a complaint that is closed: none of its content.
UNFROZEN_FIELDS = frozenset({"access_token", "message_main_attachment_id"})
# What was told to the customer, to whom, and on what grounds.
TOLD_FIELDS = frozenset(
    {
        "answer_body",
        "answer_channel",
        "answer_contact",
        "answer_time",
        "assessment_reason",
        "company_id",
        "contact_id",
        "contact_name",
        "department_ids",
        "description",
        "disposition",
        "disposition_note",
        "email_from",
        "kind",
        "lead_department_id",
        "partner_id",
        "phone",
        "refusal_reason",
        "severity",
        "validity",
    }
)


class CustomerComplaint(models.Model):
    """Who may do what with a complaint, and what does not change any more."""

    _inherit = "customer.complaint"

    def _check_handler(self):
        """Raise where the user may not handle complaints, or not see these."""
        self._check_visible()
        if not self.env.su and not self.env.user.has_group(
            "customer_review.group_user"
        ):
            raise AccessError(
                self.env._(
                    "Only users of Customer Review handle complaints. Ask the"
                    " responsible person, or your administrator for the group."
                )
            )
        self.check_access("write")

    def _get_role_in(self, department):
        """Return how the user acts for ``department``: member, deputy or False."""
        self.ensure_one()
        user = self.env.user
        if not department:
            return False
        if department._is_member(user):
            return "member"
        if department._is_deputy(user, self.sudo().company_id):
            return "deputy"
        return False

    def _claim(self):
        """Let the second of two people who work on it at once fail and be retried."""
        if self.ids:
            self.env.cr.execute(
                SQL(
                    "UPDATE customer_complaint SET name = name WHERE id IN %s",
                    tuple(sorted(self.ids)),
                )
            )

    def _get_write_error(self, names):
        self.ensure_one()
        if not self.is_open and not UNFROZEN_FIELDS.issuperset(names):
            return self.env._(
                "%(complaint)s is %(state)s and does not change any more. Reopen"
                " it, or record a new complaint that points to it.",
                complaint=self.name,
                state=self._get_label("state"),
            )
        if "date_received" in names and self.state != "received":
            return self.env._(
                "The time of receipt cannot change once the complaint is"
                " acknowledged: its deadlines count from it."
            )
        told = TOLD_FIELDS.intersection(names)
        if self.date_answered and told:
            return self.env._(
                "The customer was answered on %(complaint)s: %(fields)s stay as they"
                " were then. Reopen it to answer anew.",
                complaint=self.name,
                fields=", ".join(
                    sorted(
                        self._fields[name]._description_string(self.env)
                        for name in told
                    )
                ),
            )
        return False

    def _get_delete_error(self):
        self.ensure_one()
        if self.state == "received":
            return False
        return self.env._(
            "A complaint that was acknowledged stays on record. Refuse it as"
            " unfounded, or merge it into the one that it repeats."
        )

    def _get_file_error(self):
        self.ensure_one()
        if self.is_open:
            return False
        return self.env._(
            "%(complaint)s is %(state)s: its files stay as they are. Reopen it first,"
            " or send the file with a message.",
            complaint=self.name,
            state=self._get_label("state"),
        )

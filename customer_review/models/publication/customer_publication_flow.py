from odoo import Command, fields, models
from odoo.tools import format_date


class CustomerPublication(models.Model):
    """How it is published, taken back, taken down and followed by a new version."""

    _inherit = "customer.publication"

    def action_publish(self):
        """Ask where it is published; the dialog publishes it.

        :raise UserError: where it may not be published, with what is missing
        """
        self._check_visible()
        self.ensure_one()
        self._raise_errors({self: self._get_publish_error()})
        return self._open_dialog("customer_publication_publish_action")

    def action_withdraw(self):
        """Ask why it is withdrawn from the public; the dialog withdraws it."""
        self._check_visible()
        self.ensure_one()
        self._raise_errors({self: self._get_end_error()})
        return self._open_dialog("customer_publication_withdrawal_action")

    def action_new_version(self):
        """Open a new version with the same claims, files and products.

        Where there is a later version already, that one is opened.
        """
        self._check_visible()
        self.ensure_one()
        latest = self._get_versions()[-1].with_env(self.env)
        if latest == self:
            self._raise_errors({self: self._get_renewal_error()})
            latest = self._renew()
        return latest._get_records_action()

    def action_view_versions(self):
        """Show all versions, the newest first."""
        self._check_visible()
        self.ensure_one()
        versions = self._get_versions().with_env(self.env)._filtered_access("read")
        return versions._get_records_action(name=self.env._("Versions"))

    def action_view_orders(self):
        """Show the quotations and orders that were sent with this version."""
        self._check_visible()
        self.ensure_one()
        orders = self.env["sale.order"].search(
            [("sent_publication_ids", "in", self.ids)]
        )
        return orders._get_records_action(
            name=self.env._("Sent with %s", self.display_name)
        )

    def _open_dialog(self, xmlid):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            f"customer_review.{xmlid}"
        )
        return action | {"context": {"default_publication_id": self.id}}

    def _get_handler_error(self):
        """Return why the user does not handle this publication, or False."""
        self.ensure_one()
        if self.env.user.has_group("customer_review.group_user") and (
            self.has_access("write")
        ):
            return False
        return self.env._(
            "Only its owner, or an administrator of Customer Review, does that. Ask"
            " %(owner)s.",
            owner=self.sudo().user_id.name or self.sudo().company_id.name,
        )

    def _get_publish_error(self):
        """Return why the user cannot publish it now, or False."""
        self.ensure_one()
        if error := self._get_handler_error():
            return error
        publication = self.sudo()
        today = self._get_today()
        if publication._get_review_stage() == "closed":
            return self.env._(
                "It is %s. Make a new version, which is then reviewed.",
                publication._get_state_label(),
            )
        if not publication._is_review_approved():
            return self._get_unreviewed_message()
        if publication.date_to and publication.date_to < today:
            return self.env._(
                "It has expired. Make a new version with a later day in 'Valid until'."
            )
        if publication.date_from and publication.date_from > today:
            return self.env._(
                "It is valid only from %s on. Publish it then.",
                format_date(self.env, publication.date_from),
            )
        return False

    def _get_end_error(self):
        """Return why the user cannot withdraw it now, or False."""
        self.ensure_one()
        if error := self._get_handler_error():
            return error
        if self.sudo()._get_review_stage() == "closed":
            return self.env._(
                "It is %s already.", self.sudo()._get_state_label().lower()
            )
        return False

    def _get_renewal_error(self):
        """Return why the user cannot make a new version of it now, or False."""
        self.ensure_one()
        if error := self._get_handler_error():
            return error
        if not self.sudo().customer_review_ids:
            return self.env._(
                "It was never submitted. Change it as it is; a new version follows"
                " what was reviewed."
            )
        return False

    def _publish(self, place, detail=False):
        """Record that it is out at ``place``, and withdraw what it takes the place of.

        The caller has checked the user.
        """
        self.ensure_one()
        publication = self.sudo()
        if publication.lifecycle != "published":
            publication._as_engine().write(
                {"lifecycle": "published", "date_reminded": False}
            )
            publication._close_reminders()
            publication._replace_earlier()
        self.env["customer.publication.placement"]._as_engine().create(
            {
                "publication_id": self.id,
                "company_id": publication.company_id.id,
                "place": place,
                "detail": detail,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "without_approval": int(not publication._is_review_approved()),
            }
        )

    def _replace_earlier(self):
        """Withdraw the earlier versions; their product documents go with this one."""
        earlier = self._get_versions().filtered(
            lambda one: (
                one.version < self.version and one._get_review_stage() != "closed"
            )
        )
        earlier.document_ids.write({"publication_id": self.id})
        earlier._close_as(
            "withdrawn", self.env._("Superseded by version %s", self.version)
        )

    def _close_as(self, lifecycle, reason):
        """End it for good: ``expired`` or ``withdrawn``."""
        if not self:
            return
        self._as_engine().write(
            {
                "lifecycle": lifecycle,
                "date_closed": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
                "closing_reason": reason,
            }
        )
        self._close_reminders()

    def _take_down(self):
        """Say that what was out differs from what was approved."""
        if not self:
            return
        self._as_engine().write({"lifecycle": "prepared"})
        self._open_reminders(
            self.env._("Changed after it was published: review it again"),
        )
        for publication in self:
            publication._message_log(
                body=self.env._(
                    "Its content changed after it was published: it is not published"
                    " any more. Take it down wherever it can still be seen: %s.",
                    ", ".join(publication.placement_ids.mapped("display_name")),
                )
            )

    def _renew(self):
        """Return a new version of it, with copies of its files."""
        self.ensure_one()
        source = self.sudo()
        default = {
            "name": source.name,
            "version": source.version + 1,
            "previous_id": source.id,
            "user_id": source.user_id.id or self.env.uid,
            "date_from": False,
            "date_to": False,
            "claim_ids": [],
        }
        version = source._as_engine().copy(default)
        version.write(
            {
                "file_ids": [Command.set(source._copy_files(source.file_ids, version))],
                "claim_ids": [
                    Command.create(
                        claim.copy_data({"publication_id": version.id})[0]
                        | {
                            "evidence_ids": [
                                Command.set(
                                    source._copy_files(claim.evidence_ids, version)
                                )
                            ]
                        }
                    )
                    for claim in source.claim_ids
                ],
            }
        )
        return version.with_env(self.env)

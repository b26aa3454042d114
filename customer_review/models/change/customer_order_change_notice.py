import logging

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.fields import Domain

_logger = logging.getLogger(__name__)


class CustomerOrderChange(models.Model):
    """The Order Change Notice: printed, and sent to every department concerned."""

    _inherit = "customer.order.change"

    _engine_fields = frozenset({"date_notified"})

    date_notified = fields.Datetime(
        string="Notice Sent on", copy=False, readonly=True, index="btree_not_null"
    )

    def action_print_notice(self):
        """Print the Order Change Notice."""
        self._check_visible()
        return self.env.ref("customer_review.report_change_notice").report_action(
            self.ids
        )

    def _schedule_notice(self):
        """Let the notice be sent as soon as the change is committed.

        Apart from it, so that neither printing nor mail can keep it from applying.
        """
        cron = self.env.ref(
            "customer_review.customer_order_change_cron_notice",
            raise_if_not_found=False,
        )
        if cron:
            cron.sudo()._trigger()

    @api.model
    def _cron_send_notices(self):
        """Send the notices of the changes that were applied since."""
        changes = self.search(
            Domain("date_applied", "!=", False) & Domain("date_notified", "=", False)
        )
        self.env["ir.cron"]._commit_progress(remaining=len(changes))
        for change in changes:
            try:
                with self.env.cr.savepoint():
                    change._send_notice()
            except OperationalError:
                raise  # tried again with the next run
            except Exception:
                _logger.exception("The notice of %s could not be sent", change.name)
            change._as_engine().write({"date_notified": fields.Datetime.now()})
            if not self.env["ir.cron"]._commit_progress(1):
                break

    def _send_notice(self):
        """Send the notice to the departments that have to take notice of it."""
        self.ensure_one()
        partners = self.acknowledgement_ids._get_assignees().partner_id
        if not partners:
            return
        self.message_notify(
            partner_ids=partners.ids,
            subject=self.env._(
                "Order Change Notice %(change)s: %(order)s",
                change=self.name,
                order=self.order_id.name,
            ),
            body=self.env["ir.qweb"]._render(
                "customer_review.order_change_notice_mail",
                {"change": self, "trail": self._prepare_trail()},
                minimal_qcontext=True,
            ),
            attachments=self._print_notice(),
            email_layout_xmlid="mail.mail_notification_light",
        )

    def _print_notice(self):
        """Return the notice as a file of a message; nothing where it fails."""
        reports = self.env["ir.actions.report"]
        try:
            with self.env.cr.savepoint():
                pdf, _kind = reports._render_qweb_pdf(
                    "customer_review.report_change_notice", self.ids
                )
        except OperationalError:
            raise
        except Exception:
            _logger.exception("The notice of %s could not be printed", self.name)
            return []
        return [(f"{self.name.replace('/', '-')}.pdf", pdf)]

    def _prepare_notice(self):
        """Return what the notice prints, from the review's frozen content.

        The caller has checked that the user may read the change.
        """
        self.ensure_one()
        change = self.sudo()
        review = change.review_id
        form = review._prepare_form()
        controls = self.env["customer.review.form.control"]
        control = controls._get_control(change.company_id, "change_notice")
        retention = review._get_form_retention(control["retention_years"])
        return form | {
            "title": self.env._("Order Change Notice"),
            "number": control["number"],
            "form_revision": control["revision"],
            "footer": controls._get_footer(
                control["number"], control["revision"], retention
            ),
            "distribution": control["distribution"] or form["distribution"],
            "change": change.name,
            "applied": {
                "who": change.applied_by_id.name or "",
                "when": review._get_form_time(change.date_applied),
            },
            # It may have come after the approval, and let the change be applied.
            "confirmation": change._get_form_confirmation(
                review, {"details": change._get_valid_confirmation()}
            ),
            "watermark": not change.date_applied and self.env._("NOT APPLIED"),
            "acknowledgements": [
                {
                    "department": one.department_id._get_name(),
                    "who": one.user_id.name or "",
                    "when": review._get_form_time(one.date),
                }
                for one in change.acknowledgement_ids
            ],
            "facts": change._get_form_facts(review, review.content),
            "tables": change._get_form_tables(review, review.content),
        }

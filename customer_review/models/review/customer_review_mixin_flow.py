import logging
from contextlib import contextmanager

from psycopg2 import OperationalError

from odoo import api, models
from odoo.exceptions import MissingError, UserError

from ..const import OPEN_STATES, SUBMITTED_STATES

_logger = logging.getLogger(__name__)

# The key under which a transaction knows what is being applied. A key that only this
# module has: no context, default or remote call can make the check wait.
APPLYING = object()


class CustomerReviewMixin(models.AbstractModel):
    """What is done with a document: submitted, decided, committed, set back."""

    _inherit = "customer.review.mixin"

    def write(self, vals):
        stages = {}
        if not set(vals).isdisjoint(self._get_commitment_fields()):
            stages = {document: document._get_review_stage() for document in self}
        reviewed = {*self._get_content_fields(), *self._get_content_lines()}
        if not reviewed.isdisjoint(vals):
            self._note_author()
        with self._tracking_content():
            result = super().write(vals)
        if stages:
            self._follow_stage(stages)
        return result

    def _follow_stage(self, stages):
        """Void the approval of what was set back; withdraw what was closed.

        :param stages: of each document before it was written
        """
        now = {document: document._get_review_stage() for document in self}
        reopened = self.filtered(
            lambda document: now[document] == "open" and stages[document] != "open"
        )
        closed = self.sudo().filtered(
            lambda document: (
                now[document.with_env(self.env)] == "closed"
                and document.review_state in OPEN_STATES
            )
        )
        reopened._void_approval()
        self.filtered(
            lambda document: now[document] == "closed" and stages[document] != "closed"
        ).sudo().review_id._close_corrections()
        closed.review_id._withdraw()

    def action_submit_review(self):
        """Open a review of each document and hand it to the first departments.

        :raise UserError: naming, for each document, what is missing and who can
            close the gap; nothing is submitted then
        """
        self._check_visible()
        self._raise_errors(
            {document: document._get_submit_error() for document in self}
        )
        self._read_content()
        with self.env["customer.review.fact"]._remembering():
            self._measure_criteria()
            self._raise_errors(
                {document: document._get_incomplete_error() for document in self}
            )
            self.env["customer.review"]._submit(self)
        return True

    def action_withdraw_review(self, reason=False):
        """Take the open reviews back. What was decided so far stays on record.

        :param reason: why; without it the dialog that asks for it is opened
        """
        self._check_review_access()
        self._raise_errors(
            {document.sudo(): document._get_withdraw_error() for document in self}
        )
        reviews = self.sudo().review_id
        if reason := str(reason or "").strip():
            reviews._withdraw(reason)
            return True
        return reviews._open_withdrawal()

    def action_approve_review(self):
        """Accept for every department whose pending opinion is the user's to give."""
        return self._get_own_review_lines().action_accept()

    def action_approve_review_with_conditions(self):
        """Open the decision dialog to accept with conditions."""
        return self._get_own_review_lines().action_accept_with_conditions()

    def action_reject_review(self):
        """Open the decision dialog to refuse the document with a reason."""
        return self._get_own_review_lines().action_reject()

    def action_open_review(self):
        """Open the form of the current review."""
        self.ensure_one()
        self._check_review_access()
        return self.sudo().review_id.with_env(self.env)._get_records_action()

    def action_view_reviews(self):
        """Show the reviews of the document, the newest first."""
        self._check_review_access()
        reviews = self.sudo().customer_review_ids.with_env(self.env)
        reviews = reviews._filtered_access("read")
        return reviews._get_records_action(name=self.env._("Reviews"))

    def action_print_review(self):
        """Print the form of the current review."""
        self._check_review_access()
        return self.env["customer.review"]._print_form(self.sudo().review_id.ids)

    def action_measure_criteria(self):
        """Measure the criteria now, to see beforehand what makes it special."""
        self._check_visible()
        self.check_access("write")
        self._measure_criteria()
        return True

    def _get_visible(self):
        # A customer sees the document in the portal, and nothing of its review.
        if not (self.env.su or self.env.user._is_internal()):
            return self.browse()
        return super()._get_visible()

    def _check_review_access(self):
        """Raise MissingError where the user may see neither document nor review.

        A reviewer needs no rights on the document.
        """
        try:
            reviews = self.sudo().review_id.with_env(self.env)
            visible = reviews._filtered_access("read").sudo()
            hidden = self.filtered(lambda one: one.sudo().review_id not in visible)
        except MissingError:
            hidden = self
        hidden._check_visible()

    def _get_own_review_lines(self):
        """Return the pending lines of the current reviews that the user decides.

        :raise UserError: where there is none, with the reason
        """
        self._check_review_access()
        self._raise_errors(
            {
                document: not document.review_id
                and self.env._("It is not under review.")
                for document in self.sudo()
            }
        )
        return self.sudo().review_id.with_env(self.env)._get_own_lines()

    def _raise_errors(self, errors):
        """Raise one UserError that names each document and what is wrong with it."""
        errors = {document: error for document, error in errors.items() if error}
        if errors:
            raise UserError(
                "\n\n".join(
                    f"{document.display_name}: {error}"
                    for document, error in errors.items()
                )
            )

    def _measure_criteria(self):
        """Measure the criteria of a special document and keep them as findings."""
        if self:
            self.env["customer.review.finding"]._update_measured(self)

    def _hold_for_review(self):
        """Record that the customer has accepted or paid before the approval."""
        for document in self.sudo().filtered(lambda one: not one.review_held):
            document._as_engine().write({"review_held": True})
            document._message_log(
                body=self.env._(
                    "The customer has accepted. It is held, and is confirmed by itself"
                    " once its review is approved."
                )
            )

    def _commit_on_approval(self, review):
        """Commit the document where the customer, or the submitter, has asked for it.

        A commitment that fails leaves the approval standing.
        """
        self.ensure_one()
        # A payment may have been taken back since it was held.
        accepted = self.review_held and self._is_accepted_by_customer()
        if not (accepted or self.confirm_on_approval):
            return
        try:
            with self.env.cr.savepoint():
                self.with_user(review.user_id).sudo()._commit_reviewed(accepted)
                self._as_engine().write({"review_held": False})
        except OperationalError:
            raise  # two at once: the whole decision is tried again
        except Exception as error:
            reason = str(error)
            if not isinstance(error, UserError):
                _logger.exception("Committing %s failed after its approval", self)
                reason = self.env._("an unexpected error, see the server's log")
            self._message_log(
                body=self.env._("Approved, but not confirmed by itself: %s", reason)
            )

    def _void_approval(self):
        """Take the approval back from documents that were committed once."""
        documents = self.sudo().filtered("review_id")
        if documents:
            documents._as_engine().write({"approved_fingerprint": False})
            documents.review_id.filtered(
                lambda review: review.state in SUBMITTED_STATES
            )._supersede()

    def _apply_reviewed(self, vals, review):
        """Bring an approved change into this committed document, or nothing at all.

        :param vals: values for :meth:`_write_reviewed`
        :param review: an approved review of the document as it will be
        :raise UserError: where the review is not approved, or the document would
            differ from what was approved, with what differs; nothing is applied then
        """
        self.ensure_one()
        review = review.sudo()
        if review.state != "approved":
            raise UserError(
                self.env._("%s is not approved: nothing is applied.", review.name)
            )
        document = self.sudo()
        with self.env.cr.savepoint(), document._being_applied():
            document._write_reviewed(vals)
            content = document._get_review_content(with_texts=True)
            fingerprint = self._hash_content(content)
            approved = review._get_document()._get_target_fingerprint(review.content)
            if fingerprint != approved:
                raise UserError(document._get_application_error(review, content))
            document._as_engine().write(
                {
                    "content_fingerprint": fingerprint,
                    "approved_fingerprint": fingerprint,
                }
            )
            self.env.flush_all()

    @api.model
    def _get_target_content(self, content):
        """Return what a document becomes by the approval of ``content``.

        Its own content, but where a document is about another one.
        """
        return content

    @api.model
    def _get_target_fingerprint(self, content):
        """Return the fingerprint of what a document becomes, see above."""
        return self._hash_content(content)

    def _write_reviewed(self, vals):
        """Write an approved change; an adopter unlocks before and follows up after."""
        self.write(vals)

    @api.model
    def _get_application_error(self, review, content):
        """Return how ``content`` differs from what ``review`` approved."""
        target = review._get_document()._get_target_content(review.content)
        changes = review._label_changes(self._compare_content(target, content))
        return self.env._(
            "%(document)s would not be what was approved (%(review)s), so nothing was"
            " changed. It differs in:\n%(changes)s",
            document=self.display_name,
            review=review.display_name,
            changes="\n".join(
                f"{change['label']}: {change['before']} → {change['after']}"
                for change in changes
            ),
        )

    @contextmanager
    def _being_applied(self):
        """Let the check of the invariant wait for the end of what is applied."""
        applying = self.env.cr.cache.setdefault(APPLYING, set())
        applying.add((self._name, self.id))
        try:
            yield
        finally:
            applying.discard((self._name, self.id))

    def _is_being_applied(self):
        return (self._name, self.id) in self.env.cr.cache.get(APPLYING, ())

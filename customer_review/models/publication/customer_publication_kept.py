from odoo import api, models

from ..const import ENDED_STATES
from ..review.customer_review_guard import ENGINE


class CustomerPublication(models.Model):
    """Once it is over it stays as it was, with its claims and its files."""

    _inherit = "customer.publication"

    @api.model
    def _is_content(self, names):
        """Return whether some of these fields are reviewed content."""
        content = {*self._get_content_fields(), *self._get_content_lines()}
        return not content.isdisjoint(names)

    def _get_write_error(self, names):
        return self._is_content(names) and self._get_closed_error()

    def _get_delete_error(self):
        return self._get_closed_error()

    def _get_closed_error(self):
        """Return why it does not change any more, nor its claims and files do."""
        self.ensure_one()
        if self.lifecycle not in ENDED_STATES:
            return False
        return self.env._(
            "%(publication)s is %(state)s and stays as it was, with its files. Make a"
            " new version instead.",
            publication=self.display_name,
            state=self._get_state_label().lower(),
        )

    def _process_attachments_for_post(self, attachments, attachment_ids, values):
        # A file that comes with a message is kept with that message, and changes
        # nothing of what was published.
        posting = self.with_context(customer_review_engine=ENGINE)
        return super(CustomerPublication, posting)._process_attachments_for_post(
            attachments, attachment_ids, values
        )

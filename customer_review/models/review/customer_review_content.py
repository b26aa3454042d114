import hashlib
import json
from contextlib import contextmanager

from odoo import api, models
from odoo.tools import (
    float_repr,
    format_amount,
    format_date,
    format_datetime,
    html2plaintext,
)

from .customer_review_mixin import SUBMITTED


class CustomerReviewMixin(models.AbstractModel):
    """The reviewed content: its snapshot, its fingerprint, and what changes in it."""

    _inherit = "customer.review.mixin"

    def _refresh_fingerprint(self):
        """Compute the fingerprints that were not kept so far, or are stale."""
        self.env.add_to_compute(self._fields["content_fingerprint"], self)
        self.mapped("content_fingerprint")

    @api.model
    def _hash_content(self, content):
        """Return the SHA-256 of reviewed content, without its printed texts."""
        hashed = {
            "values": content["values"],
            "lines": {
                name: [line["values"] for line in lines]
                for name, lines in content["lines"].items()
            },
        }
        canonical = json.dumps(hashed, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def _get_review_content(self, with_texts=False):
        """Return the reviewed content as plain JSON.

        :param with_texts: also the texts that people read, for a snapshot
        :return: ``{"values": {field: value}, "lines": {x2many: [{"id", "values"}]}}``
        """
        self.ensure_one()
        document = self.sudo()
        content = document._snapshot(document, self._review_content_fields, with_texts)
        content["lines"] = {
            lines: [
                document._snapshot(record, names, with_texts)
                for record in document._get_reviewed_records(lines)
            ]
            for lines, names in self._review_content_lines.items()
        }
        return content

    def _snapshot(self, record, names, with_texts):
        snapshot = {
            "id": record.id,
            "values": {name: self._snapshot_value(record, name) for name in names},
        }
        if with_texts:
            snapshot["texts"] = {
                name: self._snapshot_text(record, name) for name in names
            }
        return snapshot

    @api.model
    def _snapshot_value(self, record, name):
        """Return a field's value in one canonical form, whatever the cache holds."""
        field, value = record._fields[name], record[name]
        if field.type == "many2one":
            return value.id or False
        if field.relational:
            return sorted(value.ids)
        if field.type in ("float", "monetary"):
            return float_repr((value or 0.0) + 0.0, 6)
        if field.type in ("date", "datetime"):
            return value.isoformat() if value else False
        if field.type in ("boolean", "integer"):
            return value
        return str(value or "")

    @api.model
    def _snapshot_text(self, record, name):
        """Return a field's value as people read it."""
        field, value = record._fields[name], record[name]
        if field.relational:
            return ", ".join(value.mapped("display_name"))
        if field.type == "monetary":
            return format_amount(
                self.env, value, record[field.get_currency_field(record)]
            )
        if field.type == "float":
            return f"{value:g}" if abs(value) < 1e6 else f"{value:.2f}"
        if field.type == "date":
            return format_date(self.env, value) if value else ""
        if field.type == "datetime":
            return format_datetime(self.env, value) if value else ""
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "html":
            return html2plaintext(value or "")
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        return str(value or "")

    @contextmanager
    def _tracking_content(self):
        """Outdate reviews and post the differences once the outermost write is done.

        Adopters wrap the methods by which their content is written.
        """
        data = self.env.cr.precommit.data
        depth = data.get("customer_review.depth", 0)
        data["customer_review.depth"] = depth + 1
        try:
            yield
        finally:
            data["customer_review.depth"] = depth
        if not depth:
            mixin = self.env["customer.review.mixin"]
            mixin._settle_content(self.browse())

    @api.model
    def _settle_content(self, documents):
        """Notice what has become of submitted content in this transaction."""
        fingerprint = documents._fields["content_fingerprint"]
        self.env.records_to_compute(fingerprint).sudo().filtered(
            lambda document: document.review_state in SUBMITTED
        ).mapped("content_fingerprint")
        self._post_changes()

    def _note_content_change(self):
        """Outdate the reviews of those documents whose content has changed."""
        changed = self.sudo().filtered(
            lambda document: (
                document.review_state in SUBMITTED
                and document.review_id.fingerprint != document.content_fingerprint
                and document._is_review_editable()
            )
        )
        if changed:
            changed._as_engine().write({"review_state": "outdated"})
            changed.review_id._supersede()
            changed._review_content_changed()
            self._schedule_change_note(changed)

    def _schedule_change_note(self, changed):
        precommit = self.env.cr.precommit
        pending = precommit.data.setdefault("customer_review.changed", {})
        if not pending:
            precommit.add(self.env["customer.review.mixin"].sudo()._post_changes)
        pending.setdefault(self._name, set()).update(changed.ids)

    @api.model
    def _post_changes(self):
        """Log, field by field, what changed in the documents that were outdated."""
        data = self.env.cr.precommit.data
        if data.get("customer_review.depth"):
            return
        for model, ids in data.pop("customer_review.changed", {}).items():
            documents = self.env[model].sudo().browse(ids).exists()
            bodies = {
                document.id: document.review_id._render_changes(
                    document.review_id._get_changes(
                        document._get_review_content(with_texts=True)
                    )
                )
                for document in documents
            }
            documents._message_log_batch(bodies=bodies)

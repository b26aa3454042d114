import hashlib
import json
from contextlib import contextmanager

from odoo import api, models
from odoo.tools import (
    SQL,
    float_repr,
    format_amount,
    format_date,
    html2plaintext,
    ormcache,
)

from ..const import SUBMITTED_STATES


class CustomerReviewMixin(models.AbstractModel):
    """The reviewed content: its snapshot, its fingerprint, and what changes in it."""

    _inherit = "customer.review.mixin"

    @api.model
    @ormcache()
    def _get_content_fields(self):
        """Return the names of the reviewed fields of the document itself."""
        return self._collect("_review_content_fields")

    @api.model
    @ormcache()
    def _get_content_lines(self):
        """Return the reviewed x2many fields, each with its records' fields."""
        return self._collect("_review_content_lines")

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

    @api.model
    def _compare_content(self, old, new):
        """Return what differs between two contents; see ``_get_changes`` of a review.

        An adopter whose content holds more than the document's own compares that, too.
        """
        return self.env["customer.review"]._compare_contents(self, old, new)

    def _get_review_content(self, with_texts=False):
        """Return the reviewed content as plain JSON.

        :param with_texts: also the texts that people read, for a snapshot
        :return: ``{"values": {field: value}, "lines": {x2many: [{"id", "values"}]}}``
        """
        self.ensure_one()
        document = self.sudo()
        content = document._snapshot(document, self._get_content_fields(), with_texts)
        content["lines"] = {
            lines: [
                document._snapshot(record, names, with_texts)
                for record in document._get_reviewed_records(lines)
            ]
            for lines, names in self._get_content_lines().items()
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
        if field.type == "json":
            return json.dumps(value, sort_keys=True) if value else ""
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
            return self.env["customer.review"]._get_form_time(value)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        if field.type == "html":
            return html2plaintext(value or "")
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "json":
            return ""  # of no use to people
        return str(value or "")

    def _read_content(self):
        """Read in a few queries what the criteria and the snapshot look at."""
        self._note_empty_lists((*self._get_content_lines(), "customer_review_ids"))
        for name in self._get_content_lines():
            if self._fields[name].type == "one2many":
                self.sudo()._read_rows(name)
        self._read_named()

    def _read_named(self):
        """Read what is looked at of the records that the content names."""

    def web_read(self, specification):
        self._note_empty_lists(specification)
        return super().web_read(specification)

    def _note_empty_lists(self, names):
        """Find out by one query which of these fields list nothing.

        Most documents have no findings, no files and nothing of that sort.
        """
        documents = self._origin
        lists = {
            self._fields[name]: place
            for name, place in self._get_lists().items()
            if name in names and any(self._fields[name]._cache_missing_ids(documents))
        }
        if len(lists) < 2:
            return
        rows = self.env.execute_query_dict(
            SQL(
                "SELECT document.id, %s FROM %s document WHERE document.id IN %s",
                SQL(", ").join(
                    SQL(
                        "EXISTS (SELECT FROM %s WHERE %s = document.id) AS %s",
                        SQL.identifier(table),
                        SQL.identifier(table, column),
                        SQL.identifier(field.name),
                    )
                    for field, (table, column) in lists.items()
                ),
                SQL.identifier(self._table),
                tuple(documents.ids),
            )
        )
        for field in lists:
            empty = self.browse(row["id"] for row in rows if not row[field.name])
            nothing = () if field.relational else 0
            field._insert_cache(empty, [nothing] * len(empty))
            if field.comodel_name == "ir.attachment":
                # Odoo reads files three times to check the access to them.
                documents.sudo()[field.name].mapped("name")

    def _get_lists(self):
        """Return the table and the column where what these fields list is kept.

        :return: dict of field name to both; it is up to date in the database
        """
        lists = {}
        for name in (*self._get_content_lines(), *self._collect("_review_lists")):
            field = self._fields[name]
            if self._original_module in field._modules:
                continue  # the document's own lines are never empty
            if field.type == "many2many":
                lists[name] = (field.relation, field.column1)
            else:
                comodel = self.env[field.comodel_name]
                comodel.flush_model([field.inverse_name])
                lists[name] = (comodel._table, field.inverse_name)
        return lists

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
            self._settle_content()

    def _note_author(self):
        """Keep who writes the content: whoever wrote it does not approve it."""
        if self._is_engine() or not self.env.user._is_internal():
            return
        uid = self.env.uid
        for document in self.sudo():
            known = document.review_author_uids or []
            if (
                uid != document.create_uid.id
                and uid not in known
                and document._get_review_stage() == "open"
                and document._get_review_policy() != "none"
            ):
                document._as_engine().write({"review_author_uids": [*known, uid]})

    @api.model
    def _settle_content(self):
        """Notice what has become of submitted content in this transaction."""
        fingerprint = self._fields["content_fingerprint"]
        self.env.records_to_compute(fingerprint).sudo().filtered(
            lambda document: document.review_id
        ).mapped("content_fingerprint")

    def _compute_field_value(self, field):
        result = super()._compute_field_value(field)
        if field.name == "content_fingerprint":
            self.filtered("id")._note_content_change()
        return result

    def _note_content_change(self):
        """Outdate the reviews of what has changed; revive those of what is back."""
        documents = self.sudo().filtered(
            lambda document: (
                document.review_id and document._get_review_stage() == "open"
            )
        )
        documents.filtered(
            lambda document: (
                document.review_state in SUBMITTED_STATES
                and document.review_id.fingerprint != document.content_fingerprint
            )
        )._outdate()
        for document in documents.filtered(lambda one: one.review_state == "outdated"):
            document._revive()

    def _outdate(self):
        """Set the reviews aside: the content is no longer what they are about."""
        if self:
            self._as_engine().write({"review_state": "outdated"})
            self.review_id._supersede()
            self._withdraw_acceptance()
            self._schedule_change_note()

    def _revive(self):
        """Let the review of content that is back as it was hold again, and say so."""
        self.ensure_one()
        review = self._get_revivable_review()
        if not review:
            return
        self._as_engine().write({"review_id": review.id})
        review._revive()
        pending = self.env.cr.precommit.data.get("customer_review.changed", {})
        if self.id in pending.get(self._name, ()):
            pending[self._name].discard(self.id)  # nothing came of it
        else:
            self._message_log(
                body=self.env._(
                    "The content is again what was submitted: %s holds again.",
                    review.display_name,
                )
            )

    def _get_revivable_review(self):
        """Return the review that holds for the content as it is now, if there is one.

        What was approved is approved again, whatever was submitted since; an open
        review goes on only while it is the latest.
        """
        self.ensure_one()
        if self._is_review_approved():
            return self.customer_review_ids.filtered(
                lambda review: (
                    review.state == "superseded"
                    and review.fingerprint == self.content_fingerprint
                    and review._is_accepted_by_all()
                )
            ).sorted("id")[-1:]
        review = self.review_id
        if (
            review.state == "superseded"
            and review.fingerprint == self.content_fingerprint
            and not review._is_accepted_by_all()
        ):
            return review
        return review.browse()

    def _withdraw_acceptance(self):
        """Take back a customer's acceptance of what is no longer offered."""
        held = self.filtered("review_held")
        held._as_engine().write({"review_held": False})
        held._forget_acceptance()

    def _schedule_change_note(self):
        precommit = self.env.cr.precommit
        pending = precommit.data.setdefault("customer_review.changed", {})
        if not pending:
            precommit.add(self.env["customer.review.mixin"].sudo()._post_changes)
        pending.setdefault(self._name, set()).update(self.ids)

    @api.model
    def _post_changes(self):
        """Log on each changed document what differs from what was submitted."""
        pending = self.env.cr.precommit.data.pop("customer_review.changed", {})
        for model, ids in pending.items():
            documents = self.env[model].sudo().browse(ids).exists()
            notes = {}
            for document in documents.filtered(
                lambda document: document.review_state == "outdated"
            ):
                changes = document.review_id._get_changes(
                    document._get_review_content(with_texts=True)
                )
                if changes:
                    notes[document.id] = document.review_id._render_changes(changes)
            documents.browse(notes)._message_log_batch(bodies=notes)

    @api.model
    def _get_partner_paths(self):
        """Return the reviewed fields that name partners, of the lines as well."""
        paths = list(self._get_content_fields())
        for lines, names in self._get_content_lines().items():
            paths += [f"{lines}.{name}" for name in names]
        return [path for path in paths if self._get_comodel_name(path) == "res.partner"]

    @api.model
    def _get_comodel_name(self, path):
        model = self
        for name in path.split("."):
            field = model._fields[name]
            model = self.env[field.comodel_name] if field.relational else None
        return field.comodel_name

    def _follow_merge(self, names, partner):
        """Take in that partners whom the content names were merged into another.

        :param names: of those who are no more
        """
        open_documents = self.filtered(lambda one: one._get_review_stage() == "open")
        fingerprint = self._fields["content_fingerprint"]
        self.env.add_to_compute(fingerprint, open_documents)
        open_documents.mapped("content_fingerprint")
        note = self.env._(
            "%(names)s was merged into %(partner)s. It is the same to the review.",
            names=names,
            partner=partner.display_name,
        )
        for document in self - open_documents:
            if document._is_fingerprint_kept():
                document._keep_decision(document.content_fingerprint)
                document._message_log(body=note)

    def _keep_decision(self, before):
        """Let what was decided on the fingerprint ``before`` hold for what is now."""
        self.ensure_one()
        document = self.sudo()
        after = self._hash_content(document._get_review_content())
        kept = ("approved_fingerprint", "review_decided_fingerprint")
        document._as_engine().write(
            {name: after for name in kept if document[name] == before}
            | {"content_fingerprint": after}
        )

from collections import defaultdict

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

OPEN = ("in_review", "to_approve")
DECIDED = ("accepted", "conditional", "rejected")


class CustomerReview(models.Model):
    """The Contract (Order) Review Form: one submission of one document.

    It holds a frozen snapshot of what was submitted, the opinion of every
    department and the conclusion, and is kept for good: a refused, withdrawn or
    outdated form is followed by a new revision, never edited.

    =============  ============================================================
    Action         Who
    =============  ============================================================
    Read           auditor, manager, every reviewer; the submitter, the
                   salesperson and the owner of a condition their own
    Write          the engine alone, after it has checked the user
    Delete         nobody
    =============  ============================================================

    Serves ISO 9001:2015 clauses 8.2.3.1 and 8.2.3.2.
    """

    _name = "customer.review"
    _inherit = ["mail.thread", "mail.activity.mixin", "customer.review.evidence"]
    _description = "Review"
    _order = "id desc"
    _mail_post_access = "read"

    _engine_fields = frozenset(
        {
            "name",
            "revision",
            "document_kind",
            "document_name",
            "order_id",
            "company_id",
            "partner_id",
            "currency_id",
            "amount_total",
            "date_delivery",
            "review_class",
            "state",
            "user_id",
            "salesperson_id",
            "route_id",
            "method",
            "content",
            "confidential",
            "changes",
            "fingerprint",
            "line_ids",
            "condition_ids",
            "attachment_ids",
            "date_submitted",
            "date_deadline",
            "date_closed",
            "line_count",
            "decided_count",
            "closing_reason",
        }
    )

    name = fields.Char(string="Review Number", required=True, readonly=True)
    revision = fields.Integer(required=True, readonly=True, aggregator=None)
    document_kind = fields.Selection(
        selection=lambda self: self.env["customer.review.mixin"]._get_document_kinds(),
        string="Document",
        readonly=True,
    )
    order_id = fields.Many2one(
        comodel_name="sale.order", readonly=True, index=True, ondelete="restrict"
    )
    document_name = fields.Char(string="Document Number", readonly=True)
    company_id = fields.Many2one(
        comodel_name="res.company", required=True, readonly=True, index=True
    )
    partner_id = fields.Many2one(
        comodel_name="res.partner",
        string="Customer",
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    user_id = fields.Many2one(
        comodel_name="res.users", string="Submitted by", readonly=True, required=True
    )
    salesperson_id = fields.Many2one(
        comodel_name="res.users", readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        selection=[
            ("in_review", "In Review"),
            ("to_approve", "To Approve"),
            ("approved", "Approved"),
            ("refused", "Refused"),
            ("cancelled", "Withdrawn"),
            ("superseded", "Superseded"),
        ],
        required=True,
        readonly=True,
        index=True,
    )
    review_class = fields.Selection(
        selection=[("regular", "Regular"), ("special", "Special")],
        string="Class",
        readonly=True,
    )
    subject = fields.Char(
        string="Kind",
        compute="_compute_subject",
        help="Such as 'general order' or 'special contract'.",
    )
    route_id = fields.Many2one(
        comodel_name="customer.review.route", readonly=True, ondelete="restrict"
    )
    method = fields.Selection(
        selection=[
            ("circulation", "Circulation"),
            ("meeting", "Meeting"),
            ("authorised", "Authorised Person"),
        ],
        string="Review Method",
        readonly=True,
    )
    currency_id = fields.Many2one(comodel_name="res.currency", readonly=True)
    amount_total = fields.Monetary(string="Amount", readonly=True)
    date_delivery = fields.Date(string="Required Delivery", readonly=True)
    date_submitted = fields.Datetime(string="Submitted on", readonly=True)
    date_deadline = fields.Datetime(string="Deadline", readonly=True, index=True)
    date_closed = fields.Datetime(string="Closed on", readonly=True)
    closing_reason = fields.Text(readonly=True)
    content = fields.Json(readonly=True, help="What was submitted, as it was.")
    # Figures that only those see who may see them on the document.
    confidential = fields.Json(
        readonly=True, groups="sales_team.group_sale_salesman"
    )
    changes = fields.Json(readonly=True, help="What changed since the revision before.")
    fingerprint = fields.Char(
        readonly=True, help="SHA-256 of the content that was submitted."
    )
    line_ids = fields.One2many(
        comodel_name="customer.review.line",
        inverse_name="review_id",
        string="Departments",
        readonly=True,
    )
    condition_ids = fields.One2many(
        comodel_name="customer.review.condition",
        inverse_name="review_id",
        string="Conditions",
        readonly=True,
    )
    attachment_ids = fields.Many2many(
        comodel_name="ir.attachment", string="Submitted Documents", readonly=True
    )
    line_count = fields.Integer(string="Opinions", readonly=True)
    decided_count = fields.Integer(string="Opinions Given", readonly=True)

    _revision_unique = models.UniqueIndex("(company_id, name, revision)")

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for review in self:
            review.display_name = (
                self.env._(
                    "%(name)s rev. %(revision)s",
                    name=review.name,
                    revision=review.revision,
                )
                if review.revision > 1
                else review.name
            )

    @api.depends_context("lang")
    @api.depends("content")
    def _compute_subject(self):
        for review in self:
            document = review._get_document().sudo()
            review.subject = document._get_review_subject(review.content)

    @api.constrains(lambda self: self._get_document_fields())
    def _check_document(self):
        for review in self:
            if sum(bool(review[name]) for name in self._get_document_fields()) != 1:
                raise UserError(
                    self.env._("A review is about exactly one document.")
                )

    def action_view_document(self):
        """Open the document that is reviewed, for those who may read it."""
        self.ensure_one()
        return self._get_document()._get_records_action()

    @api.model
    def _get_document_fields(self):
        """Return the names of the many2ones that point to a document."""
        return [
            model._review_field
            for model in self.env.registry.values()
            if getattr(model, "_review_field", None) and not model._abstract
        ]

    def _get_document(self):
        """Return the document of this review."""
        self.ensure_one()
        return self[f"{self.document_kind}_id"]

    # Opening

    @api.model
    def _submit(self, documents):
        """Open one review per document and ask the first departments.

        :param documents: records of one model that adopts the mixin
        :return: the new reviews
        :raise UserError: where no route fits, or a department cannot answer
        """
        now = self.env.cr.now()
        documents = documents.sudo()
        documents._refresh_fingerprint()
        routes = self.env["customer.review.route"]._match(documents)
        previous = {document: document.review_ids[:1] for document in documents}
        names = self._get_next_names(documents, previous)
        reviews = (
            self._as_engine()
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create(
                [
                    self._prepare_review_vals(
                        document, routes[document], previous[document], name, now
                    )
                    for document, name in zip(documents, names, strict=True)
                ]
            )
        )
        reviews._copy_attachments(documents)
        outdated = self.browse(
            review.id for review in previous.values() if review.state in OPEN
        )
        outdated._supersede()
        for document, review in zip(documents, reviews, strict=True):
            document._as_engine().write(
                {"review_id": review.id, "review_state": review.state}
            )
        reviews.line_ids.filtered(
            lambda line: line.decision == "pending"
        )._open_activities()
        return reviews

    @api.model
    def _prepare_review_vals(self, document, route, previous, name, now):
        content = document._get_review_content(with_texts=True)
        content["details"] = document._get_review_details()
        steps = route.step_ids
        deadlines = route._plan(document, now)
        first = min(steps.mapped("sequence"))
        vals = {
            "name": name,
            "revision": previous.revision + 1,
            "document_kind": document._review_field.removesuffix("_id"),
            document._review_field: document.id,
            "document_name": document.display_name,
            "company_id": document.company_id.id,
            "user_id": self.env.uid,
            "state": "in_review" if len(set(steps.mapped("sequence"))) > 1 else "to_approve",
            "review_class": document.review_class,
            "route_id": route.id,
            "method": route.method,
            "content": content,
            "changes": previous and previous._get_changes(content),
            "fingerprint": document.content_fingerprint,
            "date_submitted": now,
            "date_deadline": deadlines[max(steps.mapped("sequence"))],
            "line_count": len(steps),
            "line_ids": [
                Command.create(
                    step._prepare_line_vals(
                        document,
                        "pending" if step.sequence == first else "waiting",
                        deadlines[step.sequence],
                    )
                )
                for step in steps
            ],
        }
        return vals | document._get_review_vals()

    @api.model
    def _get_next_names(self, documents, previous):
        """Return a review number per document; a later revision keeps its number."""
        names = []
        for document in documents:
            name = previous[document].name
            if not name:
                name = (
                    self.env["ir.sequence"]
                    .with_company(document.company_id)
                    .sudo()
                    .next_by_code("customer.review")
                )
            if not name:
                raise UserError(
                    self.env._(
                        "There is no numbering for reviews in %(company)s. An"
                        " administrator creates a sequence with the code"
                        " 'customer.review' in Settings, Technical, Sequences.",
                        company=document.company_id.name,
                    )
                )
            names.append(name)
        return names

    def _copy_attachments(self, documents):
        """Keep the submitted files, whatever becomes of the document's own."""
        vals_list = []
        for document, review in zip(documents, self, strict=True):
            for attachment in document._get_review_attachments():
                vals_list.append(
                    attachment.copy_data(
                        {"res_model": self._name, "res_id": review.id, "name": attachment.name}
                    )[0]
                )
        copies = self.env["ir.attachment"].sudo().create(vals_list)
        for review_id, attachments in copies.grouped("res_id").items():
            self.browse(review_id)._as_engine().write(
                {"attachment_ids": [Command.set(attachments.ids)]}
            )

    # Moving on

    def _advance(self):
        """Open the next step, close, or wait, after opinions or conditions changed.

        Writing the counter updates the row of each review: of two people who
        decide at once, the later one's transaction fails and is tried again on
        what the first has left.
        """
        to_open = self.env["customer.review.line"]
        approved = refused = moved = late = self.browse()
        lines_by_review = self._get_lines().grouped("review_id")
        for review in self:
            lines = lines_by_review.get(review, to_open.browse())
            decided = lines.filtered(lambda line: line.decision in DECIDED)
            vals = {"decided_count": len(decided)}
            if "rejected" in decided.mapped("decision"):
                refused += review
            elif decided == lines:
                if lines and not review._get_open_conditions():
                    approved += review
            elif not lines.filtered(lambda line: line.decision == "pending"):
                waiting = lines - decided
                step = min(waiting.mapped("sequence"))
                opening = waiting.filtered(lambda line: line.sequence == step)
                to_open += opening
                if max(decided.mapped("date_deadline")) < self.env.cr.now():
                    late += review
                if opening == waiting:
                    vals["state"] = "to_approve"
                    moved += review
            review._as_engine().write(vals)
        if to_open:
            to_open._open(late)
        self._mirror_state(moved)
        refused._close("refused")
        approved._approve()

    def _approve(self):
        for review in self:
            document = review._get_document().sudo()
            if document.content_fingerprint != review.fingerprint:
                raise UserError(document._get_unreviewed_message())
        self._close("approved")
        for review in self:
            document = review._get_document().sudo()
            document._as_engine().write({"approved_fingerprint": review.fingerprint})
            # Confirmations that arrived during the review belong on the form.
            details = review.content["details"] | document._get_confirmation_details()
            review._as_engine().write({"content": review.content | {"details": details}})
        for review in self:
            review._get_document().sudo()._review_approved(review)

    def _withdraw(self):
        self._close("cancelled")

    def _supersede(self):
        """Set aside reviews whose content is no longer the document's."""
        self._close("superseded")

    def _close(self, state):
        """End the reviews in ``state`` and stop waiting for the other opinions."""
        if not self:
            return
        self._as_engine().write({"state": state, "date_closed": self.env.cr.now()})
        if state != "approved":
            self.line_ids._close_activities()
            self.sudo().condition_ids._close_activities()
        self._mirror_state(self)
        for review in self:
            document = review._get_document().sudo()
            if state == "refused":
                document._review_refused(review)

    @api.model
    def _mirror_state(self, reviews):
        """Show the state of the reviews on their documents."""
        shown = {"cancelled": "none", "superseded": "outdated"}
        for review in reviews:
            document = review._get_document().sudo()
            state = shown.get(review.state, review.state)
            if document.review_id == review and document.review_state != state:
                document._as_engine().write({"review_state": state})

    @api.model
    def _log_by_document(self, bodies):
        """Log one note per review on its document, all in one go."""
        by_model = {}
        for review, body in bodies.items():
            document = review._get_document().sudo()
            by_model.setdefault(document._name, {})[document.id] = body
        for model, notes in by_model.items():
            self.env[model].sudo().browse(notes)._message_log_batch(
                bodies=notes, author_id=self.env.user.partner_id.id
            )

    def _get_lines(self):
        """Return the opinions on these reviews, read in one go."""
        return self.env["customer.review.line"].search_fetch(
            [("review_id", "in", self.ids)],
            [
                "review_id",
                "company_id",
                "department_id",
                "decision",
                "sequence",
                "hours",
                "date_deadline",
            ],
        )

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Whoever gets an activity follows it on his to-do list, not by mail.
        if self.env.context.get("mail_activity_quick_update"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

    def _get_salesperson(self):
        """Return who sells the document now."""
        self.ensure_one()
        return self._get_document().sudo()._get_review_salesperson()

    def _get_open_conditions(self):
        return self.sudo().condition_ids.filtered(lambda c: c.state == "open")

    def _get_awaited_departments(self):
        return (
            self.sudo()
            .line_ids.filtered(lambda line: line.decision == "pending")
            .department_id
        )

    # Differences between revisions

    def _get_changes(self, content):
        """Return what differs in ``content`` from what this review holds.

        :return: list of ``{"model", "field", "record", "before", "after"}``; a
            record that was added or removed has no field
        """
        self.ensure_one()
        before, after = self.content, content
        document = self._get_document()
        changes = self._compare(document._name, "", before, after)
        for lines in after["lines"]:
            model = document._fields[lines].comodel_name
            old = {line["id"]: line for line in before["lines"].get(lines, [])}
            new = {line["id"]: line for line in after["lines"][lines]}
            for line_id in [*old, *(line_id for line_id in new if line_id not in old)]:
                label = next(
                    iter((new.get(line_id) or old[line_id])["texts"].values()), ""
                )
                if line_id in old and line_id in new:
                    changes += self._compare(model, label, old[line_id], new[line_id])
                else:
                    texts = ", ".join(
                        text
                        for text in (old.get(line_id) or new[line_id])["texts"].values()
                        if text
                    )
                    changes.append(
                        {
                            "model": model,
                            "field": False,
                            "record": label,
                            "before": texts if line_id in old else "",
                            "after": texts if line_id in new else "",
                        }
                    )
            common = [line_id for line_id in old if line_id in new]
            if common != [line_id for line_id in new if line_id in old]:
                changes.append(
                    {
                        "model": document._name,
                        "field": lines,
                        "record": "",
                        "before": ", ".join(_get_labels(before, lines)),
                        "after": ", ".join(_get_labels(after, lines)),
                    }
                )
        return changes

    @api.model
    def _compare(self, model, record, before, after):
        return [
            {
                "model": model,
                "field": name,
                "record": record,
                "before": before["texts"].get(name, ""),
                "after": after["texts"][name],
            }
            for name, value in after["values"].items()
            if before["values"].get(name) != value
        ]

    @api.model
    def _label_changes(self, changes):
        """Return the changes with labels in the user's language."""
        return [
            {
                **change,
                "label": " / ".join(
                    filter(None, [change["record"], self._get_change_label(change)])
                ),
            }
            for change in changes or []
        ]

    @api.model
    def _get_change_label(self, change):
        if change["field"]:
            field = self.env[change["model"]]._fields[change["field"]]
            return field._description_string(self.env)
        return self.env._("removed") if change["before"] else self.env._("added")

    @api.model
    def _render_changes(self, changes):
        """Return the changes as the HTML table that is logged and shown."""
        rows = Markup().join(
            Markup("<li>%s: <s>%s</s> → <b>%s</b></li>")
            % (change["label"], change["before"], change["after"])
            for change in self._label_changes(changes)
        )
        return Markup("<p>%s</p><ul>%s</ul>") % (
            self.env._("The content changed after it was submitted:"),
            rows,
        )


def _get_labels(content, lines):
    return [next(iter(line["texts"].values()), "") for line in content["lines"][lines]]

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..const import ACCEPTING_DECISIONS, GIVEN_DECISIONS, OPEN_STATES


class CustomerReview(models.Model):
    """How a review is opened, moves from step to step, and ends."""

    _inherit = "customer.review"

    # What forms, activities and their dates take of a partner.
    _read_of_people = (
        "display_name",
        "contact_address",
        "phone",
        "tz",
        "lang",
        "email",
        "commercial_partner_id",
        "is_company",
        "parent_id",
    )

    @api.model
    def _submit(self, documents):
        """Open one review per document and ask the first departments.

        :param documents: records of one model that adopts the mixin
        :return: the new reviews
        :raise UserError: where no route fits, or a department cannot answer
        """
        now = fields.Datetime.now()
        documents = documents.sudo()
        routes = self.env["customer.review.route"]._match(documents)
        previous = {
            document: document.customer_review_ids.sorted("revision")[-1:]
            for document in documents
        }
        names = self._get_next_names(documents, previous)
        self._read_people(documents, routes)
        facts = self.env["customer.review.fact"]._measure(documents)
        reviews = (
            self._as_engine()
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create(
                [
                    self._prepare_review_vals(
                        document, routes[document], previous[document], name, now
                    )
                    | {"facts": facts[document.id]}
                    for document, name in zip(documents, names, strict=True)
                ]
            )
        )
        reviews._copy_attachments(documents)
        outdated = self.browse(
            review.id for review in previous.values() if review.state in OPEN_STATES
        )
        outdated._supersede()
        for document, review in zip(documents, reviews, strict=True):
            document._as_engine().write(
                {
                    "review_id": review.id,
                    "review_state": review.state,
                    "content_fingerprint": review.fingerprint,
                }
            )
        reviews.line_ids.filtered(
            lambda line: line.decision == "pending"
        )._open_activities()
        reviews._log_submission()
        self.union(*previous.values())._close_corrections()
        return reviews

    @api.model
    def _read_people(self, documents, routes):
        """Read in one go the people whom the forms name and who are asked."""
        users = self.env.user.sudo()
        for route, company in {(routes[one], one.company_id) for one in documents}:
            assignees = route.step_ids.department_id._get_assignees(company)
            users = users.union(*assignees.values())
        partners = users.partner_id.union(
            *(
                documents.mapped(name)
                for name in documents._get_content_fields()
                if documents._fields[name].comodel_name == "res.partner"
            )
        )
        partners.fetch(self._read_of_people)

    @api.model
    def _prepare_review_vals(self, document, route, previous, name, now):
        content = document._get_review_content(with_texts=True)
        content["details"] = document._get_review_details()
        content["form"] = self._prepare_form_settings(document, route)
        steps = route.step_ids.filtered(
            lambda step: (
                step._is_final()
                or document._is_department_concerned(step.department_id, content)
            )
        )
        changes = previous and previous._get_changes(content)
        carried = self._get_carried_lines(document, previous, changes)
        asked = steps.filtered(lambda step: step.department_id not in carried)
        deadlines = route._plan(document, now)
        first = min(asked.mapped("sequence"))
        vals = {
            "name": name,
            "revision": previous.revision + 1,
            "document_kind": document._get_document_kind(),
            document._review_field: document.id,
            "document_name": document.display_name,
            "company_id": document.company_id.id,
            "user_id": self.env.uid,
            "author_ids": [Command.set(document._get_review_authors().ids)],
            "state": "in_review"
            if len(set(asked.mapped("sequence"))) > 1
            else "to_approve",
            "salesperson_id": document._get_review_salesperson().id,
            "confidential": {
                str(finding.id): finding.evidence
                for finding in document.finding_ids
                if finding.criterion_id.confidential
            },
            "review_class": document.review_class,
            "route_id": route.id,
            "own_decision": route.own_decision,
            "method": route.method,
            "content": content,
            "changes": changes,
            "fingerprint": document._hash_content(content),
            "date_submitted": now,
            "date_deadline": deadlines[max(steps.mapped("sequence"))],
            "line_count": len(steps),
            "decided_count": len(steps) - len(asked),
            "line_ids": [
                Command.create(
                    step._prepare_line_vals(
                        document,
                        "pending" if step.sequence == first else "waiting",
                        deadlines[step.sequence],
                        carried.get(step.department_id),
                    )
                )
                for step in steps
            ],
        }
        return vals | document._get_review_vals()

    @api.model
    def _get_next_names(self, documents, previous):
        """Return a review number per document; a later revision keeps its number."""
        first = documents.filtered(lambda document: not previous[document])
        new = {
            company: iter(self._draw_numbers(company, len(own)))
            for company, own in first.grouped("company_id").items()
        }
        return [
            previous[document].name or next(new[document.company_id])
            for document in documents
        ]

    @api.model
    def _draw_numbers(self, company, count):
        """Return so many review numbers from the company's sequence."""
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        # One query finds and reads what next_by_code would take.
        sequence = sequence.search_fetch(
            [
                ("code", "=", "customer.review"),
                ("company_id", "in", (company.id, False)),
            ],
            order="company_id",
            limit=1,
        )
        if not sequence:
            raise UserError(
                self.env._(
                    "There is no numbering for reviews in %(company)s. An"
                    " administrator creates a sequence with the code"
                    " 'customer.review' in Settings, Technical, Sequences.",
                    company=company.name,
                )
            )
        if sequence.implementation != "standard" or sequence.use_date_range:
            return [sequence._next() for _number in range(count)]
        numbers = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{sequence.id:03d}",
                count,
            )
        )
        return [sequence.get_next_char(number) for (number,) in numbers]

    def _copy_attachments(self, documents):
        """Keep the submitted files, whatever becomes of the document's own."""
        vals_list = []
        for document, review in zip(documents, self, strict=True):
            for attachment in document._get_review_attachments():
                vals_list.append(
                    attachment.copy_data(
                        {
                            "res_model": self._name,
                            "res_id": review.id,
                            "name": attachment.name,
                        }
                    )[0]
                )
        copies = self.env["ir.attachment"].sudo().create(vals_list)
        for review_id, attachments in copies.grouped("res_id").items():
            self.browse(review_id)._as_engine().write(
                {"attachment_ids": [Command.set(attachments.ids)]}
            )

    def _advance(self):
        """Open the next step, close, or wait, after opinions or conditions changed.

        Writing the turn updates the row of each review: of two people who act at
        once, the later one's transaction fails and is tried again on what the first
        has left.
        """
        self.sudo()._read_rows("line_ids")
        approved = refused = moved = self.browse()
        for review in self:
            lines = review.line_ids
            decided = lines.filtered(lambda line: line.decision in GIVEN_DECISIONS)
            vals = {"decided_count": len(decided), "turn": review.turn + 1}
            if "rejected" in decided.mapped("decision"):
                refused += review
            elif decided == lines:
                if lines and not review._get_open_conditions():
                    approved += review
            elif "pending" not in lines.mapped("decision"):
                moved += review
                opening = review._get_next_lines(lines)
                if opening == lines - decided:
                    vals["state"] = "to_approve"
            review._as_engine().write(vals)
        moved._open_next()
        refused._close("refused")
        approved._approve()

    @api.model
    def _get_next_lines(self, lines):
        """Return those of ``lines`` whose turn it is once all before have accepted."""
        waiting = lines.filtered(lambda line: line.decision == "waiting")
        step = min(waiting.mapped("sequence"))
        return waiting.filtered(lambda line: line.sequence == step)

    def _open_next(self):
        """Ask the departments of the next step."""
        opening = self.env["customer.review.line"]
        late = self.browse()
        for review in self:
            lines = review.line_ids
            opening += self._get_next_lines(lines)
            decided = lines.filtered(lambda line: line.decision in GIVEN_DECISIONS)
            if max(decided.mapped("date_deadline")) < fields.Datetime.now():
                late += review
        if opening:
            opening._open(late)
        self._mirror_state(self)

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
            content = review.content  # each reading copies it whole
            details = content["details"] | document._get_confirmation_details()
            review._as_engine().write({"content": content | {"details": details}})
        self._log_approval()
        self._tell_sellers("approved")
        for review in self:
            review._get_document().sudo()._review_approved(review)

    def _revive(self):
        """Take a review up again whose content is the document's again."""
        self.ensure_one()
        if self._is_accepted_by_all():
            self._as_engine().write({"state": "approved"})
        else:
            pending = self.line_ids.filtered(lambda line: line.decision == "pending")
            is_last = all(
                line.is_final
                for line in self.line_ids
                if line.decision not in ACCEPTING_DECISIONS
            )
            self._as_engine().write(
                {
                    "state": "to_approve" if is_last else "in_review",
                    "date_closed": False,
                }
            )
            pending._open_activities()
            self.sudo().condition_ids.filtered(
                lambda condition: condition.state == "open"
            )._open_activities()
        self._mirror_state(self)

    def _withdraw(self, reason=False):
        if reason:
            self._as_engine().write({"closing_reason": reason})
            self._log_withdrawal()
        self._tell_begun()
        self._close("cancelled")

    def _supersede(self):
        """Set aside reviews whose content is no longer the document's."""
        self._close("superseded")

    def _close(self, state):
        """End the reviews in ``state`` and stop waiting for the other opinions."""
        if not self:
            return
        vals = {"state": state}
        # What was concluded keeps the date of its conclusion.
        self.filtered("date_closed")._as_engine().write(vals)
        self.filtered(lambda review: not review.date_closed)._as_engine().write(
            vals | {"date_closed": fields.Datetime.now()}
        )
        if state != "approved":
            self.line_ids._close_activities()
            self.sudo().condition_ids._close_activities()
        self._mirror_state(self)
        if state == "refused":
            self._ask_correction()
            self._tell_sellers("refused", by=self.env.user.name)
            for review in self:
                review._get_document().sudo()._review_refused(review)

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
        """Log one note per review on its document, by who has acted."""
        for review, body in bodies.items():
            document = review.sudo()._get_document()
            self.env["customer.review.notice"]._note(document, body)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        # Whoever gets an activity follows it on his to-do list, not by mail.
        if self.env.context.get("mail_activity_quick_update"):
            return True
        return super().message_subscribe(partner_ids, subtype_ids)

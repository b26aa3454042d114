from lxml import etree

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..const import OPEN_STATES


class CustomerReviewMixin(models.AbstractModel):
    """What the screens of a document say about its review. Nothing here is stored.

    Every form of a document gets the same alert bar, buttons and smart button, every
    list and kanban the same badge, every search the same filters, from one template;
    their texts come from one query, whatever the number of revisions and opinions.
    """

    _inherit = "customer.review.mixin"

    review_alert = fields.Selection(
        selection=[
            ("missing", "Not Submitted"),
            ("open", "In Review"),
            ("outdated", "Outdated"),
            ("refused", "Refused"),
            ("approved", "Approved"),
        ],
        compute="_compute_review_screen",
        groups="base.group_user",
        help="Which alert bar the form shows.",
    )
    review_alert_text = fields.Html(
        compute="_compute_review_screen", sanitize=False, groups="base.group_user"
    )
    review_late = fields.Boolean(
        compute="_compute_review_screen", groups="base.group_user"
    )
    review_progress = fields.Char(
        compute="_compute_review_screen", groups="base.group_user"
    )
    review_can_decide = fields.Boolean(
        compute="_compute_review_screen", groups="base.group_user"
    )
    review_can_withdraw = fields.Boolean(
        compute="_compute_review_screen", groups="base.group_user"
    )
    review_history = fields.Html(
        string="Earlier Revisions",
        compute="_compute_review_screen",
        sanitize=False,
        groups="base.group_user",
    )
    review_blocks_commitment = fields.Boolean(
        compute="_compute_review_blocks_commitment",
        help="Whether the buttons that commit the document would be refused.",
    )
    review_is_open = fields.Boolean(
        compute="_compute_review_blocks_commitment",
        groups="base.group_user",
        help="Whether the content may still change.",
    )
    review_used = fields.Boolean(
        compute="_compute_review_used",
        groups="base.group_user",
        help="Whether the company reviews such documents at all.",
    )

    @api.depends("review_state", "review_required", "approved_fingerprint")
    @api.depends_context("uid")
    def _compute_review_blocks_commitment(self):
        # Buttons that portal users share depend on it: no groups on the field.
        internal = self.env.user._is_internal()
        for document in self:
            own = document.sudo()
            is_open = own._get_review_stage() == "open"
            document.review_is_open = is_open
            document.review_blocks_commitment = (
                internal
                and is_open
                and own.review_required
                and not own._is_review_approved()
            )

    @api.depends("company_id", "review_id")
    def _compute_review_used(self):
        for document in self:
            document.review_used = (
                bool(document.review_id) or document._get_review_policy() != "none"
            )

    @api.depends("review_state", "review_id.decided_count", "review_required")
    @api.depends_context("uid", "lang", "tz")
    def _compute_review_screen(self):
        rows = self._fetch_review_rows()
        for document in self:
            origin = document._origin
            history = rows.get(origin.id, [])
            review_id = origin.sudo().review_id.id
            review = next((row for row in history if row["id"] == review_id), {})
            kind = origin._get_review_alert()
            is_open = review.get("state") in OPEN_STATES
            document.review_alert = kind
            document.review_alert_text = (
                getattr(origin, f"_render_review_{kind}")(review) if kind else False
            )
            document.review_late = is_open and any(
                line["late"]
                for line in review["lines"]
                if line["decision"] == "pending"
            )
            document.review_progress = (
                review and f"{review['decided_count']}/{review['line_count']}"
            )
            document.review_can_decide = is_open and origin._is_review_to_decide(review)
            document.review_can_withdraw = is_open and (
                self.env["customer.review"]._is_withdrawer(
                    (review["user_id"], review["salesperson_id"])
                )
            )
            document.review_facts_html = review and self.env[
                "customer.review.fact"
            ]._render_facts(review["facts"], origin.sudo())
            document.review_history = self.env["customer.review"]._render_history(
                [row for row in history if row["id"] != review_id]
            )

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        add = {
            "form": self._add_review_screen,
            "list": self._add_review_badge,
            "kanban": self._add_review_badge,
            "search": self._add_review_filters,
        }.get(view_type)
        screen = add and self._review_field and self._get_review_template()
        if screen:
            add(arch, screen.sudo()._get_combined_arch().find("screen"))
        return arch, view

    @api.model
    def _get_review_template(self):
        # Without it, say deleted, documents open all the same.
        name = "customer_review.document_screen"
        return self.env.ref(name, raise_if_not_found=False)

    @api.model
    def _add_review_screen(self, arch, parts):
        """Put the shared buttons, alert bar and smart button into a form.

        They are not part of the view, so that no other addon's view finds them when
        it looks for a place of its own. Criteria and earlier revisions go where the
        form has ``<div name="review_details"/>``.
        """
        sheet = arch.find("sheet")
        if sheet is None:
            return
        header = arch.find("header")
        if header is None:
            header = etree.Element("header")
            sheet.addprevious(header)
        header[:0] = list(parts.find("header"))
        for alert in parts.find("alerts"):
            sheet.addprevious(alert)
        box = sheet.find(".//div[@name='button_box']")
        if box is None:
            box = etree.Element("div", {"class": "oe_button_box", "name": "button_box"})
            sheet.insert(0, box)
        box.extend(list(parts.find("buttons")))
        details = sheet.find(".//div[@name='review_details']")
        if details is not None:
            details.extend(list(parts.find("details")))

    @api.model
    def _add_review_badge(self, arch, parts):
        """Let ``<field name="review_state"/>`` of a list or kanban be the badge."""
        badge = parts.find("badge/field")
        for field in arch.iter("field"):
            if field.get("name") == badge.get("name"):
                for name, value in badge.items():
                    if name not in field.attrib:
                        field.set(name, value)

    @api.model
    def _add_review_filters(self, arch, parts):
        """Put the shared filters behind the document's own, before its groups."""
        filters, groups = list(parts.find("filters")), list(parts.find("groups"))
        for node in filters:
            if node.get("name") == "review_missing":
                domain = Domain(safe_eval(node.get("domain")))
                node.set("domain", str(list(domain & self._get_open_domain())))
        group = arch.find("group")
        if group is None:
            group = etree.SubElement(arch, "group")
        for node in filters:
            group.addprevious(node)
        group.extend(groups)

    def _fetch_review_rows(self):
        """Return the reviews of each document, the newest first, by one query.

        The opinions on the current review come with it, and the names of those who
        gave them, which would take further queries as records.

        :return: dict of document id to a list of dicts
        """
        submitted = self._origin.sudo().filtered("review_id")
        if not submitted:
            return {}
        self.flush_model(["review_id"])
        self.env["customer.review"].flush_model()
        self.env["customer.review.line"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT review.%(link)s AS document_id, review.id, review.name,
                       review.revision, review.state, review.user_id,
                       review.salesperson_id, review.date_submitted,
                       review.date_deadline, review.date_closed,
                       review.closing_reason, review.line_count,
                       CASE WHEN review.id = document.review_id
                            THEN review.facts END AS facts,
                       COALESCE(review.decided_count, 0) AS decided_count,
                       COALESCE(line.lines, '[]') AS lines
                  FROM customer_review review
                  JOIN %(table)s document ON document.id = review.%(link)s
                  LEFT JOIN LATERAL (
                       SELECT jsonb_agg(
                                  jsonb_build_object(
                                      'id', line.id,
                                      'department_id', line.department_id,
                                      'decision', line.decision,
                                      'is_final', line.is_final,
                                      'late', line.date_deadline < %(now)s,
                                      'user', partner.name,
                                      'principal', principal_partner.name
                                  )
                                  ORDER BY line.sequence, line.department_sequence,
                                           line.id
                              ) AS lines
                         FROM customer_review_line line
                    LEFT JOIN res_users person ON person.id = line.user_id
                    LEFT JOIN res_partner partner ON partner.id = person.partner_id
                    LEFT JOIN res_users principal
                           ON principal.id = line.on_behalf_of_id
                    LEFT JOIN res_partner principal_partner
                           ON principal_partner.id = principal.partner_id
                        WHERE line.review_id = review.id
                  ) line ON review.id = document.review_id
                 WHERE review.%(link)s IN %(ids)s
              ORDER BY review.id DESC
                """,
                link=SQL.identifier(self._review_field),
                table=SQL.identifier(self._table),
                now=fields.Datetime.now(),
                ids=tuple(submitted.ids),
            )
        )
        by_document = {}
        for row in rows:
            by_document.setdefault(row["document_id"], []).append(row)
        return by_document

    def _is_review_to_decide(self, review):
        """Return whether the user decides on a pending opinion of this review.

        Only where that is likely at all does it ask the opinions themselves.
        """
        departments = self.env["customer.review.department"]
        deputised = self.company_id._get_review_general_deputy() == self.env.user
        lines = self.env["customer.review.line"].browse(
            line["id"]
            for line in review["lines"]
            if line["decision"] == "pending"
            and (
                departments.browse(line["department_id"])._is_reviewer(
                    self.env.user, self.company_id
                )
                or line["is_final"]
                and deputised
            )
        )
        return any(lines.mapped("can_decide"))

    def _get_department_name(self, line):
        return (
            self.env["customer.review.department"]
            .browse(line["department_id"])
            ._get_name()
        )

    def _get_review_alert(self):
        """Return which alert bar this document shows, or False."""
        if not self or self._get_review_stage() != "open":
            return False
        document = self.sudo()
        if document.review_state in OPEN_STATES:
            return "open"
        if document.review_state in ("outdated", "refused"):
            return document.review_required and document.review_state
        if not document.review_required:
            return False
        return "approved" if document._is_review_approved() else "missing"

    def _render_review_missing(self, review):
        return self._get_incomplete_error() or self.env._(
            "It is confirmed after its review. Submit it when it is complete."
        )

    def _render_review_open(self, review):
        awaited = [line for line in review["lines"] if line["decision"] == "pending"]
        names = ", ".join(map(self._get_department_name, awaited))
        parts = [
            self.env._("%s to answer", names)
            if awaited
            else self.env._("open conditions keep it from being approved"),
            self.env._(
                "%(given)s of %(all)s given",
                given=review["decided_count"],
                all=review["line_count"],
            ),
            self.env._(
                "due %s",
                self.env["customer.review"]._format_moment(review["date_deadline"]),
            ),
        ]
        if self.sudo().review_held:
            parts.append(
                self.env._("the customer has accepted: the approval confirms it")
            )
        return self._render_alert(parts)

    def _render_review_outdated(self, review):
        changes = self.sudo().review_id._label_changes(
            self.sudo().review_id._get_changes(
                self.sudo()._get_review_content(with_texts=True)
            )
        )
        if not changes:
            return self.env._("it was confirmed and set back, which voids its approval")
        parts = [
            f"{change['label']}: {_shorten(change['before']) or '–'}"
            f" → {_shorten(change['after']) or '–'}"
            for change in changes[:3]
        ]
        if len(changes) > 3:
            parts.append(self.env._("and %s more", len(changes) - 3))
        return self._render_alert(parts)

    def _render_review_refused(self, review):
        rejected = next(
            (line for line in review["lines"] if line["decision"] == "rejected"), None
        )
        if not rejected:
            return review["closing_reason"] or ""
        return self._render_alert(
            [
                self.env._(
                    "by %(user)s (%(department)s)",
                    user=rejected["user"],
                    department=self._get_department_name(rejected),
                ),
                review["closing_reason"] or "",
            ]
        )

    def _render_review_approved(self, review):
        final = review["lines"][-1]
        parts = [
            self.env._(
                "by %(user)s on %(date)s",
                user=final["user"],
                date=self.env["customer.review"]._format_moment(review["date_closed"]),
            ),
            self.env._("form %s", review["name"]),
        ]
        if final["principal"]:
            parts.insert(1, self.env._("for %s", final["principal"]))
        return self._render_alert(parts)

    def _render_alert(self, parts):
        """Return the text of an alert bar: its parts, the first one strong."""
        return self.env["customer.review"]._render_html(
            "customer_review.document_alert", parts=parts
        )


def _shorten(text, length=60):
    return text if len(text) <= length else f"{text[: length - 1]}…"

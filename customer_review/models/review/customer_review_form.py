from collections import defaultdict
from datetime import datetime

from odoo import api, fields, models
from odoo.exceptions import MissingError
from odoo.tools import format_date, format_time
from odoo.tools.misc import formatLang


class CustomerReview(models.Model):
    """The reviewed content as it is shown and printed: from the snapshot alone.

    Labels, dates and figures are in the reader's language. A name that was kept is
    shown in it too, as long as it still is what the master data says; what was
    renamed since keeps the name it had.
    """

    _inherit = "customer.review"

    content_html = fields.Html(
        string="What Is Reviewed", compute="_compute_content_html", sanitize=False
    )

    @api.depends("content")
    @api.depends_context("uid", "lang", "tz")
    def _compute_content_html(self):
        for review in self:
            review.content_html = review.content and self.env["ir.qweb"]._render(
                "customer_review.review_content",
                {"content": review._prepare_form_content(), "on_screen": True},
            )

    @api.model
    def _prepare_form_settings(self, document, route):
        """Return what the form prints of settings and master data, as they are now."""
        company = document.company_id
        return {
            **self.env["customer.review.form.control"]._get_control(
                company, document._get_document_kind()
            ),
            "company": company.name,
            "submitter": self.env.user.name,
            "departments": {
                str(department.id): department.name
                for department in route.step_ids.department_id
            },
            "criteria": [
                {"id": criterion.id, "name": criterion.name}
                for criterion in self._get_form_criteria(document)
            ],
        }

    @api.model
    def _get_form_criteria(self, document):
        """Return the criteria that the form of a document lists, met or not."""
        return self.env["customer.review.criterion"]._get_listed(
            document.company_id, document._get_document_kind()
        )

    def _prepare_form_content(self, content=None):
        """Return what the template ``review_content`` shows; see its comment.

        :param content: the snapshot, where the caller has read it already
        The caller has checked that the user may read the review.
        """
        self.ensure_one()
        review = self.sudo()
        document = review._get_document()
        content = content or review.content
        return {
            "facts": document._get_form_facts(review, content),
            "tables": document._get_form_tables(review, content),
            "boxes": self._get_form_boxes(content),
            "box": document._get_form_box(review, content),
        }

    def _get_form_boxes(self, content):
        """Return the criteria, ticked where they are met, each with its evidence."""
        figures = self._get_confidential_figures()
        listed = content.get("form", {}).get("criteria", ())
        findings = content.get("details", {}).get("findings", ())
        by_criterion = defaultdict(list)
        for finding in findings:
            by_criterion[finding["criterion_id"]].append(finding)
        names = {finding["criterion_id"]: finding["code"] for finding in findings}
        names |= {criterion["id"]: criterion["name"] for criterion in listed}
        criteria = self.env["customer.review.criterion"].browse(
            dict.fromkeys([*(criterion["id"] for criterion in listed), *names])
        )
        return [
            {
                "name": self._get_form_name(criterion, names[criterion.id]),
                "ticked": any(not finding["dismiss_reason"] for finding in own),
                "findings": [self._get_form_finding(one, figures) for one in own],
            }
            for criterion in criteria
            for own in [by_criterion[criterion.id]]
        ]

    @api.model
    def _get_form_finding(self, finding, figures):
        return {
            **finding,
            "evidence": finding["evidence"]
            or figures.get(str(finding["id"]))
            or self._get_neutral_evidence(finding["criterion_id"]),
            "origin": self._get_form_selection(
                "customer.review.finding", "origin", finding["origin"]
            ),
        }

    def _get_confidential_figures(self):
        """Return the figures, by finding id, that the user may see on the document.

        The user counts, also where this runs as superuser in the user's name.
        """
        review = self.with_user(self.env.user)
        if review.has_access("read") and (
            review.sudo()._get_document().with_env(review.env)._can_see_confidential()
        ):
            return review.sudo().confidential or {}
        return {}

    @api.model
    def _get_neutral_evidence(self, criterion_id):
        """Return what is said of a criterion whose figures the user may not see."""
        criterion = self.env["customer.review.criterion"].browse(criterion_id)
        return criterion.sudo().exists().neutral_evidence or self.env._(
            "Met; the figures are confidential"
        )

    # Texts in the reader's language

    @api.model
    def _get_form_text(self, model, node, name):
        """Return the text of a field of the snapshot.

        :param node: a dict with ``values`` and ``texts`` as the snapshot has it
        """
        value, text = node["values"].get(name), node["texts"].get(name, "")
        field = self.env[model]._fields.get(name)
        if field is None or value is False or value is None:
            return text
        if field.type in ("float", "monetary"):
            return self._get_form_number(value)
        if field.type == "date":
            return format_date(self.env, value)
        if field.type == "datetime":
            return self._get_form_time(value)
        if field.type == "selection":
            return self._get_form_selection(model, name, value) or text
        if field.type == "many2one":
            return self._get_form_name(self.env[field.comodel_name].browse(value), text)
        return text

    @api.model
    def _get_form_label(self, model, name):
        return self.env[model]._fields[name]._description_string(self.env)

    @api.model
    def _get_form_selection(self, model, name, value):
        selection = self.env[model]._fields[name]._description_selection(self.env)
        return dict(selection).get(value, value or "")

    @api.model
    def _get_form_name(self, record, name, field=None):
        """Return a kept name in the reader's language, unless it was changed since.

        :param record: the master data that had this name
        :param field: where it has it, if that is not its name
        """
        record = record.sudo().with_context(active_test=False)
        field = record._fields[field or record._rec_name or "display_name"]
        if not record or not field.translate:
            return name
        languages = [code for code, _label in self.env["res.lang"].get_installed()]
        try:
            known = {record.with_context(lang=code)[field.name] for code in languages}
            return record[field.name] if name in known else name
        except MissingError:
            return name

    @api.model
    def _get_form_number(self, value, digits=0):
        """Return a number with the decimals it has, at least ``digits``.

        :param value: a number, or its text as the snapshot keeps it
        """
        text = value if isinstance(value, str) else f"{value:.6f}"
        decimals = len(text.partition(".")[2].rstrip("0"))
        return formatLang(self.env, float(text), digits=max(decimals, digits))

    @api.model
    def _get_form_time(self, value):
        """Return a UTC datetime, or its ISO text, in the reader's time zone."""
        if not value:
            return ""
        local = self._get_form_local(value)
        time = format_time(self.env, local.time(), time_format="HH:mm")
        return f"{format_date(self.env, local.date())} {time}"

    @api.model
    def _get_form_day(self, value):
        """Return the day of a UTC datetime, or of its ISO text, for the reader."""
        return format_date(self.env, self._get_form_local(value)) if value else ""

    @api.model
    def _get_form_local(self, value):
        if isinstance(value, str):
            value = datetime.fromisoformat(value)
        reader = self.with_context(tz=self.env.user.tz or "UTC")
        return fields.Datetime.context_timestamp(reader, value).replace(tzinfo=None)

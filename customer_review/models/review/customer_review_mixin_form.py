from odoo import api, models


class CustomerReviewMixin(models.AbstractModel):
    """How a document lays its reviewed content out on the form.

    What an adopter leaves as it is prints every reviewed field with its label. Each
    method gets the review and its snapshot ``content``: that alone is printed.
    """

    _inherit = "customer.review.mixin"

    def _get_form_title(self, review):
        """Return the title of the form."""
        return self.env._("%s Review Form", self._get_document_label())

    def _get_form_channel(self, review, content):
        """Return by which channel it came from the customer, where known."""
        return ""

    def _get_form_facts(self, review, content):
        """Return rows of cells ``{"label", "value", "span"}``; 12 spans fill a row."""
        cells = [
            {
                "label": review._get_form_label(self._name, name),
                "value": review._get_form_text(self._name, content, name),
                "span": 3,
            }
            for name in content["values"]
            if name in self._fields
        ]
        return [cells[start : start + 4] for start in range(0, len(cells), 4)]

    def _get_form_tables(self, review, content):
        """Return the tables of the form; see :meth:`_get_form_table`."""
        return [
            self._get_form_table(
                review, content, lines, self._get_content_lines()[lines]
            )
            for lines in content["lines"]
            if lines in self._fields and lines not in self._get_form_boxed_lines()
        ]

    @api.model
    def _get_form_boxed_lines(self):
        """Return the x2many fields that the form shows as ticked boxes instead."""
        return ("finding_ids",)

    def _get_form_box(self, review, content):
        """Return a further box as ``{"title", "rows"}``, or nothing."""
        return {}

    def _get_form_amendments(self, review):
        """Return what changed the document after its review; see part 11 of the form.

        :return: list of dicts of ``revision``, ``changes``, ``first``, ``date``,
            ``approver``
        """
        return []

    def _get_form_confirmation(self, review, content):
        """Return the customer's confirmation as a dict of ``how, who, when``.

        None where no customer has to confirm it.
        """
        return {}

    def _get_form_table(self, review, content, lines, names, **options):
        """Return an x2many field of the snapshot as a table.

        :param names: the fields that become columns
        :return: dict of ``title``, ``columns`` (label, width in per cent, number) and
            ``rows``; a row is a dict of ``cells``
        """
        field = self._fields[lines]
        widths = options.get("widths") or [100 / len(names)] * len(names)
        return {
            "title": options.get("title") or field._description_string(self.env),
            "empty": options.get("empty") or self.env._("None"),
            "columns": [
                {
                    "label": review._get_form_label(field.comodel_name, name),
                    "width": width,
                }
                for name, width in zip(names, widths, strict=True)
            ],
            "rows": [
                {
                    "cells": [
                        review._get_form_text(field.comodel_name, node, name)
                        for name in names
                    ]
                }
                for node in content["lines"].get(lines, ())
            ],
        }

from odoo import api, models


class CustomerReview(models.Model):
    """What differs between a revision and the one before, field by field."""

    _inherit = "customer.review"

    def _get_changes(self, content):
        """Return what differs in ``content`` from what this review holds.

        :return: list of ``{"model", "field", "record", "before", "after"}``; a
            record that was added or removed has no field; a changed one has its
            ``values`` before and after as well
        """
        self.ensure_one()
        return self._get_document()._compare_content(self.content, content)

    @api.model
    def _compare_contents(self, document, old, new):
        """Return what differs between two contents of a document, see _get_changes."""
        changes = self._compare(document._name, "", old, new)
        for name in new["lines"]:
            before = old["lines"].get(name, [])
            after = new["lines"][name]
            model = document._fields[name].comodel_name
            changes += self._compare_lines(model, before, after)
            changes += self._compare_places(document._name, name, before, after)
        return changes

    @api.model
    def _compare_lines(self, model, before, after):
        """Return the lines that were removed, added or changed, one after another."""
        old = {line["id"]: line for line in before}
        new = {line["id"]: line for line in after}
        changes = []
        for line_id in [*old, *(line_id for line_id in new if line_id not in old)]:
            if line_id in old and line_id in new:
                label = self._get_line_label(new[line_id])
                changes += self._compare(model, label, old[line_id], new[line_id])
            else:
                line = old.get(line_id) or new[line_id]
                text = ", ".join(filter(None, line["texts"].values()))
                changes.append(
                    {
                        "model": model,
                        "field": False,
                        "record": self._get_line_label(line),
                        "before": text if line_id in old else "",
                        "after": text if line_id in new else "",
                    }
                )
        return changes

    @api.model
    def _compare_places(self, model, name, before, after):
        """Return the places of the lines, where those that stayed changed them."""
        old = {line["id"] for line in before}
        new = {line["id"] for line in after}
        kept_before = [line for line in before if line["id"] in new]
        kept_after = [line for line in after if line["id"] in old]
        if [x["id"] for x in kept_before] == [x["id"] for x in kept_after]:
            return []
        return [
            {
                "model": model,
                "field": name,
                "record": "",
                "before": ", ".join(map(self._get_line_label, kept_before)),
                "after": ", ".join(map(self._get_line_label, kept_after)),
            }
        ]

    @api.model
    def _get_line_label(self, line):
        return next(iter(line["texts"].values()), "")

    @api.model
    def _compare(self, model, record, before, after):
        return [
            {
                "model": model,
                "field": name,
                "record": record,
                "before": before["texts"].get(name, ""),
                "after": after["texts"][name],
                "values": [before["values"].get(name), value],
            }
            for name, value in after["values"].items()
            if before["values"].get(name) != value
        ]

    @api.model
    def _label_changes(self, changes):
        """Return the changes with labels, dates and times as the user reads them."""
        return [
            {
                **change,
                **self._get_change_moments(change),
                "label": " / ".join(
                    filter(None, [change["record"], self._get_change_label(change)])
                ),
            }
            for change in changes or []
        ]

    @api.model
    def _get_change_moments(self, change):
        """Return a date or time before and after in the user's zone and format."""
        model, name = change["model"], change["field"]
        field = name and self.env[model]._fields.get(name)
        if not field or field.type not in ("date", "datetime"):
            return {}
        sides = ("before", "after")
        return {
            side: self._get_form_text(
                model, {"values": {name: value}, "texts": {name: change[side]}}, name
            )
            for side, value in zip(sides, change.get("values", ()), strict=False)
        }

    @api.model
    def _get_change_label(self, change):
        if change["field"]:
            field = self.env[change["model"]]._fields[change["field"]]
            return field._description_string(self.env)
        return self.env._("removed") if change["before"] else self.env._("added")

    @api.model
    def _render_changes(self, changes):
        """Return the changes as the HTML that is logged on the document."""
        return self._render_html(
            "customer_review.review_changes", changes=self._label_changes(changes)
        )

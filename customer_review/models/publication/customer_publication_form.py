from odoo import models


class CustomerPublication(models.Model):
    """The Publication Release (form 5)."""

    _inherit = "customer.publication"

    def _get_form_title(self, review):
        return self.env._("Publication Release")

    def _get_form_facts(self, review, content):
        spans = (
            (("name", 7), ("version", 2), ("lang_ids", 3)),
            (("channel", 3), ("audience", 5), ("date_from", 2), ("date_to", 2)),
            (("product_ids", 6), ("url", 6)),
            (("text", 12),),
        )
        return [
            [
                {
                    "label": review._get_form_label(self._name, name),
                    "value": review._get_form_text(self._name, content, name),
                    "span": span,
                }
                for name, span in row
            ]
            for row in spans
        ]

    def _get_form_tables(self, review, content):
        return [
            self._get_form_claims(review, content),
            self._get_form_table(
                review,
                content,
                "file_ids",
                ("name", "checksum", "url"),
                widths=(40, 40, 20),
                empty=self.env._("No files"),
            ),
        ]

    def _get_form_claims(self, review, content):
        """Return the claims, each with the verdicts that were given in this review."""
        names = ("text", "kind", "place", "substantiation", "evidence")
        table = self._get_form_table(
            review,
            content,
            "claim_ids",
            names,
            widths=(21, 12, 8, 18, 17),
            empty=self.env._("No claims"),
        )
        # Known by their place: the claim itself may be gone since.
        given = {
            (verdict.sequence, verdict.department_id): verdict._get_form_text()
            for verdict in review.verdict_ids
        }
        judges = self.env["customer.publication.claim"]._get_judges()
        table["columns"] += [
            {"label": judge._get_name(), "width": 12} for judge in judges
        ]
        for number, row in enumerate(table["rows"]):
            row["cells"] += [given.get((number, judge), "–") for judge in judges]
        return table

    def _get_form_confirmation(self, review, content):
        return None

    def _get_form_box(self, review, content):
        """Return the forbidden words that were found, each with its answer."""
        hits = content.get("details", {}).get("hits", ())
        kinds = dict(
            self.env["customer.publication.hit"]
            ._fields["kind"]
            ._description_selection(self.env)
        )
        labels = (
            self.env._("Word"),
            self.env._("Where"),
            self.env._("In This Text"),
            self.env._("Answer"),
        )
        rows = []
        for hit in hits:
            is_word = hit["kind"] == "word"
            values = (
                hit["word"] if is_word else kinds[hit["kind"]],
                hit["place"],
                hit["excerpt"],
                " – ".join(filter(None, (hit["answer"], hit["answered_by"]))),
            )
            rows.append(
                [
                    {"label": label, "value": value, "span": span}
                    for label, value, span in zip(
                        labels, values, (2, 3, 4, 3), strict=True
                    )
                ]
            )
        name = self.env._("Forbidden words")
        return {"name": name, "ticked": bool(hits), "rows": rows}

from odoo import models
from odoo.tools import format_amount, format_date


class CustomerOrderChange(models.Model):
    """The Order Change Review form, printed from what was submitted."""

    _inherit = "customer.order.change"

    def _get_review_details(self):
        details = super()._get_review_details()
        expected = self._get_expected_rows()
        order, shipping = self.order_id, self.partner_shipping_id
        return details | {
            "parts": self._get_target_parts(),
            "impact": details["impact"] + expected,
            "expected": expected,
            "order": order.name,
            "customer": self.partner_id.commercial_partner_id.name,
            "revision": order.change_revision + 1,
            "differences": self._get_difference_rows(),
            "amount_difference": self.amount_difference,
            "delivery_address": shipping._display_address(without_company=True)
            if shipping
            else "",
        }

    def _get_confirmation_details(self):
        return super()._get_confirmation_details() | {
            "loss_amount": self.loss_amount,
            "loss_bearer": self.loss_bearer or "",
            "loss_note": self.loss_note or "",
            "impact": self._get_impact_rows(),
            **self._get_valid_confirmation(),
        }

    def _get_form_title(self, review):
        return self.env._("Order Change Review")

    def _get_form_channel(self, review, content):
        return review._get_form_text(self._name, content, "channel")

    def _get_form_facts(self, review, content):
        details = content.get("details", {})

        def cell(name, span, value=None, label=None):
            return {
                "label": label or review._get_form_label(self._name, name),
                "value": review._get_form_text(self._name, content, name)
                if value is None
                else value,
                "span": span,
            }

        asked_by = " · ".join(
            filter(
                None,
                (
                    review._get_form_text(self._name, content, "asked_by"),
                    review._get_form_text(self._name, content, "contact_id")
                    or content["texts"]["contact_name"],
                ),
            )
        )
        documents = ", ".join(
            f"{node['texts']['name']} ({node['texts']['checksum'][:12]})"
            for node in content["lines"].get("document_ids", ())
        )
        rows = [
            [
                cell(None, 6, details.get("customer", ""), self.env._("Customer")),
                cell(None, 3, details.get("order", ""), self.env._("Order")),
                cell(
                    None,
                    3,
                    str(details.get("revision", "")),
                    self.env._("Order Revision"),
                ),
            ],
            [
                cell("asked_by", 4, asked_by),
                cell("channel", 2),
                cell("date_asked", 3),
                cell(
                    "amount_difference",
                    3,
                    format_amount(
                        self.env,
                        details.get("amount_difference", 0.0),
                        review.currency_id,
                    ),
                ),
            ],
            [cell("reason", 12)],
        ]
        if documents:
            rows.append([cell("document_ids", 12, documents)])
        return rows

    def _get_form_tables(self, review, content):
        return [
            self._get_form_differences(content),
            self._get_form_impact(review, content),
        ]

    def _get_form_differences(self, content):
        """Return what changes as a table: what, before, after, difference."""
        rows = content.get("details", {}).get("differences", ())
        return {
            "title": self.env._("What Changes"),
            "empty": self.env._("Nothing"),
            "columns": [
                {"label": self.env._("What"), "width": 30},
                {"label": self.env._("Before"), "width": 26},
                {"label": self.env._("After"), "width": 26},
                {"label": self.env._("Difference"), "width": 18, "number": True},
            ],
            "rows": [
                {
                    "cells": [
                        row["label"],
                        row["before"] or "–",
                        row["after"] or "–",
                        row["difference"],
                    ]
                }
                for row in self.env["customer.review"]._label_changes(rows)
            ],
        }

    def _get_form_impact(self, review, content):
        """Return what the change touches, and what it costs whom, as a table."""
        details = content.get("details", {})
        rows = [
            {"cells": [row["kind"], row["name"], row["text"]]}
            for row in details.get("impact", ())
        ]
        if details.get("loss_bearer"):
            amount = format_amount(
                self.env, details.get("loss_amount") or 0.0, review.currency_id
            )
            bearer = review._get_form_selection(
                self._name, "loss_bearer", details["loss_bearer"]
            )
            rows.append(
                {
                    "cells": [
                        self.env._("Loss"),
                        self.env._("%(amount)s, %(who)s", amount=amount, who=bearer),
                        details.get("loss_note", ""),
                    ]
                }
            )
        return {
            "title": self.env._("Impact"),
            "empty": self.env._("Nothing is delivered, invoiced or begun"),
            "columns": [
                {"label": self.env._("What"), "width": 18},
                {"label": self.env._("Which"), "width": 32},
                {"label": self.env._("What happens"), "width": 50},
            ],
            "rows": rows,
        }

    def _get_form_confirmation(self, review, content):
        details = content.get("details", {})
        how = details.get("confirmed_how")
        return {
            "how": review._get_form_selection(self._name, "confirmed_how", how),
            "who": details.get("confirmed_by", ""),
            "when": format_date(self.env, details.get("confirmed_on") or False),
        }

    def _prepare_trail(self):
        """Return an applied change as the order's trail tells it; see there."""
        self.ensure_one()
        review = self.review_id
        reviews = self.env["customer.review"]
        content = review.content
        final = review.line_ids.filtered("is_final")
        return {
            "id": self.id,
            "revision": self.order_revision,
            "name": self.name,
            "reason": self.reason,
            "asked_by": " · ".join(
                filter(
                    None,
                    (
                        review._get_form_text(self._name, content, "asked_by"),
                        self.contact_id.name or self.contact_name,
                    ),
                )
            ),
            "day": reviews._get_form_day(self.date_applied),
            "date": reviews._get_form_time(self.date_applied),
            "approver": ", ".join(line._get_form_signer() for line in final),
            "rows": reviews._label_changes(content["details"].get("differences", ())),
        }

from collections import defaultdict

from odoo import api, fields, models
from odoo.tools import format_amount

from ..const import SUBMITTED_STATES


class CustomerOrderChange(models.Model):
    """What a change touches: measured where Odoo knows it, estimated by people.

    What other apps know is asked for in customer_order_change_stock.py.
    """

    _inherit = "customer.order.change"

    impact_html = fields.Html(
        string="What It Touches", compute="_compute_impact_html", sanitize=False
    )

    @api.depends(
        lambda self: [
            *self._get_review_content_dependencies(),
            "base_content",
            "order_id.order_line.qty_delivered",
            "order_id.order_line.qty_invoiced",
        ]
    )
    @api.depends_context("uid", "lang", "tz")
    def _compute_impact_html(self):
        for change in self:
            rows = change._get_shown_impact() if change.order_id else []
            change.impact_html = change.order_id and self.env["ir.qweb"]._render(
                "customer_review.order_change_impact",
                {"rows": rows, "links": self._get_impact_links(rows)},
                minimal_qcontext=True,
            )

    @api.model
    def _get_impact_links(self, rows):
        """Return where the user may open what ``rows`` are about, by model and id."""
        ids_by_model = defaultdict(set)
        for row in rows:
            if row["id"] and row["model"] in self.env:
                ids_by_model[row["model"]].add(row["id"])
        return {
            (model, record.id): f"/odoo/{model}/{record.id}"
            for model, ids in ids_by_model.items()
            for record in self.env[model].browse(ids).exists()._filtered_access("read")
        }

    def _get_shown_impact(self):
        """Return the measured impact; once applied, as it was then."""
        self.ensure_one()
        if self._get_review_stage() == "open":
            return self._get_impact_rows()
        return self.sudo().review_id.content["details"].get("impact", [])

    def _get_impact_rows(self):
        """Return what the change touches, and what will happen to it.

        :return: list of dicts of ``kind`` (what is touched), ``name``, ``text`` (what
            happens, or who has to act), ``model`` and ``id`` of the record, and
            ``blocks``: it keeps the change from being applied
        """
        self.ensure_one()
        change = self.sudo()
        rows = []
        for line in change.line_ids.filtered("order_line_id"):
            rows += line._get_delivered_impact() + line._get_invoiced_impact()
        return [
            *rows,
            *change._get_invoice_impact(),
            *change._get_credit_impact(),
            *change._get_stock_impact(),
            *change._get_kept_expectation(),
        ]

    def _get_kept_expectation(self):
        """Return what was expected to come when the change was submitted."""
        if self.review_state not in SUBMITTED_STATES:
            return []
        return self.review_id.content["details"].get("expected", [])

    def _get_invoice_impact(self):
        """Return the invoices that keep the address or terms that change."""
        changed = {"partner_invoice_id", "payment_term_id"}.intersection(
            self._get_changed_fields(self._get_base_content())
        )
        invoices = self.order_id.invoice_ids.filtered(
            lambda invoice: invoice.state != "cancel"
        )
        if not changed or not invoices:
            return []
        return [
            self._prepare_impact(
                self.env._("Invoice"),
                invoice,
                self.env._(
                    "keeps its address and terms; the new ones are for what is invoiced"
                    " from now on"
                ),
            )
            for invoice in invoices
        ]

    def _get_credit_impact(self):
        """Return the customer's credit limit, where the change goes beyond it."""
        customer = self.partner_id.commercial_partner_id.with_company(self.company_id)
        if (
            not self.company_id.account_use_credit_limit
            or not customer.credit_limit
            or self.amount_difference <= 0
        ):
            return []
        added = self.currency_id._convert(
            self.amount_difference,
            self.company_id.currency_id,
            self.company_id,
            fields.Date.context_today(self),
        )
        total = customer.credit + customer.credit_to_invoice + added
        if total <= customer.credit_limit:
            return []
        currency = self.company_id.currency_id
        return [
            self._prepare_impact(
                self.env._("Credit limit"),
                customer,
                self.env._(
                    "%(total)s would be outstanding, of %(limit)s allowed",
                    total=format_amount(self.env, total, currency),
                    limit=format_amount(self.env, customer.credit_limit, currency),
                ),
            )
        ]

    @api.model
    def _prepare_impact(self, kind, record, text, blocks=False, name=None):
        """Return a row of :meth:`_get_impact_rows`."""
        return {
            "kind": kind,
            "name": name or record.display_name,
            "text": text,
            "model": record._name,
            "id": record.id,
            "blocks": blocks,
        }

    def _get_overdue_error(self):
        """Return that a new delivery date lies in the past, or False."""
        self.ensure_one()
        changed = self._get_changed_fields(self._get_base_content())
        if "commitment_date" not in changed or not self.commitment_date:
            return False
        day = fields.Datetime.context_timestamp(self, self.commitment_date).date()
        if day >= fields.Date.context_today(self):
            return False
        return self.env._(
            "The new delivery date lies in the past. Enter the date on which the goods"
            " will really be delivered."
        )

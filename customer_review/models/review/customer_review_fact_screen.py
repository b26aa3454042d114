from odoo import api, fields, models
from odoo.tools import format_amount, format_date
from odoo.tools.misc import formatLang

# How good a fact is, the best first, and its mark, which needs no colour.
LEVELS = {"fine": "●", "doubtful": "◐", "impossible": "○"}
# How many lines are shown at once.
SHOWN = 8


class CustomerReviewFact(models.AbstractModel):
    """Facts as they are read, on the screen and on paper, by who may read them."""

    _inherit = "customer.review.fact"

    @api.model
    def _render_facts(self, kept, document, today=None):
        """Return kept facts as HTML for the user; see :meth:`_prepare_facts`."""
        facts = self._prepare_facts(kept, document, today, linked=True)
        return facts and self.env["customer.review"]._render_html(
            "customer_review.review_facts", facts=facts, on_screen=True
        )

    @api.model
    def _prepare_facts(self, kept, document, today=None, linked=False):
        """Return what the template ``review_facts`` shows; see its comment.

        :param kept: facts as they were measured, see :meth:`_measure`
        :param today: the facts as they are now, where they are compared
        :param linked: for the screen, where figures lead to where they come from
        """
        if not kept or not (kept["general"] or kept["lines"]):
            return {}
        now = today or {"general": {}, "lines": []}
        lines_now = {line["id"]: line["facts"] for line in now["lines"]}
        reader = self._get_reader(kept, document, linked)
        rows = [
            {
                **self._prepare_heading(line["heading"]),
                "facts": self._prepare_row(
                    line["facts"],
                    today and lines_now.get(line["id"]),
                    reader | {"unit": line["heading"].get("unit")},
                ),
            }
            for line in sorted(kept["lines"], key=_get_badness, reverse=True)
        ]
        reviews = self.env["customer.review"]
        measured = fields.Datetime.to_datetime(kept["measured"])
        return {
            # The screen's time zone comes with the request, that of paper is read.
            "measured": reviews._format_moment(measured)
            if linked
            else reviews._get_form_time(measured),
            "compared": bool(today),
            "general": self._prepare_row(
                kept["general"], today and now["general"], reader
            ),
            "rows": rows,
            "shown": SHOWN,
        }

    @api.model
    def _get_reader(self, kept, document, linked):
        """Return what the user may see of these facts, and what is his department's."""
        user = self.env.user
        # The user counts, also where this runs as superuser in the user's name.
        may_see = document.with_user(user)._can_see_confidential()
        present = self._describe(document._name)
        departments = self.env["customer.review.department"]._browse_kept()
        about = {
            code: described | present.get(code, {})
            for code, described in {**present, **kept["about"]}.items()
        }
        return {
            "about": {
                code: described
                for code, described in about.items()
                if may_see or not described.get("confidential")
            },
            "own": {one.code for one in departments if one._is_member(user)},
            "readable": {} if linked else None,
        }

    @api.model
    def _prepare_heading(self, heading):
        number = self.env["customer.review"]._get_form_number
        return {
            "name": heading["name"],
            "quantity": " ".join(
                filter(None, (number(heading["quantity"]), heading.get("unit")))
            )
            if "quantity" in heading
            else "",
            "date": format_date(self.env, heading.get("date") or False),
        }

    @api.model
    def _prepare_row(self, facts, now, reader):
        """Return the facts about one line, or the whole, that the user may see.

        :param now: the same facts today; None where they are not compared
        """
        cells = []
        for code, described in reader["about"].items():
            then = facts.get(code)
            later = (now or {}).get(code)
            if not (then or later):
                continue
            fact = then or later
            changed = now is not None and _get_figures(then) != _get_figures(later)
            cells.append(
                {
                    "label": described["label"],
                    "help": described.get("help"),
                    "text": self._get_text(described, then, reader) if then else "–",
                    "today": changed
                    and (self._get_text(described, later, reader) if later else "–"),
                    "mark": LEVELS.get((then or {}).get("level")),
                    "level": (then or {}).get("level"),
                    "mark_today": LEVELS.get((later or {}).get("level")),
                    "level_today": (later or {}).get("level"),
                    "href": self._get_href(fact.get("link"), reader["readable"]),
                    "own": not reader["own"].isdisjoint(
                        described.get("departments", ())
                    ),
                }
            )
        return cells

    @api.model
    def _get_href(self, link, readable):
        """Return where a figure leads, for those who may go there."""
        if not link or readable is None:
            return False
        model, path = link
        if model not in readable:
            readable[model] = model in self.env and self.env[model].with_user(
                self.env.user
            ).has_access("read")
        return readable[model] and f"/odoo/{path}"

    @api.model
    def _get_text(self, described, fact, reader):
        """Return a fact in the reader's language, without its label."""
        parts = [self._get_value_text(described, fact, fact["value"])]
        if "of" in fact:
            limit = self._get_value_text(described, fact, fact["of"])
            parts = [self.env._("%(value)s of %(limit)s", value=parts[0], limit=limit)]
        if fact.get("unit") and fact["unit"] != reader.get("unit"):
            parts.append(fact["unit"])
        if fact.get("note"):
            parts.append(f"({fact['note']})")
        return " ".join(parts)

    @api.model
    def _get_value_text(self, described, fact, value):
        kind = described.get("kind", "text")
        if kind == "money":
            return self._get_money_text(value, fact["currency_id"])
        if kind == "date":
            return format_date(self.env, fields.Date.to_date(value))
        if kind == "percent":
            return self.env._("%s %%", formatLang(self.env, value, digits=0))
        if kind == "days":
            return self.env._("%s days", formatLang(self.env, value, digits=0))
        if kind in ("quantity", "number"):
            return self.env["customer.review"]._get_form_number(round(value, 2))
        return str(value)

    @api.model
    def _get_money_text(self, value, currency_id):
        """Return an amount; a currency in use is kept at hand, no query reads it."""
        currency = self.env["res.currency"].sudo()
        kept = currency.get_all_currencies().get(currency_id)
        if not kept:
            return format_amount(self.env, value, currency.browse(currency_id))
        amount = formatLang(self.env, value, digits=kept["digits"][1])
        parts = [amount, kept["symbol"]]
        return "\N{NO-BREAK SPACE}".join(
            parts if kept["position"] == "after" else parts[::-1]
        )


def _get_figures(fact):
    """Return what makes a fact differ from another."""
    return fact and {
        name: round(fact[name], 2) if isinstance(fact[name], float) else fact[name]
        for name in ("value", "of", "unit", "currency_id", "note")
        if name in fact
    }


def _get_badness(line):
    """Return how bad a line is: its worst fact, and how many there are of it."""
    steps = list(LEVELS)
    levels = [steps.index(fact.get("level", "fine")) for fact in line["facts"].values()]
    worst = max(levels, default=0)
    return worst, levels.count(worst) if worst else 0

"""The tables that the benchmark prints, and what it holds them against."""

from math import isnan, nan
from statistics import median

import flow

# Measured on stock Odoo 19 when the targets were set, and printed beside ours.
REFERENCE = {"create and confirm": 78, "further confirm": 8.1, "list": 14, "form": 29}
LARGEST = 100
COLUMN = 17


class Targets(list):
    """What was to be reached, what was, and whether it is enough."""

    def add(self, name, value, limit, note=""):
        """Add one target: ``value`` is at most ``limit``; NaN: it failed."""
        self.append(
            {
                "name": name,
                "value": None if isnan(value) else round(value, 2),
                "limit": limit,
                "ok": value <= limit,
                "note": note,
            }
        )


def get_targets(result):
    """Return the targets of the project with what was measured."""
    targets = Targets()
    stock, none, reviewed = (
        Flow(result["flow"][label]) for label in ("stock", "none", "all")
    )
    _add_flow(targets, stock, reviewed)
    _add_screens(targets, result["screens"])
    _add_policy_none(targets, stock, none)
    _add_installation(targets, result["installation"])
    return targets


def _add_flow(targets, stock, reviewed):
    whole = reviewed.whole()
    note = f"stock {stock.whole():g}, then {REFERENCE['create and confirm']}"
    targets.add("whole flow of one order, six reviewers", whole, 260, note)
    targets.add("the same, the mark to beat (below 202)", whole, 201)
    targets.add("submit, per further order of 100", reviewed.further("submit"), 10)
    dearest = max(flow.REVIEWERS, key=lambda role: reviewed.further(f"decide: {role}"))
    targets.add(
        "a decision, per further order of 100",
        reviewed.further(f"decide: {dearest}"),
        5,
        f"the dearest: {dearest}",
    )
    base = stock.further("confirm")
    targets.add(
        "confirm, per further order, above stock",
        reviewed.further("confirm") - base,
        0.2,
        f"stock {base:.1f}, then {REFERENCE['further confirm']}",
    )


def _add_screens(targets, screens):
    def queries(label, name):
        samples = screens[label].get(name)
        return median(sample.queries for sample in samples) if samples else nan

    for name, limit, reference in (
        ("order list", 2, REFERENCE["list"]),
        ("quotation form", 5, None),
        ("order form", 5, REFERENCE["form"]),
    ):
        base = queries("stock", name)
        note = f"stock {base:g}" + (f", then {reference}" if reference else "")
        targets.add(f"{name}, above stock", queries("all", name) - base, limit, note)
    my_reviews = queries("all", "My Reviews")
    targets.add("My Reviews", my_reviews, 16)
    more = my_reviews - queries("all", "My Reviews, 10 rows")
    targets.add("My Reviews, 80 rows more than 10", more, 0)


def _add_policy_none(targets, stock, none):
    for step in stock.samples:
        above = max(
            none.queries(step, count) - stock.queries(step, count)
            for count in stock.counts
        )
        targets.add(f"policy none: {step}, queries above stock", above, 0)
    targets.add(
        "policy none: time above stock, %",
        100 * (none.get_time_ratio(stock) - 1),
        10,
        f"median of {len(stock.totals())} runs, each beside one of stock",
    )


def _add_installation(targets, installations):
    small, large = installations[0], installations[-1]
    orders = large["orders"] - small["orders"]
    targets.add(
        "installation, per existing order",
        max(0, large["queries"] - small["queries"]) / orders,
        0,
        f"{small['orders']} and {large['orders']} orders",
    )


class Flow:
    """What the steps of the flow took in one database."""

    def __init__(self, samples):
        self.samples = samples
        self.counts = sorted(samples["create"])

    def queries(self, step, count):
        return median(sample.queries for sample in self.samples[step][count])

    def milliseconds(self, step, count):
        return median(sample.milliseconds for sample in self.samples[step][count])

    def further(self, step):
        """Return the queries for each further order of a large batch."""
        more = self.queries(step, LARGEST) - self.queries(step, 1)
        return more / (LARGEST - 1)

    def whole(self):
        """Return the queries to bring one order from creation to confirmation."""
        return sum(self.queries(step, 1) for step in self.samples if step != "edit")

    def totals(self):
        """Return the milliseconds of each run through the flow."""
        return [
            sum(samples[count][run].milliseconds for samples in self.samples.values())
            for count in self.counts
            for run in range(len(self.samples["create"][count]))
        ]

    def get_time_ratio(self, stock):
        """Return how long a run takes, as a fraction of one of stock beside it."""
        pairs = zip(self.totals(), stock.totals(), strict=True)
        return median(own / other for own, other in pairs)


def show(result):
    """Print everything that was measured."""
    machine = result["machine"]
    postgresql = machine["postgresql"]
    print(
        f"""
Queries, and milliseconds in brackets: medians.
{result["orders"]} orders of five lines in each database.
stock: without the addon; none: with it, policy 'none'; all: every order is reviewed.
{machine["processors"]} processors, load {machine["load"]:.1f} at the start;\
 PostgreSQL {postgresql["server_version"]}, fsync {postgresql["fsync"]}."""
    )
    _show_flow({label: Flow(own) for label, own in result["flow"].items()})
    _show_screens(result["screens"])
    print("\nInstallation over existing orders")
    for installation in result["installation"]:
        print(
            f"  {installation['orders']:>7} orders"
            f"  {installation['queries']:>6} queries"
            f"  {installation['seconds']:6.1f} s"
        )
    if result.get("complaints"):
        print("\nComplaints")
    for row in result.get("complaints", ()):
        print(_row(f"  {row['what']}", [_cell(row["queries"], row["ms"])]))
    _show_targets(result["targets"])


def _show_flow(flows):
    counts = flows["stock"].counts
    for label, own in flows.items():
        heads = [f"{count} order{'s' * (count > 1)}" for count in counts]
        print("\n" + _row(label, [*heads, "further order"]))
        for step in own.samples:
            cells = [
                _cell(own.queries(step, count), own.milliseconds(step, count))
                for count in counts
            ]
            print(_row(f"  {step}", [*cells, f"{own.further(step):.2f}"]))
        print(_row("  whole flow", [f"{own.whole():g}"]))


def _show_screens(screens):
    labels = list(screens)
    names = dict.fromkeys(name for own in screens.values() for name in own)
    print("\n" + _row("", labels))
    for name in names:
        cells = []
        for label in labels:
            samples = screens[label].get(name)
            if samples:
                queries = median(sample.queries for sample in samples)
                milliseconds = median(sample.milliseconds for sample in samples)
                cells.append(_cell(queries, milliseconds))
            else:
                cells.append("-" if samples is None else "failed")
        print(_row(name, cells))


def _show_targets(targets):
    print("\n" + _row("Queries against the target", ["measured", "at most"]))
    for target in targets:
        verdict = "ok" if target["ok"] else "MISSED"
        value = target["value"]
        cells = ["failed" if value is None else f"{value:g}", f"{target['limit']:g}"]
        print(f"{_row(target['name'], cells)}  {verdict:6}  {target['note']}".rstrip())


def _row(name, cells):
    return f"{name:42}" + "".join(f"{cell:>{COLUMN}}" for cell in cells)


def _cell(queries, milliseconds):
    return f"{queries:g} ({milliseconds:.0f})"

"""The tables that the benchmark prints, and what it holds them against."""

from statistics import median

import flow

# Measured on stock Odoo 19 when the targets were set, and printed beside ours.
REFERENCE = {"create and confirm": 78, "further confirm": 8.1, "list": 14, "form": 29}
LARGEST = 100
COLUMN = 17


def get_targets(result):
    """Return what was to be reached, what was, and whether it is enough."""
    targets = []

    def add(name, value, limit, note=""):
        targets.append(
            {
                "name": name,
                "value": round(value, 2),
                "limit": limit,
                "ok": value <= limit,
                "note": note,
            }
        )

    stock, none, reviewed = (
        Flow(result["flow"][label]) for label in ("stock", "none", "all")
    )
    whole = reviewed.whole()
    base = stock.whole()
    add(
        "whole flow of one order, six reviewers",
        whole,
        260,
        f"stock {base}, then {REFERENCE['create and confirm']}",
    )
    add("the same, the mark to beat (below 202)", whole, 201)
    add("submit, per further order of 100", reviewed.further("submit"), 10)
    decisions = [f"decide: {role}" for role in flow.REVIEWERS]
    dearest = max(decisions, key=reviewed.further)
    add(
        "a decision, per further order of 100",
        reviewed.further(dearest),
        5,
        f"the dearest, {dearest.removeprefix('decide: ')}",
    )
    confirm = stock.further("confirm")
    add(
        "confirm, per further order, above stock",
        reviewed.further("confirm") - confirm,
        0.2,
        f"stock {confirm:.1f}, then {REFERENCE['further confirm']}",
    )
    _add_screens(add, result["screens"])
    for step in ("create", "edit", "confirm"):
        above = max(
            none.queries(step, count) - stock.queries(step, count)
            for count in stock.counts
        )
        add(f"policy none: {step}, queries above stock", above, 0)
    add(
        "policy none: time above stock, %",
        100 * (none.get_time_ratio(stock) - 1),
        10,
        f"median of {len(stock.totals())} runs, each beside one of stock",
    )
    _add_installation(add, result["installation"])
    return targets


def _add_screens(add, screens):
    def queries(label, name):
        return median(sample.queries for sample in screens[label][name])

    for name, limit, reference in (
        ("order list", 2, REFERENCE["list"]),
        ("quotation form", 5, None),
        ("order form", 5, REFERENCE["form"]),
    ):
        base = queries("stock", name)
        note = f"stock {base}" + (f", then {reference}" if reference else "")
        add(f"{name}, above stock", queries("all", name) - base, limit, note)
    add("My Reviews", queries("all", "My Reviews"), 16)
    rows = queries("all", "My Reviews") - queries("all", "My Reviews, 10 rows")
    add("My Reviews, 80 rows more than 10", rows, 0)


def _add_installation(add, installations):
    small, large = installations[0], installations[-1]
    orders = large["orders"] - small["orders"]
    add(
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
    for row in result.get("complaints", ()):
        print("  " + "  ".join(f"{name} {value}" for name, value in row.items()))
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
            cells.append(
                _cell(
                    median(sample.queries for sample in samples),
                    median(sample.milliseconds for sample in samples),
                )
                if samples
                else "-"
            )
        print(_row(name, cells))


def _show_targets(targets):
    print("\n" + _row("Queries against the target", ["measured", "at most"]))
    for target in targets:
        verdict = "ok" if target["ok"] else "MISSED"
        cells = [f"{target['value']:g}", f"{target['limit']:g}"]
        print(f"{_row(target['name'], cells)}  {verdict:6}  {target['note']}".rstrip())


def _row(name, cells):
    return f"{name:42}" + "".join(f"{cell:>{COLUMN}}" for cell in cells)


def _cell(queries, milliseconds):
    return f"{queries:g} ({milliseconds:.0f})"

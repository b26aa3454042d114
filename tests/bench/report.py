"""The tables that the benchmark prints, and what it holds them against."""

from math import isnan, nan
from statistics import median

import flow
import screens

LARGEST = 100
COLUMN = 17
# Of stock's own time for the creation of an order, what a submission may take.
SUBMISSION_SHARE = 25 / 57


class Targets(list):
    """What was to be reached, what was, and whether it is enough."""

    def add(self, name, value, limit, note=""):
        """Add one target: ``value`` is at most ``limit``; NaN: it failed."""
        self.append(
            {
                "name": name,
                "value": None if isnan(value) else round(value, 2),
                "limit": round(limit, 2),
                "ok": value <= limit,
                "note": note,
            }
        )


def get_targets(result):
    """Return the targets of the project with what was measured."""
    targets = Targets()
    flows = {label: Flow(samples) for label, samples in result["flow"].items()}
    stock, none, reviewed = flows["stock"], flows["none"], flows["all"]
    _add_flow(targets, stock, reviewed)
    _add_told(targets, reviewed, flows["told"])
    if "tiers" in flows:
        _add_tiers(targets, flows["tiers"], reviewed)
    _add_batches(targets, stock, reviewed)
    _add_screens(targets, result["screens"])
    _add_policy_none(targets, stock, none)
    _add_volume(targets, result["volume"])
    _add_installation(targets, result["installation"])
    return targets


def _add_flow(targets, stock, reviewed):
    runs = f"median of {len(reviewed.samples['create'][1])}"
    whole = reviewed.whole()
    targets.add("whole flow of one order, six reviewers", whole, 190, runs)
    targets.add("the same, the mark to beat (below 165)", whole, 164)
    base = stock.queries("create", 1)
    targets.add(
        "create, above stock",
        reviewed.queries("create", 1) - base,
        1,
        f"stock {base:g}",
    )
    longer = 100 * (reviewed.get_time_ratio(stock, "create", 1) - 1)
    targets.add("create, time above stock, %", longer, 5, runs)
    targets.add("submit", reviewed.queries("submit", 1), 28)
    targets.add(
        "submit, ms",
        reviewed.milliseconds("submit", 1),
        SUBMISSION_SHARE * stock.milliseconds("create", 1),
        "25 where stock's create takes 57",
    )
    parallel = [f"decide: {role}" for role in flow.REVIEWERS[:-2]]
    dearest = max(reviewed.queries(step, 1) for step in parallel)
    targets.add("a decision", dearest, 12, "the dearest of four")
    last = reviewed.queries(f"decide: {flow.LAST_PARALLEL}", 1)
    targets.add("the last parallel decision", last, 18)
    final = reviewed.queries(f"decide: {flow.FINAL}", 1)
    targets.add("the General Manager's decision", final, 15)
    base = stock.queries("confirm", 1)
    targets.add(
        "confirm, above stock",
        reviewed.queries("confirm", 1) - base,
        0,
        f"stock {base:g}",
    )


def _add_told(targets, reviewed, told):
    targets.add("whole flow of one order, all are told", told.whole(), 240)
    targets.add(
        "the same, ms",
        told.whole_milliseconds(),
        1.2 * reviewed.whole_milliseconds(),
        "1.2 times the flow that tells nothing",
    )


def _add_tiers(targets, tiers, reviewed):
    targets.add(
        "whole flow, beside the tier addon",
        reviewed.whole(),
        tiers.whole() - 1,
        f"the tier addon: {tiers.whole():g}, without notifications",
    )
    targets.add(
        "the same, ms",
        reviewed.whole_milliseconds(),
        tiers.whole_milliseconds(),
        "faster than the tier addon",
    )


def _add_batches(targets, stock, reviewed):
    targets.add("submit, per further order of 100", reviewed.further("submit"), 3)
    on_lines = [role for role in flow.REVIEWERS if role != flow.ON_ORDERS]
    dearest = max(on_lines, key=lambda role: reviewed.further(f"decide: {role}"))
    targets.add(
        "a decision, per further order of 100",
        reviewed.further(f"decide: {dearest}"),
        5,
        f"the dearest: {dearest}",
    )
    on_orders = reviewed.further(f"decide: {flow.ON_ORDERS}")
    usual = reviewed.further(f"decide: {flow.REVIEWERS[0]}")
    targets.add(
        "action_approve_review of 100 orders, each more",
        on_orders - usual,
        0.1,
        f"{usual:.2f} by the opinions themselves",
    )
    base = stock.further("confirm")
    targets.add(
        "confirm, per further order, above stock",
        reviewed.further("confirm") - base,
        0.2,
        f"stock {base:.1f}",
    )


def _add_screens(targets, samples_of):
    def queries(label, name):
        samples = samples_of[label].get(name)
        return median(sample.queries for sample in samples) if samples else nan

    for label, name, beside, limit in (
        ("all", "order list", "order list", 2),
        ("all", "quotation form", "quotation form", 5),
        ("all", "order form", "order form", 5),
        ("all", screens.OUTDATED_FORM, "quotation form", 5),
        ("all", screens.DOCUMENTS_FORM, "quotation form", 5),
        ("none", "quotation form", "quotation form", 1),
        ("none", "order form", "order form", 1),
    ):
        base = queries("stock", beside)
        above = queries(label, name) - base
        policy = "policy none: " if label == "none" else ""
        targets.add(f"{policy}{name}, above stock", above, limit, f"stock {base:g}")
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


def _add_volume(targets, volume):
    switch, capacity = volume["policy"], volume["capacity"]
    beside = f"{switch['quotations']} open quotations"
    targets.add("changing the policy", switch["queries"], 50, beside)
    targets.add("the same, s", switch["seconds"], 5, beside)
    among = f"{capacity['lines']} confirmed lines, {capacity['open']} to deliver"
    targets.add(
        "a submission, capacity, above few lines", capacity["queries"], 3, among
    )
    targets.add("the same, ms", capacity["ms"], 20, f"{capacity['submission']:.0f} ms")


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
        if LARGEST not in self.counts:
            return nan
        more = self.queries(step, LARGEST) - self.queries(step, 1)
        return more / (LARGEST - 1)

    def whole(self):
        """Return the queries to bring one order from creation to confirmation."""
        return sum(self.queries(step, 1) for step in self.samples if step != "edit")

    def whole_milliseconds(self):
        """Return the median time of one order from creation to confirmation."""
        steps = [own[1] for step, own in self.samples.items() if step != "edit"]
        return median(
            sum(sample.milliseconds for sample in run)
            for run in zip(*steps, strict=True)
        )

    def totals(self):
        """Return the milliseconds of each run through the flow."""
        return [
            sum(samples[count][run].milliseconds for samples in self.samples.values())
            for count in self.counts
            for run in range(len(self.samples["create"][count]))
        ]

    def get_time_ratio(self, stock, step=None, count=None):
        """Return how long a run takes, as a fraction of one of stock beside it.

        Of one step at one count, or of all runs through the whole flow.
        """
        if step:
            own, other = (
                [sample.milliseconds for sample in side.samples[step][count]]
                for side in (self, stock)
            )
        else:
            own, other = self.totals(), stock.totals()
        return median(mine / theirs for mine, theirs in zip(own, other, strict=True))


def show(result):
    """Print everything that was measured."""
    machine = result["machine"]
    postgresql = machine["postgresql"]
    print(
        f"""
Queries, and milliseconds in brackets: medians.
{result["orders"]} orders of five lines in each database.
stock: without the addon; none: with it, policy 'none'; all: every order is reviewed;
told: the same, and everybody is told of each step;
tiers: with the tier addon instead; tiers+: the same with its notifications.
{machine["processors"]} processors, load {machine["load"]:.1f} at the start;\
 PostgreSQL {postgresql["server_version"]}, fsync {postgresql["fsync"]}."""
    )
    _show_flow({label: Flow(own) for label, own in result["flow"].items()})
    _show_screens(result["screens"])
    _show_volume(result["volume"])
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
    for label, own in flows.items():
        counts = own.counts
        heads = [f"{count} order{'s' * (count > 1)}" for count in counts]
        more = LARGEST in counts
        print("\n" + _row(label, [*heads, *["further order"] * more]))
        for step in own.samples:
            cells = [
                _cell(own.queries(step, count), own.milliseconds(step, count))
                for count in counts
            ]
            further = [f"{own.further(step):.2f}"] * more
            print(_row(f"  {step}", [*cells, *further]))
        print(_row("  whole flow", [_cell(own.whole(), own.whole_milliseconds())]))


def _show_screens(samples_of):
    labels = list(samples_of)
    names = dict.fromkeys(name for own in samples_of.values() for name in own)
    print("\n" + _row("", labels))
    for name in names:
        cells = []
        for label in labels:
            samples = samples_of[label].get(name)
            if samples:
                queries = median(sample.queries for sample in samples)
                milliseconds = median(sample.milliseconds for sample in samples)
                cells.append(_cell(queries, milliseconds))
            else:
                cells.append("-" if samples is None else "failed")
        print(_row(name, cells))


def _show_volume(volume):
    switch, capacity = volume["policy"], volume["capacity"]
    print(
        f"""
Beside many orders
  policy switched, {switch["quotations"]} open quotations:\
 {switch["queries"]} queries, {switch["seconds"]:.2f} s
  submission among {capacity["lines"]} confirmed lines, {capacity["open"]} to deliver:\
 {capacity["queries"]:+g} queries, {capacity["ms"]:+.0f} ms"""
    )


def _show_targets(targets):
    print(
        "\n"
        + _row("Targets (queries, unless they say ms, s or %)", ["measured", "at most"])
    )
    for target in targets:
        verdict = "reached" if target["ok"] else "MISSED"
        value = target["value"]
        cells = ["failed" if value is None else f"{value:g}", f"{target['limit']:g}"]
        print(f"{_row(target['name'], cells)}  {verdict:7}  {target['note']}".rstrip())


def _row(name, cells):
    return f"{name:42}" + "".join(f"{cell:>{COLUMN}}" for cell in cells)


def _cell(queries, milliseconds):
    return f"{queries:g} ({milliseconds:.0f})"

"""Measures how fast the addon is, beside stock Odoo; started by ``bin/bench``.

Three databases with the same modules: without the addon (``stock``), with it and the
policy 'none' (``none``), and with every order reviewed (``all``). Where the tier addon
is at hand, two more have it instead: silent (``tiers``), and with its notifications
(``tiers+``). They take turns, so that what else the machine does slows all of them
alike.
"""

import argparse
import contextlib
import json
import logging
import os
import platform
import shutil
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

from odoo import sql_db
from odoo.tools import SQL, config

import explain
import flow
import printing
import report
import screens
import seed
import volume
from installation import configure
from measure import Database

WARM_UPS = 2
REPETITIONS = {1: 200, 10: 5, 100: 3}
QUICK_REPETITIONS = {1: 10, 10: 1, 100: 1}
SCREEN_REPETITIONS = 9
PRINT_REPETITIONS = 3
INSTALLATIONS = (1_000, 100_000)
QUICK_INSTALLATIONS = (100, 10_000)
COMPLAINTS = 1000
QUOTATIONS, QUICK_QUOTATIONS = 100_000, 10_000
LINES, QUICK_LINES = 1_000_000, 100_000
STARTED = time.monotonic()

_logger = logging.getLogger(__name__)


def main():
    options = parse_arguments()
    configure()
    stock, addon = os.environ["BENCH_STOCK_DB"], os.environ["BENCH_ADDON_DB"]
    with contextlib.ExitStack() as stack:
        none, told, policy, capacity = (
            stack.enter_context(temporary_copy(addon, suffix))
            for suffix in ("none", "told", "policy", "capacity")
        )
        beside = []
        if options.explain is None:
            beside = [Database(told, "told", policy="all", notify=True)]
            beside += make_tiers(stock, stack)
        databases = [
            Database(stock, "stock"),
            Database(none, "none", policy="none"),
            Database(addon, "all", policy="all"),
        ]
        if options.explain is not None:
            databases = [db for db in databases if db.label == options.policy]
        for database in databases:
            say(f"{database.label}: making people, products and a few orders")
            flow.prepare(database)
            seed.make_template(database)
        for database in beside:
            flow.prepare(database)
        if options.explain is not None:
            return explain_requests(databases[0], options)
        result = {"orders": options.orders, "machine": describe_machine()}
        sizes = QUICK_INSTALLATIONS if options.quick else INSTALLATIONS
        result["installation"] = measure_installations(stock, sizes)
        for database in databases:
            say(f"{database.label}: making {options.orders} orders of these")
            with database.registry.cursor() as cr:
                seed.multiply(cr, options.orders)
        repetitions = QUICK_REPETITIONS if options.quick else REPETITIONS
        result["flow"] = measure_flow(databases, beside, repetitions)
        with printing.web_server(databases):
            result["screens"] = measure_screens(databases)
        if find_spec("complaints"):
            result["complaints"] = measure_complaints(databases[-1])
        result["volume"] = measure_volume(policy, capacity, options.quick)
    result["targets"] = report.get_targets(result)
    report.show(result)
    if options.json:
        options.json.write_text(json.dumps(result, indent=1) + "\n")
    return 0


def parse_arguments():
    parser = argparse.ArgumentParser(
        prog="bin/bench",
        description="Measure the speed of the addon and of stock Odoo.",
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples")
    parser.add_argument(
        "--orders", type=int, default=10_000, help="orders in each database"
    )
    parser.add_argument(
        "--quick", action="store_true", help="fewer repetitions, smaller installations"
    )
    parser.add_argument(
        "--explain",
        metavar="STEP",
        help="instead, show each query of the steps or screens of this name",
    )
    parser.add_argument(
        "--policy", choices=("stock", "none", "all"), default="all", help="of --explain"
    )
    parser.add_argument("--count", type=int, default=1, help="orders for --explain")
    return parser.parse_args()


def say(text):
    elapsed = time.monotonic() - STARTED
    print(f"[{elapsed:4.0f} s] {text}", file=sys.stderr, flush=True)


@contextlib.contextmanager
def temporary_copy(source, suffix):
    """Copy a database that nobody uses; drop the copy at the end."""
    name = f"{source}_{suffix}"
    sql_db.close_db(source)
    files, copies = (Path(config.filestore(database)) for database in (source, name))
    execute("CREATE DATABASE %s TEMPLATE %s", name, source)
    try:
        if files.exists():
            shutil.copytree(files, copies, copy_function=os.link)
        yield name
    finally:
        sql_db.close_db(name)
        execute("DROP DATABASE %s WITH (FORCE)", name)
        shutil.rmtree(copies, ignore_errors=True)


def execute(statement, *identifiers):
    with contextlib.closing(sql_db.db_connect("postgres").cursor()) as cr:
        cr._cnx.autocommit = True
        cr.execute(SQL(statement, *map(SQL.identifier, identifiers)))


def explain_requests(database, options):
    explain.explain_flow(database, options.explain, options.count)
    with printing.web_server([database]):
        probes = screens.get_probes([database])
        explain.explain_screens(database, probes, options.explain)
    return 0


def describe_machine():
    """Return what the times depend on."""
    with contextlib.closing(sql_db.db_connect("postgres").cursor()) as cr:
        settings = {}
        for name in ("server_version", "fsync", "synchronous_commit"):
            cr.execute(SQL("SHOW %s", SQL(name)))
            settings[name] = cr.fetchone()[0]
    return {
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "postgresql": settings,
    }


def measure_installations(source, sizes):
    """Install the addon where there are orders already; return what it took."""
    installations = []
    for orders in sizes:
        with temporary_copy(source, "install") as name:
            say(f"Making {orders} orders of stock Odoo, to install the addon over them")
            with contextlib.closing(sql_db.db_connect(name).cursor()) as cr:
                seed.multiply(cr, orders)
            sql_db.close_db(name)
            say("Installing the addon")
            taken = install(name, "customer_review")
            installations.append({"orders": orders, **taken})
    return installations


def make_tiers(stock, stack):
    """Return the databases with the tier addon, where it is at hand."""
    module = os.environ.get("BENCH_TIERS")
    if not module:
        return []
    say(f"Installing {module} beside")
    tiers = []
    for label, notify in (("tiers", False), ("tiers+", True)):
        suffix = "tiers_notify" if notify else "tiers"
        name = stack.enter_context(temporary_copy(stock, suffix))
        install(name, module)
        tiers.append(Database(name, label, notify=notify))
    return tiers


def install(database, module):
    """Install a module by a program of its own; return what it took."""
    program = Path(__file__).with_name("installation.py")
    process = subprocess.run(
        [sys.executable, program, database, module], stdout=subprocess.PIPE, check=True
    )
    return json.loads(process.stdout.splitlines()[-1])


def measure_flow(databases, others, repetitions):
    """Return ``{label: {step: {count: [samples]}}}``; of ``others`` one order each."""
    samples = {database.label: {} for database in [*databases, *others]}
    for count, times in repetitions.items():
        say(f"Taking {count} order(s) through the flow, {times} times")
        beside = others if count == 1 else []
        for repetition in range(-WARM_UPS, times):
            warming_up = repetition < 0
            for database in [*databases, *beside]:
                for step, role, act in flow.steps(database, 1 if warming_up else count):
                    _result, sample = database.request(role, act)
                    if not warming_up:
                        own = samples[database.label].setdefault(step, {})
                        own.setdefault(count, []).append(sample)
    return samples


def measure_volume(policy, capacity, quick):
    """Return what was measured beside many orders, by name."""
    quotations = QUICK_QUOTATIONS if quick else QUOTATIONS
    lines = QUICK_LINES if quick else LINES
    say(f"Switching the policy beside {quotations} open quotations")
    switch = volume.switch_policy(Database(policy, "policy", policy="none"), quotations)
    say(f"Submitting among {lines} confirmed lines")
    database = Database(capacity, "capacity", policy="none")
    return {"policy": switch, "capacity": volume.submit_among(database, lines)}


def measure_screens(databases):
    """Return ``{label: {screen: [samples]}}``; no samples of a screen that fails."""
    say("Opening lists and forms, printing")
    samples = {database.label: {} for database in databases}
    for probe in screens.get_probes(databases):
        for database in databases:
            if database.label in probe.acts:
                samples[database.label][probe.name] = []
        try:
            measure_screen(databases, probe, samples)
        except Exception:
            _logger.exception("The screen '%s' failed", probe.name)
    return samples


def measure_screen(databases, probe, samples):
    is_print = probe.name.startswith("print")
    times = PRINT_REPETITIONS if is_print else SCREEN_REPETITIONS
    for repetition in range(-1 if is_print else -WARM_UPS, times):
        for database in databases:
            if database.label in probe.acts:
                role, act = probe.acts[database.label]
                _result, sample = database.request(role, act)
                if repetition >= 0:
                    samples[database.label][probe.name].append(sample)


def measure_complaints(database):
    """Return rows ``{what, queries, ms}``, measured among many copies of a few."""
    import complaints

    say(f"Measuring {COMPLAINTS} complaints")
    with database.superuser() as env:
        category = env["customer.complaint.category"].search([], limit=1)
        env["customer.complaint"].create(
            [
                {
                    "subject": "Too late",
                    "partner_id": database.customer_id,
                    "product_id": product_id,
                    "category_id": category.id,
                }
                for product_id in database.product_ids
            ]
        )
    try:
        with database.superuser() as env:
            return complaints.measure(env, COMPLAINTS)
    except Exception:
        _logger.exception("The complaints failed")
        return []


if __name__ == "__main__":
    raise SystemExit(main())

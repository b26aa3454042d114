"""What a large number of old orders costs those who go on working."""

from statistics import median

from odoo.fields import Command

import flow
import seed
from measure import Sample

# Of so many confirmed orders, one is still to be delivered.
ONE_OPEN_OF = 500
BATCH = 100
QUOTATIONS = 20
WARM_UPS, REPETITIONS = 2, 15
DAILY_CAPACITY = 1000


def switch_policy(database, quotations):
    """Return what it takes to have every order reviewed, beside open quotations."""
    flow.prepare(database)
    flow.take(database, QUOTATIONS, "create")
    with database.registry.cursor() as cr:
        seed.multiply(cr, quotations, seed.get_tables("draft"))
    with database.superuser() as env:
        manager = env.ref("customer_review.group_manager")
        administrator = env.ref("base.user_admin")
        administrator.group_ids = [Command.link(manager.id)]
        database.users["administrator"] = administrator.id
        present = env["sale.order"].search_count([("state", "=", "draft")])

    def switch(env):
        env.company.review_policy = "all"

    _result, sample = database.request("administrator", switch)
    return {
        "quotations": present,
        "queries": sample.queries,
        "seconds": sample.milliseconds / 1000,
    }


def submit_among(database, lines):
    """Return what confirmed order lines add to a submission that measures capacity."""
    flow.prepare(database)
    with database.superuser() as env:
        products = env["product.product"].browse(database.product_ids)
        products.write({"daily_capacity": DAILY_CAPACITY})
    _confirm_and_deliver(database)
    with database.superuser() as env:
        env["res.company"].browse(database.company_id).review_policy = "all"
    database.policy = "all"
    before = _measure_submission(database)
    with database.registry.cursor() as cr:
        seed.multiply(cr, lines // flow.LINES, seed.get_tables("sale"))
        cr.execute(
            "SELECT count(*), count(*) FILTER (WHERE qty_delivered < product_uom_qty)"
            "  FROM sale_order_line WHERE state = 'sale'"
        )
        present, still_open = cr.fetchone()
    after = _measure_submission(database)
    return {
        "lines": present,
        "open": still_open,
        "queries": after.queries - before.queries,
        "ms": after.milliseconds - before.milliseconds,
        "submission": after.milliseconds,
    }


def _confirm_and_deliver(database):
    """Confirm orders that need no review, and deliver all but one of them."""
    for _number in range(ONE_OPEN_OF // BATCH):
        flow.take(database, BATCH, "confirm")
    with database.superuser() as env:
        orders = env["sale.order"].search([("state", "=", "sale")])
        by_quantity = orders[1:].order_line.grouped("product_uom_qty")
        for quantity, lines in by_quantity.items():
            lines.qty_delivered = quantity


def _measure_submission(database):
    samples = [
        flow.take(database, 1, "submit") for _number in range(WARM_UPS + REPETITIONS)
    ][WARM_UPS:]
    return Sample(
        median(sample.milliseconds for sample in samples),
        median(sample.queries for sample in samples),
    )

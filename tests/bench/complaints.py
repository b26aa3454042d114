"""Many complaints: the list, the form, repeats, and the deadlines' cron.

Meant for a database of its own: what is measured is rolled back, but a cron commits.
"""

import time

from odoo.tools import SQL

from screens import open_form, open_list, read_form, read_list

ACTION = "customer_review.customer_complaint_action"
ORDERS = "sale.action_orders"
# What tells one complaint from another, and is not copied.
OWN_COLUMNS = ("id", "name", "access_token", "submission_key", "merged_into_id")
WARM_UPS = 2


def measure(env, count):
    """Return rows ``{what, queries, ms}`` measured on ``count`` complaints.

    The sale order list is measured beside them, on the orders that are there.
    """
    _seed(env, count)
    complaint = env["customer.complaint"].search([("is_open", "=", True)], limit=1)
    lists = {
        "complaint list, 80 rows": open_list(env, xmlid=ACTION),
        "order list, 80 rows": open_list(env, xmlid=ORDERS),
    }
    form = open_form(env, "customer.complaint")
    acts = {
        name: lambda view=view: read_list(env, view) for name, view in lists.items()
    }
    acts |= {
        "complaint form": lambda: read_form(env, form, complaint.id),
        "late complaints, counted": lambda: env["customer.complaint"].search_count(
            [("is_late", "=", True)]
        ),
        "the same defect, found": complaint._find_siblings,
        "deadlines' cron, nothing due": lambda: env[
            "customer.complaint"
        ]._cron_escalate(),
        "complaint, recorded": lambda: _record(env, complaint),
    }
    return [_measure(env, name, act) for name, act in acts.items()]


def _seed(env, count):
    """Copy the complaints there are, by SQL, until there are ``count``, none due."""
    env.flush_all()
    columns = [
        name
        for name, field in env["customer.complaint"]._fields.items()
        if field.store and field.column_type and name not in OWN_COLUMNS
    ]
    names = SQL(", ").join(map(SQL.identifier, columns))
    present = env["customer.complaint"].with_context(active_test=False).search_count([])
    env.cr.execute(
        SQL(
            """
            INSERT INTO customer_complaint (name, %s)
            SELECT 'CC/SEED/' || number || '/' || id, %s
              FROM customer_complaint, generate_series(1, %s) AS number
            """,
            names,
            names,
            max(count // present - 1, 0),
        )
    )
    env.cr.execute(
        """
        UPDATE customer_complaint
           SET date_received = date_received - random() * interval '700 days',
               date_escalation = now() + interval '1 day'
                               + random() * interval '30 days',
               product_id = product.id,
               product_tmpl_id = product.product_tmpl_id
          FROM (
              SELECT id, product_tmpl_id, row_number() OVER () - 1 AS place,
                     count(*) OVER () AS total
                FROM product_product
          ) AS product
         WHERE name LIKE 'CC/SEED/%'
           AND product.place = customer_complaint.id % product.total
        """
    )
    env.cr.execute("ANALYZE customer_complaint")
    env.invalidate_all()


def _record(env, complaint):
    env["customer.complaint"].create(
        {
            "subject": "Measured",
            "partner_id": complaint.partner_id.id,
            "product_id": complaint.product_id.id,
            "category_id": complaint.category_id.id,
        }
    )
    env.flush_all()


def _measure(env, name, act):
    for _number in range(WARM_UPS):
        env.invalidate_all()
        act()
    env.invalidate_all()
    before, start = env.cr.sql_log_count, time.perf_counter()
    act()
    return {
        "what": name,
        "queries": env.cr.sql_log_count - before,
        "ms": round(1000 * (time.perf_counter() - start), 1),
    }

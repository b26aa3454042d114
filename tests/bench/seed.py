"""Many orders with their reviews: a few real ones, multiplied in SQL."""

import contextlib

from odoo.tools import SQL

import flow

# How far the orders of a template are taken: the number of requests after which to stop
# with a review, and without one.
CONFIRMED, APPROVED, TO_APPROVE, IN_REVIEW = (10, 3), (9, 2), (8, 2), (3, 2)
TEMPLATE = [CONFIRMED] * 12 + [APPROVED] * 2 + [TO_APPROVE] * 2 + [IN_REVIEW] * 4

# Which rows belong to the orders: tables in the order in which their rows are found.
TABLES = {
    "mail_activity": "res_model IN ('sale.order', 'customer.review')",
    "sale_order": "TRUE",
    "sale_order_line": "order_id IN (SELECT id FROM sale_order)",
    "account_tax_sale_order_line_rel": "TRUE",
    "customer_review": "TRUE",
    "customer_review_line": "TRUE",
    "customer_review_check": "TRUE",
    "mail_message": "model IN ('sale.order', 'customer.review')",
    "mail_tracking_value": """
        mail_message_id IN (
            SELECT id FROM mail_message WHERE model IN ('sale.order', 'customer.review')
        )
    """,
    "mail_followers": "res_model IN ('sale.order', 'customer.review')",
    "mail_followers_mail_message_subtype_rel": """
        mail_followers_id IN (
            SELECT id FROM mail_followers
             WHERE res_model IN ('sale.order', 'customer.review')
        )
    """,
}
# Names that tell one record from another.
NAMES = {
    "sale_order": {"name", "client_order_ref"},
    "customer_review": {"name", "document_name"},
}
DOCUMENT_TABLES = {"sale.order": "sale_order", "customer.review": "customer_review"}


def make_template(database):
    """Make orders in every state through the application, each as its users would."""
    for stop in TEMPLATE:
        requests = flow.steps(database, 1)
        last = stop[database.policy != "all"]
        for number, (_name, role, act) in enumerate(requests, 1):
            database.request(role, act)
            if number == last:
                break


def get_tables(state):
    """Return the rows of the orders in a state alone, without what is told of them."""
    orders = f"SELECT id FROM sale_order WHERE state = '{state}'"
    lines = f"SELECT id FROM sale_order_line WHERE order_id IN ({orders})"
    return {
        "sale_order": f"id IN ({orders})",
        "sale_order_line": f"id IN ({lines})",
        "account_tax_sale_order_line_rel": f"sale_order_line_id IN ({lines})",
    }


def multiply(cr, orders, tables=TABLES):
    """Copy orders, and what belongs to them, until there are ``orders`` of them.

    ``tables`` says which rows these are.
    """
    cr.execute(
        SQL("SELECT count(*) FROM sale_order WHERE %s", SQL(tables["sale_order"]))
    )
    copies = orders // cr.fetchone()[0] - 1
    tables = {table: rows for table, rows in tables.items() if _exists(cr, table)}
    strides = {table: _get_stride(cr, table, rows) for table, rows in tables.items()}
    with (
        _without_checks(cr),
        _deferred_reference(cr, "sale_order", "review_id"),
    ):
        for table, rows in tables.items():
            _copy_rows(cr, table, rows, strides, copies)
    for table in tables:
        if strides[table]:
            cr.execute(
                SQL(
                    "SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM %s",
                    table,
                    SQL.identifier(table),
                )
            )
    cr.commit()
    cr._cnx.autocommit = True
    cr.execute("VACUUM ANALYZE")
    cr._cnx.autocommit = False


@contextlib.contextmanager
def _without_checks(cr):
    """Check no foreign key, where the role may ask for that: copied ones are valid."""
    cr.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
    may = cr.fetchone()[0]
    if may:
        cr.execute("SET session_replication_role = replica")
    yield
    if may:
        cr.execute("SET session_replication_role = DEFAULT")


@contextlib.contextmanager
def _deferred_reference(cr, table, column):
    """Let rows point to rows that come later: orders and reviews know each other."""
    constraint = SQL.identifier(f"{table}_{column}_fkey")
    exists = column in _get_references(cr, table)
    alter = SQL("ALTER TABLE %s ALTER CONSTRAINT %s", SQL.identifier(table), constraint)
    if exists:
        cr.execute(SQL("%s DEFERRABLE INITIALLY DEFERRED", alter))
    yield
    if exists:
        cr.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cr.execute(SQL("%s NOT DEFERRABLE", alter))


def _exists(cr, table):
    cr.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
    return cr.fetchone()[0]


def _get_stride(cr, table, rows):
    """Return by how much the ids of one copy differ from those of the next."""
    if table.endswith("_rel"):
        return 0
    cr.execute(
        SQL(
            "SELECT (SELECT max(id) FROM %(table)s) - min(id) + 1 FROM %(table)s"
            " WHERE %(rows)s",
            table=SQL.identifier(table),
            rows=SQL(rows),
        )
    )
    return cr.fetchone()[0] or 0


def _copy_rows(cr, table, rows, strides, copies):
    references = _get_references(cr, table)
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s"
        " AND table_schema = current_schema AND is_generated = 'NEVER'",
        [table],
    )
    columns = [name for (name,) in cr.fetchall()]
    values = []
    for column in columns:
        value = SQL("t.%s", SQL.identifier(column))
        if column == "id":
            value = SQL("%s + k * %s", value, strides[table])
        elif column == "res_id":
            model = "model" if table == "mail_message" else "res_model"
            value = SQL(
                "%s + k * CASE t.%s WHEN 'sale.order' THEN %s ELSE %s END",
                value,
                SQL.identifier(model),
                *(strides.get(DOCUMENT_TABLES[name], 0) for name in DOCUMENT_TABLES),
            )
        elif references.get(column) in strides:
            value = SQL("%s + k * %s", value, strides[references[column]])
        elif column in NAMES.get(table, ()):
            value = SQL("%s || '-' || k", value)
        values.append(value)
    cr.execute(
        SQL(
            "INSERT INTO %(table)s (%(columns)s) SELECT %(values)s"
            " FROM generate_series(1, %(copies)s) k, %(table)s t WHERE %(rows)s",
            table=SQL.identifier(table),
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            values=SQL(", ").join(values),
            copies=copies,
            rows=SQL(rows),
        )
    )


def _get_references(cr, table):
    """Return the table to which each column of a foreign key points."""
    cr.execute(
        """
        SELECT a.attname, c.confrelid::regclass::text
          FROM pg_constraint c
          JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
         WHERE c.contype = 'f' AND c.conrelid = to_regclass(%s)
        """,
        [table],
    )
    return dict(cr.fetchall())

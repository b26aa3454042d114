from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import SQL, mute_logger
from odoo.tools.sql import column_exists

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

ADDON = "customer_review"
# What the demo data is made of, besides our own models.
DEMO_MODELS = (
    "sale.order",
    "product.product",
    "product.template",
    "res.users",
    "res.partner",
    "ir.attachment",
)
# Columns that would otherwise be computed order by order for what exists already.
ORDER_COLUMNS = {
    "review_state": "varchar DEFAULT 'none'",
    "review_class": "varchar DEFAULT 'regular'",
    "agreement_type": "varchar DEFAULT 'order'",
    "order_channel": "varchar",
    "review_obligation": "varchar",
    "review_decided_company_id": "integer",
    "review_decided_fingerprint": "varchar",
    "content_fingerprint": "varchar",
}


def pre_init_hook(env):
    """Take what exists already as it is, without any work per order.

    Companies that already have confirmed orders start with the policy 'none': an
    installation stops no running business.
    """
    cr = env.cr
    if column_exists(cr, "sale_order", "review_obligation"):
        return
    for name, definition in ORDER_COLUMNS.items():
        column = SQL.identifier(name)
        cr.execute(
            SQL("ALTER TABLE sale_order ADD COLUMN %s %s", column, SQL(definition))
        )
        cr.execute(SQL("ALTER TABLE sale_order ALTER COLUMN %s DROP DEFAULT", column))
    cr.execute(
        """
        UPDATE sale_order
           SET review_obligation = 'none', review_decided_company_id = company_id
         WHERE state = 'sale'
        """
    )
    cr.execute("ALTER TABLE res_company ADD COLUMN review_policy varchar")
    cr.execute(
        """
        UPDATE res_company
           SET review_policy = CASE WHEN EXISTS (
                   SELECT FROM sale_order
                    WHERE company_id = res_company.id AND state = 'sale'
               ) THEN 'none' ELSE 'all' END
        """
    )


def post_init_hook(env):
    """Let those who sell already submit what they sell."""
    salesman = env.ref("sales_team.group_sale_salesman")
    sellers = env["res.users"].search(
        [("all_group_ids", "in", salesman.ids), ("share", "=", False)]
    )
    user = env.ref("customer_review.group_user")
    sellers.write({"group_ids": [Command.link(user.id)]})


def uninstall_hook(env):
    """Let go of what Odoo, record by record, would fail to delete.

    Reviews and complaints refer to groups, people, orders and activity types in ways
    that forbid their deletion; they go first, with their tables emptied at once.
    """
    env.flush_all()
    own_models = [
        name
        for name, model in env.registry.items()
        if model._original_module == ADDON and model._auto and not model._abstract
    ]
    _empty_tables(env.cr, [env[name]._table for name in own_models])
    env.cr.execute(
        """
        DELETE FROM mail_activity
         WHERE activity_type_id IN (
               SELECT res_id FROM ir_model_data
                WHERE module = %s AND model = 'mail.activity.type')
        """,
        [ADDON],
    )
    env.cr.execute(
        "DELETE FROM ir_model_data WHERE module = %s AND model IN %s",
        [ADDON, tuple(own_models)],
    )
    env.invalidate_all()
    _delete_demo_data(env)


def _empty_tables(cr, tables):
    """Empty tables that refer to each other, and leave all others as they are."""
    # The columns of others that refer to them go a moment later.
    cr.execute(
        """
        SELECT conrelid::regclass::text, conname
          FROM pg_constraint
         WHERE contype = 'f'
           AND confrelid::regclass::text = ANY(%(tables)s)
           AND conrelid::regclass::text != ALL(%(tables)s)
        """,
        {"tables": tables},
    )
    for table, constraint in cr.fetchall():
        cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table),
                SQL.identifier(constraint),
            )
        )
    cr.execute(SQL("TRUNCATE %s", SQL(", ").join(map(SQL.identifier, tables))))


def _delete_demo_data(env):
    """Delete the demo data as far as nobody uses it; the rest is the company's own."""
    domain = [("module", "=", ADDON), ("model", "in", DEMO_MODELS)]
    demo = env["ir.model.data"].search(domain, order="id desc")
    for model, record_id in demo.mapped(lambda data: (data.model, data.res_id)):
        record = env[model].browse(record_id).exists()
        try:
            with mute_logger("odoo.sql_db"), env.cr.savepoint():
                # as Odoo's own removal does: confirmed orders go, too
                record.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        except (IntegrityError, UserError):
            if model == "res.users":
                # their passwords are known, and their logins may come again
                login = f"{record.login}-{record.id}"
                record.write({"active": False, "login": login})
    env["ir.model.data"].search(domain).unlink()

from odoo.fields import Command
from odoo.tools import SQL
from odoo.tools.sql import column_exists

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
    user = env.ref("customer_review.group_user")
    env.ref("sales_team.group_sale_salesman").all_user_ids.filtered(
        lambda salesman: not salesman.share
    ).write({"group_ids": [Command.link(user.id)]})

"""Installing over what exists, upgrading and uninstalling keep every order.

On copies of the databases that bin/test has built, by the program that administrators
use; nothing that it does may log an error.
"""

from odoo.tests import BaseCase, tagged

from .databases import OwnDatabase, get_addon_template, get_stock_template

# Prints what stock Odoo's steps cost, as the last line.
COUNT_QUERIES = """
import json
from odoo import Command
product = env["product.product"].create({"name": "Desk", "list_price": 100})
partner = env["res.partner"].create({"name": "Deco"})
def count(action):
    env.flush_all()
    env.invalidate_all()
    before = env.cr.sql_log_count
    result = action()
    env.cr.flush()
    return env.cr.sql_log_count - before, result
line = {"product_id": product.id, "product_uom_qty": 2}
vals = {"partner_id": partner.id, "order_line": [Command.create(line)] * 5}
counts = {}
for _time in range(2):
    counts["create"], order = count(lambda: env["sale.order"].create(vals))
    counts["edit"], _ = count(
        lambda: order.write({"order_line": [
            Command.update(order.order_line[0].id, {"product_uom_qty": 4})
        ]})
    )
    counts["confirm"], _ = count(order.action_confirm)
    counts["edit confirmed"], _ = count(
        lambda: order.write({"order_line": [
            Command.update(order.order_line[0].id, {"product_uom_qty": 5})
        ]})
    )
env.cr.rollback()
print(json.dumps(counts))
"""

# What a company does on the day after the installation.
WORK = """
import json
from odoo import Command
from odoo.exceptions import UserError
for code in ("sales", "general_manager"):
    group = env.ref(f"customer_review.group_{code}")
    env.ref("base.user_admin").group_ids = [Command.link(group.id)]
orders = env["sale.order"].search([("name", "=like", "OLD%")])
confirmed = orders.filtered(lambda order: order.state == "sale")
draft = orders.filtered(lambda order: order.state == "draft")
line = {"product_id": env["product.product"].search([], limit=1).id}
result = {}
def attempt(name, action):
    try:
        with env.cr.savepoint():
            action()
            env.cr.flush()
        result[name] = True
    except UserError as error:
        result[name] = str(error)
def edit(order):
    order.write({"order_line": [Command.create(line)], "client_order_ref": "PO"})
attempt("edit confirmed", lambda: edit(confirmed[0]))
attempt("confirm draft", draft[0].action_confirm)
env.company.review_policy = "all"
attempt("edit confirmed under a policy", lambda: edit(confirmed[1]))
attempt("cancel and confirm again", lambda: (
    confirmed[2]._action_cancel(),
    confirmed[2].action_draft(),
    confirmed[2].action_confirm(),
))
attempt("confirm draft under a policy", draft[1].action_confirm)
attempt("submit draft", draft[1].action_submit_review)
env.cr.commit()
print(json.dumps(result))
"""

UNINSTALL = """
module = env["ir.module.module"].search([("name", "=", "customer_review")])
module.button_immediate_uninstall()
"""

CONFIRM = """
import json
order = env["sale.order"].search([("name", "=", "OLD4")])
order.action_confirm()
env.cr.rollback()
print(json.dumps(True))
"""


@tagged("standard", "post_install", "-at_install")
class TestInstallation(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.database = OwnDatabase(get_stock_template())
        cls.addClassCleanup(cls.database.drop)
        cls.create_old_orders()
        cls.stock_counts = cls.database.shell(COUNT_QUERIES)
        cls.before = cls.read_orders()
        cls.updates_before = cls.count_updates()
        cls.database.install("customer_review")
        cls.after = cls.read_orders()
        cls.updates_after = cls.count_updates()

    @classmethod
    def create_old_orders(cls):
        """Many orders that were there before, every second one confirmed.

        The demo data of the addon would change what is compared: it stays out.
        """
        cls.database.query("UPDATE ir_module_module SET demo = false")
        cls.database.query(
            """
            INSERT INTO sale_order (name, state, partner_id, partner_invoice_id,
                                    partner_shipping_id, company_id, currency_id,
                                    date_order, write_date)
            SELECT 'OLD' || number,
                   CASE WHEN number % 2 = 1 THEN 'sale' ELSE 'draft' END,
                   partner_id, partner_id, partner_id, company_id, currency_id,
                   now(), '2020-01-01'
              FROM generate_series(1, 2000) AS number,
                   (SELECT partner_id, company_id, currency_id
                      FROM sale_order WHERE company_id = 1 LIMIT 1) AS example
            """
        )

    @classmethod
    def read_orders(cls):
        return cls.database.query(
            "SELECT id, name, state, write_date FROM sale_order ORDER BY id"
        )

    @classmethod
    def count_updates(cls):
        cls.database.query("SELECT pg_stat_clear_snapshot()")
        ((count,),) = cls.database.query(
            "SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'sale_order'"
        )
        return count

    def test_installation_upgrade_and_removal(self):
        """One after the other: each of them takes half a minute."""
        with self.subTest("every order and its state are kept, untouched"):
            self.assertEqual(self.after, self.before)
        with self.subTest("confirmed orders are recorded as such, by one statement"):
            self.assertFalse(
                self.database.query(
                    """
                    SELECT name FROM sale_order
                     WHERE (review_obligation IS NOT NULL) != (state = 'sale')
                        OR content_fingerprint IS NOT NULL OR review_state != 'none'
                        OR review_class != 'regular' OR agreement_type != 'order'
                    """
                )
            )
            confirmed = [row for row in self.before if row[2] == "sale"]
            self.assertLessEqual(
                self.updates_after - self.updates_before, len(confirmed)
            )
        with self.subTest("companies with confirmed orders start without a policy"):
            self.assertEqual(
                self.database.query(
                    """
                    SELECT id FROM res_company
                     WHERE (review_policy = 'none') != EXISTS (
                           SELECT FROM sale_order
                            WHERE company_id = res_company.id AND state = 'sale')
                    """
                ),
                [],
            )
        with self.subTest("people who sell may submit what they sell"):
            self.assertTrue(
                self.database.query(
                    """
                    SELECT 1 FROM res_groups_users_rel JOIN ir_model_data
                        ON res_id = gid AND model = 'res.groups'
                     WHERE module = 'customer_review' AND name = 'group_user'
                    """
                )
            )
        with self.subTest("the policy none costs no query"):
            self.assertEqual(self.database.shell(COUNT_QUERIES), self.stock_counts)
        with self.subTest("old orders are as editable as before"):
            result = self.database.shell(WORK)
            refused = {
                name: error for name, error in result.items() if error is not True
            }
            self.assertEqual(
                set(refused),
                {"confirm draft under a policy", "cancel and confirm again"},
                refused,
            )
        with self.subTest("an upgrade keeps orders and reviews"):
            before = self.read_orders()
            self.database.update("customer_review")
            self.assertEqual(self.read_orders(), before)
            self.assertEqual(
                self.database.query("SELECT state, revision FROM customer_review"),
                [("in_review", 1)],
            )
        with self.subTest("uninstalling keeps every order and its state"):
            before = [row[:3] for row in self.read_orders()]
            self.database.run("shell", script=UNINSTALL)
            self.assertEqual([row[:3] for row in self.read_orders()], before)
            self.assertFalse(
                self.database.query(
                    """
                    SELECT table_name, column_name FROM information_schema.columns
                     WHERE table_name ~ '^customer_re' OR column_name ~ '^review_'
                    """
                )
            )
        with self.subTest("what is left is stock Odoo"):
            self.assertTrue(self.database.shell(CONFIRM))
            self.assertEqual(self.database.shell(COUNT_QUERIES), self.stock_counts)


# What a user makes of the demo data, and what then is no more to be deleted.
USE_DEMO_DATA = """
from odoo import Command
shaft = env.ref("customer_review.product_shaft")
env["sale.order"].create({
    "name": "OWN",
    "partner_id": env.ref("customer_review.partner_export").id,
    "order_line": [Command.create({"product_id": shaft.id})],
})
env.cr.commit()
"""

TRACES = """
    SELECT 'group', name->>'en_US' FROM res_groups
     UNION ALL SELECT 'privilege', name->>'en_US' FROM res_groups_privilege
     UNION ALL SELECT 'menu', name->>'en_US' FROM ir_ui_menu
     UNION ALL SELECT 'view', name FROM ir_ui_view
     UNION ALL SELECT 'action', name->>'en_US' FROM ir_actions
     UNION ALL SELECT 'cron', cron_name FROM ir_cron
     UNION ALL SELECT 'sequence', name FROM ir_sequence
     UNION ALL SELECT 'model', model FROM ir_model
     UNION ALL SELECT 'field', model || '.' || name FROM ir_model_fields
     UNION ALL SELECT 'activity type', name->>'en_US' FROM mail_activity_type
     UNION ALL SELECT 'subtype', name->>'en_US' FROM mail_message_subtype
     UNION ALL SELECT 'template', name->>'en_US' FROM mail_template
     UNION ALL SELECT 'column', table_name || '.' || column_name
                 FROM information_schema.columns
     UNION ALL SELECT 'login', login FROM res_users WHERE active
     UNION ALL SELECT 'order', name FROM sale_order
     UNION ALL SELECT 'id', name FROM ir_model_data WHERE module = 'customer_review'
"""


@tagged("standard", "post_install", "-at_install")
class TestRemovalWithDemoData(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stock = OwnDatabase(get_stock_template())
        cls.addClassCleanup(stock.drop)
        cls.stock_traces = set(stock.query(TRACES))
        cls.database = OwnDatabase(get_addon_template())
        cls.addClassCleanup(cls.database.drop)

    def test_removal_and_installation_anew(self):
        """One after the other: each of them takes half a minute."""
        self.database.run("shell", script=USE_DEMO_DATA)
        before = set(self.database.query(TRACES))
        with self.subTest("uninstalling leaves no trace, and logs no error"):
            self.database.run("shell", script=UNINSTALL)
            traces = set(self.database.query(TRACES))
            self.assertEqual(traces - self.stock_traces, {("order", "OWN")})
            self.assertEqual(self.stock_traces - traces, set())
        with self.subTest("installing anew brings everything, demo data too"):
            self.database.install("customer_review")
            self.assertEqual(
                self.database.query(
                    "SELECT state, demo FROM ir_module_module"
                    " WHERE name = 'customer_review'"
                ),
                [("installed", True)],
            )
            traces = self.database.query(TRACES)
            gone = {
                name
                for kind, name in before - set(traces)
                if kind not in ("order", "field", "model", "column")
                and "test" not in name
            }
            self.assertEqual(gone, set())
            orders = [name for kind, name in traces if kind == "order"]
            had = [name for kind, name in before if kind == "order"]
            self.assertEqual(len(orders), len(had))

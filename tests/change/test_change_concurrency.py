"""Two people at once on the same change or order, in two real transactions."""

from psycopg2 import OperationalError

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from ..common import ReviewSetup
from .common import ChangeCase

CHANGES = "(SELECT id FROM customer_order_change WHERE company_id = %(company)s)"
REVIEWS = "(SELECT id FROM customer_review WHERE company_id = %(company)s)"
# What refers to a review is removed before it: reviews are never deleted otherwise.
REMOVAL = (
    "DELETE FROM customer_order_change_acknowledgement WHERE change_id IN {changes}",
    "DELETE FROM customer_order_change_line WHERE change_id IN {changes}",
    "DELETE FROM customer_review_check WHERE line_id IN"
    " (SELECT id FROM customer_review_line WHERE review_id IN {reviews})",
    "DELETE FROM customer_review_line WHERE review_id IN {reviews}",
    "UPDATE sale_order SET review_id = NULL WHERE company_id = %(company)s",
    "UPDATE customer_order_change SET review_id = NULL WHERE company_id = %(company)s",
    "DELETE FROM customer_review WHERE company_id = %(company)s",
    "DELETE FROM customer_order_change WHERE company_id = %(company)s",
    "DELETE FROM sale_order WHERE company_id = %(company)s",
)


@tagged("standard", "post_install", "-at_install")
class TestChangeConcurrency(ReviewSetup, BaseCase):
    """All of this is committed, and removed when the class has run."""

    login_prefix = "rcc"
    create_confirmed = classmethod(ChangeCase.create_confirmed.__func__)
    request = classmethod(ChangeCase.request.__func__)
    estimate = classmethod(ChangeCase.estimate.__func__)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.cr = cls.registry.cursor()
        cls.addClassCleanup(cls.cr.close)
        cls.env = api.Environment(cls.cr, api.SUPERUSER_ID, {})
        cls.set_up_review()
        cls.company.change_customer_confirmation = True
        cls.cr.commit()
        cls.addClassCleanup(cls.remove_everything)

    @classmethod
    def remove_everything(cls):
        cls.cr.rollback()
        for statement in REMOVAL:
            cls.cr.execute(
                statement.format(changes=CHANGES, reviews=REVIEWS),
                {"company": cls.company.id},
            )
        users = cls.env["res.users"].search([("company_id", "=", cls.company.id)])
        (users - cls.env.user).active = False
        cls.env.user.company_id = cls.env.ref("base.main_company")
        cls.env.user.company_ids = [Command.unlink(cls.company.id)]
        cls.company.name = "Removed"
        cls.cr.commit()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.cr.rollback)
        self.order = self.create_confirmed()
        line = {"order_line_id": self.order.order_line.id, "product_uom_qty": 5}
        self.change = self.request(self.order, [line])
        self.approve(self.change)
        self.company.change_customer_confirmation = False
        self.commit()
        self.addCleanup(self.ask_for_confirmation)

    def ask_for_confirmation(self):
        self.refresh()
        self.company.change_customer_confirmation = True
        self.commit()

    def begin(self, records, user):
        """The records in a transaction of their own, which sees the state of now."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        cr.execute("SELECT 1")
        return records.with_env(api.Environment(cr, user.id, {}))

    def commit(self):
        self.env.cr.commit()
        self.env.invalidate_all()

    def refresh(self):
        self.env.cr.rollback()
        self.env.invalidate_all()

    def test_the_same_change_from_two_sessions_is_applied_once(self):
        first = self.begin(self.change, self.salesman)
        second = self.begin(self.change, self.sales_manager)
        second.mapped("state")
        first.action_apply()
        with mute_logger("odoo.sql_db"), self.assertRaises(UserError) as caught:
            second.action_apply()
        self.assertIn("Somebody is changing", str(caught.exception))
        second.env.cr.rollback()
        second.env.invalidate_all()
        first.env.cr.commit()
        again = self.begin(self.change, self.sales_manager)
        with self.assertRaisesRegex(UserError, "applied already"):
            again.action_apply()
        self.refresh()
        order = self.order.with_env(self.env)
        self.assertEqual(order.order_line.product_uom_qty, 5)
        self.assertEqual(order.change_revision, 1)

    def test_an_edit_while_it_is_applied_fails_and_is_tried_again(self):
        applying = self.begin(self.change, self.salesman)
        editing = self.begin(self.change, self.sales_manager)
        editing.mapped("content_fingerprint")
        applying.action_apply()
        applying.env.cr.commit()
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(OperationalError),
        ):
            editing.line_ids.product_uom_qty = 7
            editing.env.cr.flush()
        editing.env.cr.rollback()
        editing.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "does not change any more"):
            editing.line_ids.product_uom_qty = 7
        self.refresh()
        order = self.order.with_env(self.env)
        self.assertEqual(order.order_line.product_uom_qty, 5)

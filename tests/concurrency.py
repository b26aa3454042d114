"""People who work at once, each in a real transaction."""

from odoo import Command, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name

from .common import ReviewSetup


class ConcurrencyCase(ReviewSetup, BaseCase):
    """All of this is committed, and removed when the class has run."""

    # Statements that remove what was made, which nobody may delete otherwise. They
    # know the company.
    removal = ()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.cr = cls.registry.cursor()
        cls.addClassCleanup(cls.cr.close)
        cls.env = api.Environment(cls.cr, api.SUPERUSER_ID, {})
        cls.set_up_review()
        cls.cr.commit()
        cls.addClassCleanup(cls.remove_everything)

    @classmethod
    def remove_everything(cls):
        cls.cr.rollback()
        for statement in cls.removal:
            cls.cr.execute(statement, {"company": cls.company.id})
        users = cls.env["res.users"].search([("company_id", "=", cls.company.id)])
        (users - cls.env.user).active = False
        cls.env.user.company_id = cls.env.ref("base.main_company")
        cls.env.user.company_ids = [Command.unlink(cls.company.id)]
        cls.company.name = f"Removed {cls.company.id}"
        cls.cr.commit()

    def setUp(self):
        super().setUp()
        self.addCleanup(self.cr.rollback)

    def begin(self, records, user, **context):
        """The records in a transaction of their own, which sees the state of now."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        cr.execute("SELECT 1")
        return records.with_env(api.Environment(cr, user.id, context))

    def restart(self, records):
        """As Odoo does when a transaction fails for another one's sake."""
        records.env.cr.rollback()
        records.env.invalidate_all()
        return records

    def refresh(self):
        """See what the other transactions have committed."""
        self.env.cr.rollback()
        self.env.invalidate_all()

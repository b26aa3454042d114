"""The manager of Customer Review sets the addon up, without any other right."""

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from ..common import ReviewCase, ReviewSetup

MODEL = "customer.review.settings"


class TestSettings(ReviewCase):
    def get_names(self):
        """Return the settings of the addon, as Odoo's own page has them."""
        fields = self.env["customer.review.company.settings"]._fields
        return {name for name, field in fields.items() if not field.readonly} - {
            *("id", "company_id", "create_uid", "create_date", "write_uid"),
            "write_date",
        }

    def save(self, user, **vals):
        return self.env[MODEL].with_user(user).create(vals).execute()

    def test_page_shows_every_setting_of_odoos_own(self):
        own = self.env[MODEL].with_user(self.manager)
        arch = own.get_views([(False, "form")])["views"]["form"]["arch"]
        shown = set(etree.fromstring(arch).xpath("//setting//field/@name"))
        self.assertGreater(len(self.get_names()), 20)
        self.assertEqual(self.get_names() - shown, set())
        page = self.env["res.config.settings"].get_views([(False, "form")])
        page = etree.fromstring(page["views"]["form"]["arch"])
        self.assertEqual(
            self.get_names() - set(page.xpath("//setting//field/@name")), set()
        )

    def test_every_setting_of_the_company_is_on_the_page(self):
        ours = {
            name
            for name, field in self.env["res.company"]._fields.items()
            if field._modules == ("customer_review",) and field.store
        }
        self.assertEqual(ours - self.get_names(), set())

    def test_manager_sets_his_company(self):
        other = self.create_company("Other Works")
        deputy = self.reviewers["sales"]
        self.save(
            self.manager,
            review_policy="special",
            review_signing="final",
            review_general_deputy_id=deputy.id,
            complaint_hourly_limit=7,
        )
        self.assertRecordValues(
            self.as_admin(self.company | other),
            [
                {
                    "review_policy": "special",
                    "review_signing": "final",
                    "review_general_deputy_id": deputy.id,
                    "complaint_hourly_limit": 7,
                },
                {
                    "review_policy": "all",
                    "review_signing": "never",
                    "review_general_deputy_id": False,
                    "complaint_hourly_limit": 5,
                },
            ],
        )
        order = self.create_order()
        order.action_confirm()
        self.assertEqual(self.as_admin(order).state, "sale")

    def test_nobody_else_sets_anything(self):
        users = (self.salesman, *self.reviewers.values(), self.auditor, self.nobody)
        for user in users:
            message = self.assert_refused(
                self.save, user, review_policy="none", error=AccessError
            )
            self.assertIn("Only managers of Customer Review", message)
            self.assert_refused(
                self.env[MODEL].with_user(user).get_views,
                [(False, "form")],
                error=AccessError,
            )
        self.assertEqual(self.as_admin(self.company).review_policy, "all")

    def test_no_other_company_and_nothing_else_of_it(self):
        other = self.create_company("Other Works")
        for company in (other, self.company):
            vals = {"review_policy": "none", "company_id": company.id}
            message = self.assert_refused(
                self.save, self.manager, **vals, error=AccessError
            )
            self.assertIn("cannot be set by hand", message)
        settings = self.env[MODEL].with_user(self.manager)
        settings.with_context(default_company_id=other.id).create(
            {"review_policy": "none"}
        )
        self.assertEqual(self.as_admin(other).review_policy, "all")
        self.assertRaises(ValueError, settings.create, {"name": "Mine"})
        own = settings.create({})
        self.assert_refused(own.write, {"company_id": other.id}, error=AccessError)
        self.assertEqual(self.as_admin(own).company_id, self.company)

    def test_deputy_is_a_colleague(self):
        customer = self.create_user("rw_portal", "base.group_portal")
        message = self.assert_refused(
            self.save, self.manager, review_general_deputy_id=customer.id
        )
        self.assertIn("is not shared with you", message)
        self.assertFalse(self.as_admin(self.company).review_general_deputy_id)


@tagged("standard", "post_install", "-at_install")
class TestSettingsTour(ReviewSetup, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()
        cls.manager.company_ids = [Command.set(cls.company.ids)]

    def test_manager_opens_changes_and_saves(self):
        path = self.env.ref("customer_review.customer_review_department_action").path
        self.start_tour(f"/odoo/{path}", "review_settings", login=self.manager.login)
        self.env.invalidate_all()
        self.assertEqual(self.company.review_signing, "every")

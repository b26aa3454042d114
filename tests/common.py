"""People, a customer and products of a company of their own, for every test."""

from contextlib import contextmanager
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, freeze_time, new_test_user, tagged
from odoo.tools import mute_logger

SIDE_BY_SIDE = ("sales", "quality", "technical", "procurement", "production")
DEPARTMENTS = (*SIDE_BY_SIDE, "general_manager")


class Refusals:
    """What is refused: by which words, and what the database holds afterwards."""

    def as_admin(self, records):
        """The records as they are in the database, for whoever may see everything."""
        self.env.cr.flush()
        self.env.invalidate_all()
        return records.with_env(self.env)

    def assert_refused(self, method, *args, error=UserError, **kwargs):
        """Call what must be refused, leave no trace of it, return the message."""
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                method(*args, **kwargs)
                self.env.flush_all()
        except error as refusal:
            return str(refusal)
        finally:
            self.env.invalidate_all()
        return self.fail(f"{method} was not refused")


class ReviewSetup(Refusals):
    """A company in which one person works in each role, and nobody else."""

    login_prefix = "rw"

    @classmethod
    def set_up_review(cls, company=None):
        cls.env = cls.env(context={"tracking_disable": True, "no_reset_password": True})
        cls.company = company or cls.create_company("Review Works")
        cls.env.user.write(
            {
                "company_ids": [Command.link(cls.company.id)],
                "company_id": cls.company.id,
            }
        )
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": cls.company.ids}
        )
        cls.salesman = cls.create_user(
            f"{cls.login_prefix}_salesman",
            "sales_team.group_sale_salesman",
            "customer_review.group_user",
        )
        cls.sales_manager = cls.create_user(
            f"{cls.login_prefix}_sales_manager",
            "sales_team.group_sale_salesman_all_leads",
            "customer_review.group_user",
        )
        cls.reviewers = {
            code: cls.create_user(
                f"{cls.login_prefix}_{code}", f"customer_review.group_{code}"
            )
            for code in DEPARTMENTS
        }
        cls.general_manager = cls.reviewers["general_manager"]
        cls.manager = cls.create_user(
            f"{cls.login_prefix}_manager", "customer_review.group_manager"
        )
        cls.auditor = cls.create_user(
            f"{cls.login_prefix}_auditor", "customer_review.group_auditor"
        )
        cls.nobody = cls.create_user(f"{cls.login_prefix}_nobody", "base.group_user")
        cls.customer = cls.env["res.partner"].create(
            {"name": "Deco Addict", "email": "deco@example.com", "is_company": True}
        )
        cls.product = cls.create_product("Desk")
        cls.other_product = cls.create_product("Chair")
        cls.env.flush_all()

    @classmethod
    def create_company(cls, name, **vals):
        vals = {"name": name, "review_policy": "all", **vals}
        company = cls.env["res.company"].create(vals)
        company.resource_calendar_id.tz = "UTC"
        return company

    @classmethod
    def create_user(cls, login, *groups, company=None, **vals):
        company = company or cls.company
        return new_test_user(
            cls.env,
            login,
            ",".join(groups),
            name=login,
            company_id=company.id,
            company_ids=[Command.set(company.ids)],
            **vals,
        )

    @classmethod
    def create_product(cls, name, **vals):
        vals = {
            "name": name,
            "type": "consu",
            "list_price": 100.0,
            "standard_price": 50.0,
            "taxes_id": [Command.clear()],
            **vals,
        }
        return cls.env["product.product"].create(vals)

    @classmethod
    def department(cls, code):
        return cls.env.ref(f"customer_review.department_{code}")

    @classmethod
    def prepare_order(cls, quantity=3, **vals):
        line = {"product_id": cls.product.id, "product_uom_qty": quantity}
        return {
            "partner_id": cls.customer.id,
            "user_id": cls.salesman.id,
            "company_id": cls.company.id,
            "order_line": [Command.create(line)],
            **vals,
        }

    @classmethod
    def create_order(cls, user=None, **vals):
        """A quotation as the salesperson makes it."""
        orders = cls.env["sale.order"].with_user(user or cls.salesman)
        return orders.create(cls.prepare_order(**vals))

    @classmethod
    def create_contract(cls, **vals):
        """A quotation that all six departments review."""
        return cls.create_order(agreement_type="contract", **vals)

    @classmethod
    def submit(cls, order, user=None):
        order.with_user(user or cls.salesman).action_submit_review()
        cls.env.cr.flush()  # as at the end of each request
        return order.sudo().review_id

    @classmethod
    def get_line(cls, order, code):
        return order.sudo().review_id.line_ids.filtered(
            lambda line: line.department_id.code == code
        )

    @classmethod
    def decide(cls, order, *codes, decision="accepted", **vals):
        """Let the people of these departments decide, by button or by dialog."""
        for code in codes:
            line = cls.get_line(order, code).with_user(cls.reviewers[code])
            if decision == "accepted" and not vals:
                line.action_accept()
            else:
                cls.decide_in_dialog(line, decision, **vals)
            cls.env.cr.flush()

    @classmethod
    def decide_in_dialog(cls, lines, decision, comment="Because", conditions=()):
        """Decide as the dialog does; conditions are (action, owner, date)."""
        wizard = lines.env["customer.review.decision"].create(
            {
                "line_ids": [Command.set(lines.ids)],
                "decision": decision,
                "comment": comment,
                "condition_ids": [
                    Command.create(
                        {"name": name, "user_id": owner.id, "date_deadline": date}
                    )
                    for name, owner, date in conditions
                ],
            }
        )
        return wizard.action_confirm()

    @classmethod
    def approve(cls, order):
        """Take a quotation through its whole review."""
        if order.sudo().review_state not in ("in_review", "to_approve"):
            cls.submit(order)
        lines = order.sudo().review_id.line_ids.filtered(
            lambda line: not line.carried_from_id
        )
        for line in lines.sorted("sequence"):
            cls.decide(order, line.department_id.code)
        return order.sudo().review_id

    @contextmanager
    def at(self, moment):
        """Make it `moment` (UTC), for Python and for the transaction."""
        now = fields.Datetime.to_datetime(moment)
        with freeze_time(now), patch.object(self.env.cr, "_now", now):
            yield now


@tagged("standard", "post_install", "-at_install")
class ReviewCase(ReviewSetup, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_review()

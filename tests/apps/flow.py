"""An order from the quotation to the invoice; run by Odoo's shell, after APP came in.

Each step is taken by a person who has just the rights for it.
"""

import json
import os

from odoo import Command
from odoo.fields import Domain

APP = os.environ["APP"]
DEPARTMENTS = (
    "sales",
    "quality",
    "technical",
    "procurement",
    "production",
    "general_manager",
)
QUANTITY = 3
PRICE = 200.0


def create_user(env, login, *groups):
    company = env.ref("base.main_company")
    groups = env["res.groups"].concat(*(env.ref(group) for group in groups))
    return (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            {
                "name": login,
                "login": f"beside_{login}",
                "email": f"{login}@example.com",
                "company_id": company.id,
                "company_ids": [Command.set(company.ids)],
                "group_ids": [Command.set(groups.ids)],
            }
        )
    )


def create_product(env, name, **vals):
    vals = {
        "name": name,
        "type": "consu",
        "list_price": PRICE,
        "standard_price": 80.0,
        "invoice_policy": "order",
        "taxes_id": [Command.clear()],
        **vals,
    }
    return env["product.product"].create(vals)


def put_on_stock(env, products):
    warehouse = env["stock.warehouse"].search(
        [("company_id", "=", env.ref("base.main_company").id)], limit=1
    )
    for product in products:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, 100.0
        )


class Beside:
    """The flow as it is without any other app."""

    seller_groups = ("sales_team.group_sale_salesman", "customer_review.group_user")
    product_vals = {}

    def __init__(self, env):
        self.env = env
        env.ref("base.main_company").review_policy = "all"
        self.seller = create_user(env, "seller", *self.seller_groups)
        self.reviewers = {
            code: create_user(env, code, f"customer_review.group_{code}")
            for code in DEPARTMENTS
        }
        self.accountant = create_user(
            env, "accountant", "account.group_account_invoice"
        )
        self.customer = env["res.partner"].create(
            {"name": "Customer", "email": "customer@example.com"}
        )
        self.product = create_product(env, "Shaft", **self.product_vals)

    def run(self):
        self.open_form(self.env["sale.order"])
        order = self.quote()
        self.open_form(order)
        assert order.review_required, "the order needs no review"
        order.action_submit_review()
        self.check_held(order)
        self.approve(order)
        order.action_confirm()
        assert order.state == "sale", f"not confirmed: {order.state}"
        self.env.flush_all()
        self.deliver(order)
        self.invoice(order)
        self.open_form(order)
        assert order.review_state == "approved", f"review: {order.review_state}"

    def open_form(self, order):
        """Build the form with what the app adds to it, and read all that it shows."""
        model = order.with_user(self.seller)
        form = model.get_views([(False, "form")])
        names = form["models"]["sale.order"]["fields"]
        if order:
            order.invalidate_recordset()
            model.web_read({name: {} for name in names if name in model._fields})

    def prepare_order(self):
        line = {"product_id": self.product.id, "product_uom_qty": QUANTITY}
        return {
            "partner_id": self.customer.id,
            "user_id": self.seller.id,
            "order_line": [Command.create(line)],
        }

    def quote(self):
        orders = self.env["sale.order"].with_user(self.seller)
        return orders.create({"agreement_type": "contract", **self.prepare_order()})

    def check_held(self, order):
        assert order.review_state == "in_review", f"review: {order.review_state}"
        try:
            with self.env.cr.savepoint():
                order.action_confirm()
                self.env.flush_all()
        except Exception as error:
            assert "review" in str(error), f"refused for another reason: {error}"
        else:
            raise AssertionError("an order was confirmed without its review")

    def approve(self, order):
        for line in order.sudo().review_id.line_ids.sorted("sequence"):
            reviewer = self.reviewers[line.department_id.code]
            line.with_user(reviewer).action_accept()
        assert order.review_state == "approved", f"review: {order.review_state}"

    def deliver(self, order):
        for line in order.order_line.filtered("product_id"):
            if line.qty_delivered_method == "manual":
                line.qty_delivered = line.product_uom_qty

    def invoice(self, order):
        wizard = (
            self.env["sale.advance.payment.inv"]
            .with_user(self.seller)
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"advance_payment_method": "delivered"})
        )
        wizard.create_invoices()
        invoice = order.invoice_ids.with_user(self.accountant)
        invoice.action_post()
        self.env.flush_all()
        assert invoice.state == "posted", f"invoice: {invoice.state}"
        total, expected = invoice.amount_untaxed, order.amount_untaxed
        assert total == expected, f"invoiced {total} of {expected}"


class BesideCrm(Beside):
    def prepare_order(self):
        lead = (
            self.env["crm.lead"]
            .with_user(self.seller)
            .create(
                {
                    "name": "Shafts",
                    "type": "opportunity",
                    "partner_id": self.customer.id,
                }
            )
        )
        return {**super().prepare_order(), "opportunity_id": lead.id}

    def deliver(self, order):
        super().deliver(order)
        assert order.opportunity_id.order_ids == order


class BesideStock(Beside):
    product_vals = {"is_storable": True}

    def __init__(self, env):
        super().__init__(env)
        self.storekeeper = create_user(env, "storekeeper", "stock.group_stock_user")
        put_on_stock(env, self.get_goods())

    def get_goods(self):
        return self.product

    def deliver(self, order):
        pickings = order.picking_ids.with_user(self.storekeeper)
        assert pickings, "no delivery"
        pickings.action_assign()
        for move in pickings.move_ids:
            move.quantity = move.product_uom_qty
        pickings.move_ids.picked = True
        pickings.button_validate()
        self.env.flush_all()
        assert set(pickings.mapped("state")) == {"done"}, "not delivered"
        delivered = order.order_line.filtered("product_id").mapped("qty_delivered")
        assert delivered == [QUANTITY], f"delivered: {delivered}"


class BesideMrp(BesideStock):
    """A kit: what is delivered is what it is made of."""

    product_vals = {}

    def get_goods(self):
        self.components = create_product(self.env, "Rod", is_storable=True)
        self.components += create_product(self.env, "Cap", is_storable=True)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": self.product.product_tmpl_id.id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create({"product_id": component.id, "product_qty": 2})
                    for component in self.components
                ],
            }
        )
        return self.components

    def deliver(self, order):
        super().deliver(order)
        assert order.picking_ids.move_ids.product_id == self.components


class BesideLoyalty(Beside):
    def quote(self):
        order = super().quote()
        others = Domain("program_type", "=", "promotion")
        self.env["loyalty.program"].search(others).active = False
        program = self.env["loyalty.program"].create(
            {
                "name": "Ten per cent",
                "trigger": "auto",
                "applies_on": "current",
                "program_type": "promotion",
                "rule_ids": [Command.create({})],
                "reward_ids": [
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount": 10,
                            "discount_applicability": "order",
                        }
                    )
                ],
            }
        )
        order._update_programs_and_rewards()
        (rewards,) = (
            rewards
            for coupon, rewards in order._get_claimable_rewards().items()
            if coupon.program_id == program
        )
        coupon = order.coupon_point_ids.coupon_id.filtered(
            lambda coupon: coupon.program_id == program
        )
        order._apply_program_reward(rewards, coupon)
        assert order.amount_untaxed == 0.9 * QUANTITY * PRICE, order.amount_untaxed
        return order


class BesideExpense(Beside):
    product_vals = {"type": "service", "service_type": "manual"}


class BesideWebsite(Beside):
    def prepare_order(self):
        website = self.env["website"].search([], limit=1)
        return {**super().prepare_order(), "website_id": website.id}


class BesidePos(BesideStock):
    product_vals = {"is_storable": True, "available_in_pos": True}

    def deliver(self, order):
        super().deliver(order)
        cashier = create_user(
            self.env,
            "cashier",
            "point_of_sale.group_pos_user",
            "sales_team.group_sale_salesman_all_leads",
        )
        assert order.with_user(cashier).order_line.read_converted(), "not shown"


FLOWS = {
    "crm": BesideCrm,
    "sale_stock": BesideStock,
    "sale_mrp": BesideMrp,
    "sale_expense": BesideExpense,
    "sale_loyalty": BesideLoyalty,
    "website_sale": BesideWebsite,
    "pos_sale": BesidePos,
}
FLOWS[APP](env).run()  # noqa: F821  (given by the shell)
env.cr.rollback()  # noqa: F821
print(json.dumps("invoiced"))

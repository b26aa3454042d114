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
        self.check_app()

    def check_app(self):
        """Try what the app itself does with a reviewed order, or an unreviewed one."""

    def confirm(self):
        """Return an order that is approved and confirmed."""
        order = self.quote()
        order.action_submit_review()
        self.approve(order)
        order.action_confirm()
        self.env.flush_all()
        return order.with_env(self.env)

    def check_exempt(self, order, product):
        """Check that the system has added a line of the product, beside the review."""
        self.env.flush_all()
        line = order.order_line.filtered(lambda line: line.product_id == product)
        assert len(line) == 1 and line.review_exempt, f"not exempt: {line}"
        assert order._is_review_approved(), "not approved any more"
        self.check_refused(lambda: line.write({"price_unit": 1e6}), "change the order")
        return line

    def check_refused(self, method, text):
        try:
            with self.env.cr.savepoint():
                method()
                self.env.flush_all()
        except Exception as error:
            assert text in str(error), f"refused for another reason: {error}"
            self.env.invalidate_all()
        else:
            raise AssertionError("not refused")

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
        lines = order.order_line.filtered(lambda line: line.product_id == self.product)
        delivered = lines.mapped("qty_delivered")
        assert delivered == [QUANTITY], f"delivered: {delivered}"

    def check_app(self):
        """What the warehouse delivers beyond the order is charged beside the review."""
        order = self.confirm()
        grease = create_product(self.env, "Grease", is_storable=True)
        put_on_stock(self.env, grease)
        picking = order.picking_ids.with_user(self.storekeeper)
        self.env["stock.move"].with_user(self.storekeeper).create(
            {
                "product_id": grease.id,
                "product_uom_qty": 2,
                "product_uom": grease.uom_id.id,
                "picking_id": picking.id,
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
        )
        picking.action_assign()
        for move in picking.move_ids:
            move.quantity = move.product_uom_qty
        picking.move_ids.picked = True
        picking.sudo().button_validate()  # Odoo asks for the right to write orders
        line = self.check_exempt(order, grease)
        assert line.qty_delivered == 2, line.qty_delivered


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

    def check_app(self):
        """A reward that lowers what was approved is content."""
        order = self.quote()
        order.action_submit_review()
        self.approve(order)
        order._update_programs_and_rewards()
        self.env.flush_all()
        assert order.review_state == "approved", "outdated by the same reward"
        order.order_line.filtered("reward_id").sudo().price_unit *= 9
        self.env.flush_all()
        assert order.review_state == "outdated", f"review: {order.review_state}"


class BesideExpense(Beside):
    product_vals = {"type": "service", "service_type": "manual"}

    def check_app(self):
        """An expense for a reviewed order is posted and reinvoiced, and taken back."""
        order = self.confirm()
        taxi = create_product(
            self.env,
            "Taxi",
            type="service",
            can_be_expensed=True,
            expense_policy="cost",
            invoice_policy="delivery",
        )
        officer = create_user(
            self.env,
            "officer",
            "hr_expense.group_hr_expense_manager",
            "account.group_account_invoice",
            "sales_team.group_sale_salesman_all_leads",
        )
        account = self.env["account.analytic.account"].create(
            order._prepare_analytic_account_data()
        )
        employee = self.env["hr.employee"].create(
            {"name": "Driver", "user_id": self.seller.id}
        )
        employee.work_contact_id = self.seller.partner_id
        expense = self.env["hr.expense"].create(
            {
                "name": "To the customer",
                "employee_id": employee.id,
                "product_id": taxi.id,
                "quantity": 2,
                "sale_order_id": order.id,
                "analytic_distribution": {str(account.id): 100},
            }
        )
        expense = expense.with_user(officer)
        expense.action_submit()
        expense.action_approve()
        if action := expense.action_post():
            wizard = expense.env["hr.expense.post.wizard"]
            wizard = wizard.with_context(action["context"]).browse(action["res_id"])
            wizard.action_post_entry()
        line = self.check_exempt(order, taxi)
        assert line.qty_delivered == 2, line.qty_delivered
        expense.sudo()._sale_expense_reset_sol_quantities()
        self.check_exempt(order, taxi)


class BesideRepair(BesideStock):
    """A service that opens a repair, and parts that the mechanic puts in."""

    product_vals = {"type": "service", "service_tracking": "repair"}

    def get_goods(self):
        self.part = create_product(self.env, "Seal", is_storable=True)
        return self.part

    def deliver(self, order):
        assert len(order.sudo().repair_order_ids) == 1, "no repair"
        Beside.deliver(self, order)

    def check_app(self):
        """A part is charged beside the review; what was reviewed is left alone."""
        order = self.confirm()
        # Odoo asks whoever puts a part in for the right to write orders.
        mechanic = create_user(
            self.env,
            "mechanic",
            "stock.group_stock_user",
            "sales_team.group_sale_salesman_all_leads",
        )
        repair = order.repair_order_ids.with_user(mechanic)
        part = self.env["stock.move"].with_user(mechanic)
        part = part.create(
            {
                "repair_id": repair.id,
                "repair_line_type": "add",
                "product_id": self.part.id,
                "product_uom_qty": 1,
            }
        )
        self.check_exempt(order, self.part)
        part.product_uom_qty = 2
        line = self.check_exempt(order, self.part)
        assert line.product_uom_qty == 2, line.product_uom_qty
        repair.under_warranty = True
        line = self.check_exempt(order, self.part)
        assert not line.price_unit, line.price_unit
        repair.action_repair_start()
        part.quantity = 2
        repair.action_repair_end()
        line = self.check_exempt(order, self.part)
        assert repair.state == "done" and line.qty_delivered == 2, line.qty_delivered
        self.check_quotation()

    def check_quotation(self):
        """What a repair asks to be ordered is reviewed like any quotation."""
        repair = self.env["repair.order"].create({"partner_id": self.customer.id})
        repair.move_ids = [
            Command.create(
                {
                    "repair_line_type": "add",
                    "product_id": self.part.id,
                    "product_uom_qty": 1,
                }
            )
        ]
        repair.action_create_sale_order()
        order = repair.sale_order_id
        assert not order.order_line.review_exempt, "a part is no content"
        self.check_refused(order.action_confirm, "must be reviewed")
        order.user_id = self.seller
        order.with_user(self.seller).action_submit_review()
        self.approve(order)
        order.action_confirm()
        self.env.flush_all()
        assert order.state == "sale", order.state
        self.check_refused(repair.action_repair_cancel, "change the order first")


class BesideDelivery(BesideStock):
    """What the carrier charges is known when the goods have left."""

    def prepare_order(self):
        self.freight = create_product(self.env, "Freight", type="service")
        self.carrier = self.env["delivery.carrier"].create(
            {
                "name": "Carrier",
                "product_id": self.freight.id,
                "delivery_type": "fixed",
                "fixed_price": 12.0,
                "invoice_policy": "real",
                "integration_level": "rate_and_ship",
            }
        )
        return super().prepare_order()

    def quote(self):
        order = super().quote()
        order.set_delivery_line(self.carrier, 12.0)
        self.env.flush_all()
        assert order.order_line.filtered("is_delivery").price_unit == 0
        return order

    def deliver(self, order):
        super().deliver(order)
        line = order.order_line.filtered("is_delivery")
        assert line.price_unit == 12, f"the carrier's cost: {line.price_unit}"
        assert not line.review_exempt, "what was offered is no content any more"
        self.check_refused(
            lambda: line.write({"price_unit": 1e6}), "change the order first"
        )

    def check_app(self):
        """A carrier whom the order did not name is charged beside the review."""
        order = Beside.quote(self)
        order.action_submit_review()
        self.approve(order)
        order.action_confirm()
        picking = order.sudo().picking_ids
        picking.carrier_id = self.carrier
        picking.move_ids.quantity = QUANTITY
        picking.move_ids.picked = True
        picking.button_validate()
        line = self.check_exempt(order.with_env(self.env), self.freight)
        assert line.price_unit == 12, line.price_unit


class BesideWebsite(Beside):
    custom_mode = "cash_on_delivery"

    def prepare_order(self):
        website = self.env["website"].search([], limit=1)
        return {**super().prepare_order(), "website_id": website.id}

    def check_app(self):
        """What is to be paid in person is held, and is no abandoned cart."""
        order = self.quote()
        order.date_order = "2020-01-01"
        abandoned = [("is_abandoned_cart", "=", True)]
        assert order in self.env["sale.order"].search(abandoned)
        provider = self.env["payment.provider"].search(
            [("custom_mode", "=", self.custom_mode)], limit=1
        )
        method = self.env.ref("payment.payment_method_unknown")
        transaction = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": order.name,
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": order.ids,
                "state": "pending",
            }
        )
        transaction.with_user(self.env.ref("base.user_root"))._post_process()
        self.env.flush_all()
        assert order.sudo().review_held and order.state == "sent", order.state
        assert not self.env["sale.order"].search([("is_abandoned_cart", "=", True)]) & (
            order.with_env(self.env)
        )
        order.require_payment = True
        order.action_submit_review()
        self.approve(order)
        assert order.state == "sale", f"not confirmed on approval: {order.state}"


class BesideCollect(BesideWebsite):
    """Goods that are collected, and paid, in the shop."""

    custom_mode = "on_site"


class BesidePos(BesideStock):
    product_vals = {"is_storable": True, "available_in_pos": True}

    def deliver(self, order):
        super().deliver(order)
        self.cashier = create_user(
            self.env,
            "cashier",
            "point_of_sale.group_pos_user",
            "sales_team.group_sale_salesman_all_leads",
        )
        assert order.with_user(self.cashier).order_line.read_converted(), "not shown"

    def check_app(self):
        """A quotation settled at the counter is held, and the sale there is stored."""
        super().check_app()
        order = self.quote().with_env(self.env)
        method = self.env["pos.payment.method"].create(
            {
                "name": "Cash here",
                "journal_id": self.env["account.journal"]
                .create({"name": "Counter", "type": "cash", "code": "CNT"})
                .id,
            }
        )
        config = self.env["pos.config"].create(
            {"name": "Counter", "payment_method_ids": [Command.set(method.ids)]}
        )
        config.down_payment_product_id = create_product(
            self.env, "Down payment", type="service", available_in_pos=True
        )
        config.with_user(self.cashier).open_ui()
        self.method, self.config = method, config
        self.check_settled(order)
        for number, other in enumerate((self.confirm(), self.quote())):
            self.check_paid_in_part(other.with_env(self.env), number)

    def check_settled(self, order):
        line = order.order_line
        self.sell(order, "00044-003-0014", order.amount_total, line)
        assert order.review_held and order.state == "sent", order.state
        self.check_confirmed_on_approval(order)

    def check_paid_in_part(self, order, number):
        """A down payment is stored, is no content, and holds what is not reviewed."""
        state, fingerprint = order.state, order.content_fingerprint
        self.sell(order, f"00044-003-002{number}", 100.0)
        line = order.order_line.filtered("is_downpayment") - order.order_line.filtered(
            "display_type"
        )
        assert line.review_exempt and line.price_unit == 100, line.price_unit
        if state == "sale":
            assert order.content_fingerprint == fingerprint, "the content changed"
            assert order._is_review_approved(), "not approved any more"
            return
        assert order.review_held and order.state == "sent", order.state
        self.check_confirmed_on_approval(order)

    def check_confirmed_on_approval(self, order):
        order.require_payment = True
        order.with_user(self.seller).action_submit_review()
        self.approve(order)
        assert order.state == "sale", f"not confirmed on approval: {order.state}"

    def sell(self, order, uuid, total, line=None):
        """Store a sale at the counter: a line of the order, or a down payment."""
        config = self.config
        product = line.product_id if line else config.down_payment_product_id
        quantity = QUANTITY if line else 1
        sales = self.env["pos.order"].with_user(self.cashier)
        data = sales.sync_from_ui(
            [
                {
                    "amount_paid": total,
                    "amount_return": 0,
                    "amount_tax": 0,
                    "amount_total": total,
                    "fiscal_position_id": False,
                    "partner_id": order.partner_id.id,
                    "session_id": config.current_session_id.id,
                    "user_id": self.cashier.id,
                    "uuid": uuid,
                    "lines": [
                        Command.create(
                            {
                                "product_id": product.id,
                                "qty": quantity,
                                "price_unit": total / quantity,
                                "discount": 0,
                                "pack_lot_ids": [],
                                "price_subtotal": total,
                                "price_subtotal_incl": total,
                                "sale_order_line_id": line and line.id,
                                "sale_order_origin_id": order.id,
                                "tax_ids": [],
                            }
                        )
                    ],
                    "payment_ids": [
                        Command.create(
                            {
                                "amount": total,
                                "name": "2026-01-01 10:00:00",
                                "payment_method_id": self.method.id,
                            }
                        )
                    ],
                }
            ]
        )
        self.env.flush_all()
        assert data["pos.order"], "the sale at the counter is not stored"


FLOWS = {
    "crm": BesideCrm,
    "sale_stock": BesideStock,
    "sale_mrp": BesideMrp,
    "repair": BesideRepair,
    "stock_delivery": BesideDelivery,
    "sale_expense": BesideExpense,
    "sale_loyalty": BesideLoyalty,
    "website_sale": BesideWebsite,
    "website_sale_collect": BesideCollect,
    "pos_sale": BesidePos,
}
FLOWS[APP](env).run()  # noqa: F821  (given by the shell)
env.cr.rollback()  # noqa: F821
print(json.dumps("invoiced"))

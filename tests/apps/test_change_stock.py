"""A change of a confirmed order reaches its deliveries and loses nothing."""

from datetime import timedelta
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError

from .common import AppsCase


class TestDeliveries(AppsCase):
    def setUp(self):
        super().setUp()
        self.confirm(10)

    def test_an_open_delivery_follows_up_and_down(self):
        for quantity in (12, 7):
            self.change_to(quantity)
            self.assertEqual(len(self.get_open()), 1)
            self.assertEqual(
                sum(self.get_open().move_ids.mapped("product_uom_qty")), quantity
            )

    def test_what_was_reserved_is_reserved_again(self):
        self.get_open().action_assign()
        self.assertEqual(self.get_open().move_ids.quantity, 10)
        self.change_to(7)
        self.assertEqual(self.get_open().move_ids.quantity, 7)

    def test_an_increase_after_full_delivery_is_a_new_delivery(self):
        self.ship(self.get_open())
        self.change_to(12)
        self.assertEqual(self.get_moves(), [(10, "done"), (2, "assigned")])

    def test_down_to_what_is_delivered_closes_the_line(self):
        self.ship(self.get_open(), 4)
        self.change_to(4)
        self.assertFalse(self.get_open())
        self.assertEqual(self.as_admin(self.line).qty_delivered, 4)

    def test_below_delivered_is_refused_with_the_return(self):
        self.ship(self.get_open(), 4)
        change = self.change(3)
        message = self.assert_refused(change.action_submit_review)
        self.assertIn("4 Units are delivered already", message)
        self.assertIn("return", message)

    def test_services_are_guarded_too(self):
        service = self.create_product("Fitting", type="service")
        line = {"product_id": service.id, "product_uom_qty": 5}
        self.confirm(order_line=[Command.create(line)])
        self.order.order_line.qty_delivered = 4
        message = self.assert_refused(self.change(3).action_submit_review)
        self.assertIn("4 Units are delivered already", message)

    def test_picked_goods_are_released_first(self):
        self.get_open().action_assign()
        self.get_open().move_ids.picked = True
        message = self.assert_refused(self.change(6).action_submit_review)
        self.assertIn("The warehouse must release it first", message)
        self.change_to(12)

    def test_a_printed_picking_is_released_first(self):
        self.get_open().printed = True
        message = self.assert_refused(self.change(6).action_submit_review)
        self.assertIn("The warehouse must release it first", message)

    def test_a_packed_delivery_is_released_first(self):
        picking = self.get_open()
        picking.action_assign()
        picking.action_put_in_pack()
        message = self.assert_refused(self.change(6).action_submit_review)
        self.assertIn("The warehouse must release it first", message)

    def test_what_is_picked_during_the_review_is_not_shipped_too_much(self):
        change = self.change(6)
        self.submit(change)
        self.get_open().action_assign()
        self.get_open().move_ids.picked = True
        self.approve(change)
        change = self.as_admin(change)
        self.assertIn("The warehouse must release it first", change.apply_error)
        self.assertEqual(self.as_admin(self.line).product_uom_qty, 10)
        self.assertEqual(self.get_moves(), [(10, "assigned")])

    def test_a_new_line_with_the_same_product(self):
        line = {"product_id": self.product.id, "product_uom_qty": 5, "price_unit": 90}
        self.apply(self.request(self.order, [line]))
        self.assertEqual(len(self.get_open()), 1)
        self.assertEqual(
            sorted(self.get_open().move_ids.mapped("product_uom_qty")), [5, 10]
        )

    def test_all_lines_cancelled(self):
        line = {"order_line_id": self.line.id, "is_cancelled": True}
        self.apply(self.request(self.order, [line]))
        self.assertEqual([state for _quantity, state in self.get_moves()], ["cancel"])
        self.assertEqual(self.order.state, "sale")

    def test_after_a_return_with_refund_nothing_is_sent_again(self):
        picking = self.get_open()
        self.ship(picking)
        self.send_back(picking, 2)
        self.assertEqual(self.as_admin(self.line).qty_delivered, 8)
        self.change_to(8)
        self.assertFalse(self.get_open())

    def test_an_open_return_is_settled_first(self):
        picking = self.get_open()
        self.ship(picking, 8)
        self.send_back(picking, 2, validate=False)
        message = self.assert_refused(self.change(9).action_submit_review)
        self.assertIn("The warehouse must validate or cancel it first", message)

    def send_back(self, picking, quantity, validate=True):
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=picking.id, active_model="stock.picking")
            .create({"picking_id": picking.id})
        )
        wizard.product_return_moves.write({"quantity": quantity, "to_refund": True})
        returned = self.env["stock.picking"].browse(
            wizard.action_create_returns()["res_id"]
        )
        if validate:
            self.ship(returned, quantity)
        return returned

    def test_a_locked_order_is_locked_again(self):
        self.order.locked = True
        line = {"product_id": self.other_product.id, "product_uom_qty": 5}
        values = {"order_line_id": self.line.id, "product_uom_qty": 12}
        self.apply(self.request(self.order, [line, values]))
        self.assertTrue(self.order.locked)
        self.assertEqual(
            sorted(self.get_open().move_ids.mapped("product_uom_qty")), [5, 12]
        )

    def test_the_promised_date_moves_open_transfers_only(self):
        self.ship(self.get_open(), 4)
        done = self.order.picking_ids.filtered(lambda one: one.state == "done")
        picking = self.get_open()
        old, kept = picking.move_ids.date, (done.scheduled_date, done.date_deadline)
        date = self.order.expected_date + timedelta(days=20)
        self.apply(self.request(self.order, commitment_date=date, loss_bearer="none"))
        picking = self.get_open()
        self.assertEqual(picking.date_deadline, date)
        self.assertEqual((picking.scheduled_date - old).days, 20)
        self.assertEqual((done.scheduled_date, done.date_deadline), kept)

    def test_a_date_and_a_quantity_in_one_change(self):
        date = self.order.expected_date + timedelta(days=20)
        self.change_to(15, commitment_date=date)
        picking = self.get_open()
        self.assertEqual(picking.move_ids.mapped("product_uom_qty"), [15])
        self.assertEqual(picking.date_deadline, date)

    def test_a_lines_own_lead_time_moves_its_delivery(self):
        other = {"product_id": self.other_product.id, "product_uom_qty": 5}
        mine = {"product_id": self.product.id, "product_uom_qty": 10}
        self.confirm(order_line=[Command.create(mine), Command.create(other)])
        line, other = self.order.order_line
        old = line.move_ids.date
        values = {"order_line_id": line.id, "customer_lead": 9}
        self.apply(self.request(self.order, [values]))
        line, other = self.as_admin(line), self.as_admin(other)
        self.assertEqual((line.move_ids.date - old).days, 9)
        self.assertEqual(other.move_ids.date, old)

    def test_a_new_address_reaches_open_deliveries_only(self):
        self.ship(self.get_open(), 4)
        done = self.order.picking_ids.filtered(lambda one: one.state == "done")
        address = self.env["res.partner"].create(
            {"name": "Gate 3", "type": "delivery", "parent_id": self.customer.id}
        )
        self.change_to(12, partner_shipping_id=address.id)
        self.assertEqual(self.get_open().partner_id, address)
        self.assertEqual(self.get_open().move_ids.partner_id, address)
        self.assertEqual(self.as_admin(done).partner_id, self.customer)

    def test_labels_of_a_packed_delivery_are_renewed(self):
        picking = self.get_open()
        picking.action_assign()
        picking.action_put_in_pack()
        address = self.env["res.partner"].create(
            {"name": "Gate 3", "type": "delivery", "parent_id": self.customer.id}
        )
        self.apply(self.request(self.order, partner_shipping_id=address.id))
        self.assertTrue(self.find_task(f"{picking.name}: %renew papers and labels"))

    def test_submission_says_which_transfer_comes(self):
        self.ship(self.get_open())
        names = self.order.picking_ids.mapped("name")
        change = self.change(12)
        review = self.submit(change)
        (row,) = review.content["details"]["expected"]
        self.assertEqual(row["kind"], "Transfer")
        self.assertIn("comes: 2 Desk", row["text"])
        self.assertEqual(self.as_admin(self.order).picking_ids.mapped("name"), names)
        self.assertEqual(self.line.product_uom_qty, 10)

    def test_the_impact_says_what_is_reserved(self):
        self.get_open().action_assign()
        (row,) = self.change(12)._get_impact_rows()
        self.assertEqual(row["kind"], "Delivery")
        self.assertEqual(row["name"], self.get_open().name)
        self.assertEqual(row["text"], "10 Units are reserved, not shipped yet")

    def test_what_fails_half_way_leaves_everything_as_it_was(self):
        self.order.locked = True
        change = self.change(12)
        self.submit(change)
        with self.failing("_action_launch_stock_rule"):
            self.approve(change)
        self.assertIn("no vehicle", self.as_admin(change).apply_error)
        self.assertTrue(self.order.locked)
        self.assertEqual(self.as_admin(self.line).product_uom_qty, 10)
        self.assertEqual(self.get_moves(), [(10, "assigned")])

    def failing(self, method):
        def fail(*_args, **_kwargs):
            raise UserError("no vehicle")

        return patch.object(self.registry["sale.order.line"], method, fail)


class TestSteps(AppsCase):
    """Deliveries of two and three steps."""

    def deliver_in(self, steps):
        self.warehouse.delivery_steps = steps
        self.confirm(10)

    def test_two_steps_nothing_done(self):
        self.deliver_in("pick_ship")
        self.change_to(12)
        self.change_to(6)
        self.assertEqual(self.get_moves(), [(6, "assigned")])

    def test_pick_done_and_more_ordered(self):
        self.deliver_in("pick_ship")
        self.ship(self.get_open())
        self.change_to(15)
        self.assertEqual(
            sorted(self.get_open().move_ids.mapped("product_uom_qty")), [5, 10]
        )

    def test_pick_done_and_less_ordered_is_put_back(self):
        for steps in ("pick_ship", "pick_pack_ship"):
            with self.subTest(steps):
                self.deliver_in(steps)
                self.ship(self.get_open())
                self.change_to(6)
                outgoing = self.get_open().filtered(
                    lambda one: (
                        one.location_dest_id.usage == "customer"
                        or one.move_ids.location_final_id.usage == "customer"
                    )
                )
                self.assertEqual(outgoing.move_ids.mapped("product_uom_qty"), [6])
                back = self.get_open() - outgoing
                self.assertEqual(back.move_ids.mapped("product_uom_qty"), [4])
                self.assertTrue(self.find_task("put back what was picked"))
                self.assertFalse(
                    self.order.picking_ids.filtered(
                        lambda one: one.location_id.usage == "customer"
                    )
                )

    def test_a_date_moves_the_picking_too(self):
        self.deliver_in("pick_ship")
        old = self.get_open().scheduled_date
        date = self.order.expected_date + timedelta(days=20)
        self.apply(self.request(self.order, commitment_date=date))
        self.assertEqual((self.get_open().scheduled_date - old).days, 20)


class TestKits(AppsCase):
    def setUp(self):
        super().setUp()
        kit, self.parts, self.bom = self.create_kit()
        line = {"product_id": kit.id, "product_uom_qty": 10}
        self.confirm(order_line=[Command.create(line)])

    def test_a_kit_follows(self):
        self.change_to(12)
        self.assertEqual(
            self.get_moves("assigned", "confirmed"),
            [(24, "assigned"), (12, "assigned")],
        )

    def test_a_kit_that_consists_of_other_components_is_refused(self):
        self.bom.bom_line_ids[1].unlink()
        message = self.assert_refused(self.change(12).action_submit_review)
        self.assertIn("consists of other components now", message)

    def test_a_kit_of_other_quantities_is_refused(self):
        self.bom.bom_line_ids[1].product_qty = 3
        message = self.assert_refused(self.change(12).action_submit_review)
        self.assertIn("consists of other components now", message)


class TestMade(AppsCase):
    def setUp(self):
        super().setUp()
        self.gear = self.create_made()
        self.confirm_line(self.gear)

    def confirm_line(self, product):
        line = {"product_id": product.id, "product_uom_qty": 10}
        self.confirm(order_line=[Command.create(line)])

    def test_more_of_what_is_not_begun_waits_for_the_same_production(self):
        production = self.get_productions()
        self.assertEqual(production.product_qty, 10)
        self.change_to(15)
        self.assertEqual(self.get_productions().mapped("product_qty"), [15])
        moves = self.get_open().move_ids
        self.assertEqual(sum(moves.mapped("product_uom_qty")), 15)
        self.assertEqual(moves.move_orig_ids, production.move_finished_ids)
        for move in moves:
            self.assertTrue(move.move_orig_ids)

    def test_the_impact_says_what_is_made(self):
        rows = {row["kind"]: row["text"] for row in self.change(12)._get_impact_rows()}
        self.assertEqual(rows["Manufacturing"], "10 Units of Gear are planned")
        self.get_productions().qty_producing = 3
        rows = {row["kind"]: row["text"] for row in self.change(12)._get_impact_rows()}
        self.assertEqual(rows["Manufacturing"], "10 Units of Gear are work in progress")

    def test_a_new_line_waits_for_the_production_too(self):
        line = {"product_id": self.gear.id, "product_uom_qty": 5}
        self.apply(self.request(self.order, [line]))
        for move in self.get_open().move_ids:
            self.assertTrue(move.move_orig_ids)

    def test_more_of_what_is_begun_is_a_second_production(self):
        self.get_productions().qty_producing = 3
        change = self.change(15)
        self.assertEqual(change.change_kind, "after_release")
        self.apply(change)
        self.assertEqual(sorted(self.get_productions().mapped("product_qty")), [5, 10])
        second = self.get_productions().sorted("id")[-1]
        self.assertTrue(self.find_task("beside the one"))
        self.assertTrue(second.move_dest_ids)

    def test_less_is_a_task_for_who_makes_it(self):
        person = self.create_user("rw_mrp", "mrp.group_mrp_user")
        self.get_productions().user_id = person
        self.change_to(6)
        production = self.get_productions()
        self.assertEqual(production.product_qty, 10)
        task = self.get_tasks(production)
        self.assertEqual(task.user_id, person)
        self.assertIn("4 Units of Gear are not needed any more", task.summary)

    def test_less_is_a_task_for_production_where_nobody_is_named(self):
        self.change_to(6)
        task = self.find_task("4 Units of Gear are not needed any more")
        self.assertEqual(task.user_id, self.reviewers["production"])

    def test_what_was_reduced_is_not_raised_again(self):
        self.change_to(6)
        message = self.assert_refused(self.change(8).action_submit_review)
        self.assertIn("brings 4 Units more than is ordered", message)
        self.env["change.production.qty"].create(
            {"mo_id": self.get_productions().id, "product_qty": 6}
        ).change_prod_qty()
        self.change_to(8)
        self.assertEqual(self.get_productions().product_qty, 8)

    def test_what_was_cancelled_is_not_ordered_anew(self):
        self.change_to(0)
        self.assertTrue(self.find_task("10 Units of Gear are not needed any more"))
        message = self.assert_refused(self.change(10).action_submit_review)
        self.assertIn("brings 10 Units more than is ordered", message)
        line = {"product_id": self.gear.id, "product_uom_qty": 10}
        change = self.request(self.order, [line])
        message = self.assert_refused(change.action_submit_review)
        self.assertIn("brings 10 Units more than is ordered", message)


class TestBought(AppsCase):
    def setUp(self):
        super().setUp()
        self.bearing = self.create_bought()
        line = {"product_id": self.bearing.id, "product_uom_qty": 10}
        self.confirm(order_line=[Command.create(line)])

    def get_bought(self):
        return sorted(self.get_purchases().order_line.mapped("product_qty"))

    def test_a_draft_purchase_follows(self):
        self.change_to(15)
        self.assertEqual(self.get_bought(), [15])
        self.change_to(8)
        self.assertEqual(self.get_bought(), [8])
        self.assertFalse(self.find_task("not needed any more"))

    def test_a_draft_purchase_of_a_buyer_does_not_follow_and_he_is_told(self):
        buyer = self.create_user("rw_buyer", "purchase.group_purchase_user")
        self.get_purchases().user_id = buyer
        self.change_to(8)
        self.assertEqual(self.get_bought(), [10])
        task = self.get_tasks(self.get_purchases())
        self.assertEqual(task.user_id, buyer)
        self.assertIn("2 Units of Bearing are not needed any more", task.summary)

    def test_more_than_a_confirmed_purchase_is_a_second_one(self):
        self.get_purchases().button_confirm()
        self.change_to(15)
        self.assertEqual(self.get_bought(), [5, 10])
        self.assertTrue(self.find_task("beside the one that is there"))

    def test_less_than_a_confirmed_purchase_is_a_task(self):
        self.get_purchases().button_confirm()
        self.get_purchases().user_id = False
        for quantity in (8, 0):
            self.change_to(quantity)
            self.assertEqual(self.get_bought(), [10])
            task = self.find_task(
                f"{10 - quantity} Units of Bearing are not needed any more"
            )
            self.assertEqual(task.user_id, self.reviewers["procurement"])

    def test_a_purchase_never_becomes_negative(self):
        self.get_purchases().button_confirm()
        self.change_to(15)
        message = self.assert_refused(self.change(8).action_submit_review)
        self.assertIn("would become negative", message)
        self.assertEqual(self.get_bought(), [5, 10])

    def test_a_service_that_is_bought(self):
        service = self.create_product(
            "Coating",
            type="service",
            service_to_purchase=True,
            seller_ids=[Command.create({"partner_id": self.vendor.id, "price": 5})],
        )
        line = {"product_id": service.id, "product_uom_qty": 10}
        self.confirm(order_line=[Command.create(line)])
        purchase = self.order.order_line.purchase_line_ids.order_id
        purchase.button_confirm()
        purchase.user_id = False
        self.change_to(6)
        task = self.find_task("4 Units of Coating are not needed any more")
        self.assertEqual(task.user_id, self.reviewers["procurement"])


class TestSpeed(AppsCase):
    def test_a_hundred_lines(self):
        products = [self.create_product(f"P{n}", is_storable=True) for n in range(100)]
        self.put_on_stock(self.env["product.product"].concat(*products))
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": 10})
            for product in products
        ]
        self.confirm(order_line=lines)
        change = self.request(
            self.order,
            [
                {"order_line_id": line.id, "product_uom_qty": 12}
                for line in self.order.order_line
            ],
        )
        self.submit(change)
        codes = (
            change.sudo()
            .review_id.line_ids.sorted("sequence")
            .mapped("department_id.code")
        )
        self.decide(change, *codes[:-1])
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.decide(change, codes[-1])
        self.env.flush_all()
        queries = self.env.cr.sql_log_count - before
        self.assertTrue(self.as_admin(change).date_applied, change.apply_error)
        self.assertLess(queries, 24726 / 4)

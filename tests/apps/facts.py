"""Facts of Inventory, Manufacturing and Purchase, counted by hand; run by the shell."""

import json
from datetime import timedelta

from odoo import Command, fields

TODAY = fields.Date.today()
company = env.ref("base.main_company")  # noqa: F821
env = env(context={"no_reset_password": True})  # noqa: F821
warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
customer = env["res.partner"].create({"name": "Kurz", "is_company": True})
vendor = env["res.partner"].create({"name": "Vendor", "is_company": True})
dozen = env.ref("uom.product_uom_dozen")
company.review_policy = "all"


def make(name, stock=0, **vals):
    vals = {"name": name, "type": "consu", "is_storable": True, **vals}
    product = env["product.product"].create(vals)
    if stock:
        put(product, stock)
    return product


def put(product, quantity, place=None, **vals):
    env["stock.quant"]._update_available_quantity(
        product, place or warehouse.lot_stock_id, quantity, **vals
    )


def sell(vendor_days, product, **vals):
    return env["product.supplierinfo"].create(
        {
            "partner_id": vendor.id,
            "product_tmpl_id": product.product_tmpl_id.id,
            "delay": vendor_days,
            "price": 10,
            **vals,
        }
    )


def move(product, quantity, days, incoming=True, **vals):
    places = [env.ref("stock.stock_location_suppliers"), warehouse.lot_stock_id]
    if not incoming:
        places = [warehouse.lot_stock_id, env.ref("stock.stock_location_customers")]
    moves = env["stock.move"].create(
        {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "product_uom": product.uom_id.id,
            "location_id": places[0].id,
            "location_dest_id": places[1].id,
            "date": fields.Datetime.now() + timedelta(days=days),
            "company_id": company.id,
            **vals,
        }
    )
    moves._action_confirm()
    return moves


def quote(*lines, days=5, **vals):
    return env["sale.order"].create(
        {
            "partner_id": customer.id,
            "company_id": company.id,
            "commitment_date": fields.Datetime.now() + timedelta(days=days),
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_uom_qty": quantity,
                        "product_uom_id": (unit[0] if unit else product.uom_id).id,
                    }
                )
                for product, quantity, *unit in lines
            ],
            **vals,
        }
    )


def measure(order):
    env.flush_all()
    env.invalidate_all()
    return env["customer.review.fact"]._measure(order)[order.id]


def facts_of(order, number=0):
    return measure(order)["lines"][number]["facts"]


def value(facts, code):
    return facts.get(code, {}).get("value")


def finding(order, code="availability"):
    env.flush_all()
    env.invalidate_all()
    order.action_measure_criteria()
    return order.finding_ids.filtered(lambda one: one.criterion_id.code == code)


def same(found, expected, what):
    assert found == expected, f"{what}: {found!r}, not {expected!r}"


def day(days):
    return (TODAY + timedelta(days=days)).isoformat()


# On hand, free and forecast: reserved goods, another owner's, another company's and
# another warehouse's are not for sale.
shaft = make("Shaft", stock=100)
put(shaft, 500, owner_id=vendor)
other = env["res.company"].create({"name": "Other Works"})
abroad = env["stock.warehouse"].search([("company_id", "=", other.id)], limit=1)
abroad = abroad or env["stock.warehouse"].create(
    {"name": "Abroad", "code": "ABR", "company_id": other.id}
)
assert abroad.lot_stock_id
put(shaft.with_company(other), 500, abroad.lot_stock_id)
second = env["stock.warehouse"].create({"name": "Second", "code": "SEC"})
put(shaft, 500, second.lot_stock_id)
move(shaft, 30, 2, incoming=False)._action_assign()
move(shaft, 20, 3)
move(shaft, 500, 1, restrict_partner_id=vendor.id)
move(shaft, 7, 9)
found = facts_of(quote((shaft, 10)))
same(value(found, "on_hand"), 100.0, "on hand")
same(value(found, "free"), 70.0, "free")
same(value(found, "forecast"), 90.0, "forecast in 5 days")
same(value(found, "earliest"), day(0), "possible on")
same(found["free"]["level"], "fine", "free")
assert not finding(quote((shaft, 10))), "enough is there"
same(facts_of(quote((shaft, 5, dozen)))["free"]["unit"], shaft.uom_id.name, "unit")
same(value(facts_of(quote((shaft, 10), days=12)), "forecast"), 97.0, "in 12 days")

# Earlier lines of the same order take what they need; those of others do not.
order = quote((shaft, 60), (shaft, 5, dozen))
same(value(facts_of(order, 1), "forecast"), 30.0, "after the first line")
same(facts_of(order, 1)["free"]["level"], "fine", "70 free for 60")
assert "Shaft: 60 Units" in finding(order).evidence, finding(order).evidence
# What is reserved for later is not sold twice.
later = make("Later", stock=10)
move(later, 8, 8, incoming=False)
assert finding(quote((later, 5), days=2)), "8 of 10 are promised for later"
same(value(facts_of(quote((later, 2), days=2)), "earliest"), day(0), "2 are left")

# A bought pump: 20 days, promised in 5.
pump = make("Pump")
sell(20, pump, min_qty=1)
company.days_to_purchase = 1
order = quote((pump, 5))
found = facts_of(order)
same(value(found, "lead_time"), 21, "to buy")
same(value(found, "order_by"), day(5 - 21), "to be ordered by")
same(found["order_by"]["level"], "impossible", "to be ordered by")
same(value(found, "earliest"), day(21), "possible on")
evidence = finding(order).evidence
for text in ("Pump: 5 Units due by", "0 free", "possible on", "takes 21 days to buy"):
    assert text in evidence, (text, evidence)
same(order.review_class, "special", "class")
assert not finding(quote((pump, 5), days=21)), "in time"
assert finding(quote((pump, 5), days=20)), "a day late"
criterion = env.ref("customer_review.criterion_availability")
criterion.threshold = 1
assert not finding(quote((pump, 5), days=20)), "a day late is accepted"
criterion.threshold = 0
company.days_to_purchase = 0

# A receipt on its way is sooner than buying anew.
move(pump, 5, 4)
same(value(facts_of(quote((pump, 5))), "earliest"), day(4), "the receipt")
same(value(facts_of(quote((pump, 6))), "earliest"), day(20), "one has to be bought")

# Vendors' prices: out of date, of another company, for larger quantities.
valve = make("Valve")
sell(1, valve, date_end=TODAY - timedelta(days=1))
sell(2, valve, date_start=TODAY + timedelta(days=1))
sell(3, valve, company_id=other.id)
found = facts_of(quote((valve, 5)))
same(value(found, "lead_time"), None, "no valid price")
assert "no bill of materials or vendor known for Valve" in (
    finding(quote((valve, 5))).evidence
)
second_vendor = env["res.partner"].create({"name": "Second Vendor"})
sell(4, valve, min_qty=1, product_uom_id=dozen.id, sequence=1)
sell(9, valve, sequence=2, partner_id=second_vendor.id)
same(value(facts_of(quote((valve, 12))), "lead_time"), 4, "a dozen from the first")
same(value(facts_of(quote((valve, 11))), "lead_time"), 9, "less from the second")

# Made: parts on two levels, with units, variants and a part that is there.
color = env["product.attribute"].create(
    {
        "name": "Colour",
        "value_ids": [Command.create({"name": name}) for name in ("Red", "Blue")],
    }
)
machine = env["product.template"].create(
    {
        "name": "Machine",
        "type": "consu",
        "is_storable": True,
        "attribute_line_ids": [
            Command.create(
                {
                    "attribute_id": color.id,
                    "value_ids": [Command.set(color.value_ids.ids)],
                }
            )
        ],
    }
)
red, blue = machine.product_variant_ids
bolt, paint, gear = make("Bolt", stock=24), make("Blue Paint"), make("Gear", stock=1)
sell(8, bolt)
sell(30, paint)
sell(5, gear)
drive = make("Drive")
env["mrp.bom"].create(
    {
        "product_tmpl_id": drive.product_tmpl_id.id,
        "produce_delay": 2,
        "product_qty": 2,
        "bom_line_ids": [Command.create({"product_id": gear.id, "product_qty": 2})],
    }
)
center = env["mrp.workcenter"].create({"name": "Lathe"})
center.resource_calendar_id.hours_per_week = 40
bom = env["mrp.bom"].create(
    {
        "product_tmpl_id": machine.id,
        "produce_delay": 3,
        "operation_ids": [Command.create({"name": "Turn", "workcenter_id": center.id})],
        "bom_line_ids": [
            Command.create(
                {"product_id": bolt.id, "product_qty": 1, "product_uom_id": dozen.id}
            ),
            Command.create({"product_id": drive.id, "product_qty": 1}),
            Command.create(
                {
                    "product_id": paint.id,
                    "product_qty": 1,
                    "bom_product_template_attribute_value_ids": [
                        Command.set(blue.product_template_attribute_value_ids.ids)
                    ],
                }
            ),
        ],
    }
)
# 2 machines: 24 bolts are there; 2 drives of one gear each: one is there, the other
# takes 5 days; 2 days for the drives, 3 for the machine.
found = facts_of(quote((red, 2), days=20))
same(value(found, "earliest"), day(10), "two red machines")
same(value(found, "lead_time"), 5, "the gear")
same(found["lead_time"]["note"], "Gear", "the longest")
same(value(found, "order_by"), day(20 - 3 - 2 - 5), "the gear, at the latest")
same(found["recipe"]["link"][1], f"mrp.bom/{bom.id}", "made by")
same(value(facts_of(quote((red, 1))), "earliest"), day(5), "one: all parts are there")
same(value(facts_of(quote((red, 3))), "earliest"), day(11), "three: a dozen bolts")
same(value(facts_of(quote((blue, 1))), "earliest"), day(33), "blue: with paint")
assert "Blue Paint takes 30 days" in finding(quote((blue, 1), days=20)).evidence
assert not finding(quote((red, 2), days=10))

# Load: what is planned for the week of the date.
monday = TODAY - timedelta(days=TODAY.weekday()) + timedelta(weeks=4)
production = env["mrp.production"].create(
    {
        "product_id": red.id,
        "product_qty": 1,
        "bom_id": bom.id,
        "date_start": fields.Datetime.to_datetime(monday),
    }
)
production.action_confirm()
production.workorder_ids.duration_expected = 60 * 44
order = quote((red, 1), commitment_date=fields.Datetime.to_datetime(monday))
found = facts_of(order)
same(round(value(found, "load")), 110, "load")
assert found["load"]["note"].startswith("Lathe, week"), found["load"]
assert "Lathe is loaded to 110 %" in finding(order).evidence, finding(order).evidence
after = fields.Datetime.to_datetime(monday + timedelta(days=7))
same(value(facts_of(quote((red, 1), commitment_date=after)), "load"), 0.0, "week after")
production.action_cancel()

# A product that contains itself by another, made in SQL, ends.
env.cr.execute(
    "UPDATE mrp_bom_line SET product_id = %s WHERE product_id = %s",
    [red.id, gear.id],
)
env.invalidate_all()
assert facts_of(quote((red, 50)))["recipe"], "a cycle"
env.cr.execute(
    "UPDATE mrp_bom_line SET product_id = %s WHERE product_id = %s AND id IN"
    " (SELECT id FROM mrp_bom_line WHERE product_id = %s)",
    [gear.id, red.id, red.id],
)
env.invalidate_all()

# A kit is there when its parts are.
kit = make("Kit", is_storable=False)
env["mrp.bom"].create(
    {
        "product_tmpl_id": kit.product_tmpl_id.id,
        "type": "phantom",
        "bom_line_ids": [
            Command.create({"product_id": part.id, "product_qty": quantity})
            for part, quantity in ((shaft, 10), (later, 1))
        ],
    }
)
found = facts_of(quote((kit, 2), days=2))
same(value(found, "free"), 7.0, "70 shafts, 10 others")
same(value(found, "recipe"), "kit", "made by")
same(value(found, "earliest"), day(0), "two kits")
assert finding(quote((kit, 3), days=2)), "two others are left"

# Bought though it has a bill of materials: its routes say so.
routed = make("Routed")
sell(12, routed)
env["mrp.bom"].create({"product_tmpl_id": routed.product_tmpl_id.id})
routed.route_ids = env.ref("purchase_stock.route_warehouse0_buy")
same(value(facts_of(quote((routed, 1))), "lead_time"), 12, "bought")

# Deliveries on time.
for late in (False, True, False):
    picking = env["stock.picking"].create(
        {
            "partner_id": customer.id,
            "picking_type_id": warehouse.out_type_id.id,
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
            "move_ids": [
                Command.create(
                    {
                        "product_id": shaft.id,
                        "product_uom_qty": 1,
                        "location_id": warehouse.lot_stock_id.id,
                        "location_dest_id": env.ref(
                            "stock.stock_location_customers"
                        ).id,
                        "date_deadline": fields.Datetime.now()
                        + timedelta(days=-1 if late else 1),
                    }
                )
            ],
        }
    )
    picking.action_confirm()
    picking.move_ids.quantity = 1
    picking.move_ids.picked = True
    picking.button_validate()
general = measure(quote((shaft, 1)))["general"]
same(general["on_time"]["note"], "2 of 3", "on time")

# A reviewer without any right on orders, stock or purchases reads them; what he may
# not open is no link; the margin is not his.
groups = ("base.group_user", "customer_review.group_procurement")
procurement = env["res.users"].create(
    {
        "name": "Procurement",
        "login": "facts_procurement",
        "group_ids": [Command.set([env.ref(group).id for group in groups])],
    }
)
order = quote((pump, 7), (red, 9))
order.action_submit_review()
env.flush_all()
env.invalidate_all()
html = str(order.review_id.with_user(procurement).facts_html)
for text in ("Pump", "to buy", "20 days", "possible on"):
    assert text in html, (text, html)
assert "margin" not in html, html
assert "bill of materials" in html and "/odoo/mrp.bom" not in html, html
line = order.review_id.line_ids.filtered(
    lambda one: one.department_id.code == "procurement"
)
question = "Not available by the date: can it be had in time?"
assert question in line.check_ids.mapped("name"), line.check_ids.mapped("name")

# What it costs: at most 30 queries more than without these apps (see sale/), and
# none more for 100 lines.
plenty = make("Plenty", stock=10000)
products = [make(f"Part {number}", stock=number % 3) for number in range(100)]
for number, product in enumerate(products):
    sell(30 + number, product)
    if number % 2:
        parts = [products[number - 1], plenty]
        env["mrp.bom"].create(
            {
                "product_tmpl_id": product.product_tmpl_id.id,
                "operation_ids": [
                    Command.create({"name": "Turn", "workcenter_id": center.id})
                ],
                "bom_line_ids": [
                    Command.create({"product_id": part.id, "product_qty": 1})
                    for part in parts
                ],
            }
        )


def count(number):
    order = quote(*((product, 3) for product in products[:number]))
    env.cr.flush()
    env.invalidate_all()
    before = env.cr.sql_log_count
    order.action_submit_review()
    env.cr.flush()
    return env.cr.sql_log_count - before


count(5)
five, hundred = count(5), count(100)
assert five <= 28 + 30, f"{five} queries"
assert hundred <= five, f"{hundred} queries for 100 lines, {five} for 5"

env.cr.rollback()
print(json.dumps({"queries": [five, hundred]}))

"""Orders from the first line to the confirmation, as their users take them there."""

import base64

from odoo.fields import Command

import tiers

LINES = 5
REVIEWERS = (
    "sales",
    "quality",
    "technical",
    "procurement",
    "production",
    "general_manager",
)
LAST_PARALLEL, FINAL = REVIEWERS[-2:]
# Who wants to be told by mail; all others read their inbox.
BY_MAIL = ("procurement", "production")
# Who decides on several orders by the button on the orders, not on the opinions.
ON_ORDERS = "technical"


def prepare(database):
    """Make the people, the customer and the products that the orders need."""
    with database.superuser() as env:
        company = env.ref("base.main_company")
        database.company_id = company.id
        if database.policy:
            company.review_policy = database.policy
            company.review_told = database.notify
        _make_users(database, env)
        if database.has_tiers:
            tiers.prepare(database, env)
        customer = env["res.partner"].create(
            {
                "name": "Customer",
                "is_company": True,
                "street": "1 Main Street",
                "city": "Springfield",
                "email": "customer@example.com",
                "phone": "+1 555 0100",
            }
        )
        products = env["product.product"].create(
            [
                {
                    "name": f"Product {number}",
                    "default_code": f"P{number}",
                    "type": "consu",
                    "list_price": 100.0 + number,
                    "standard_price": 60.0,
                }
                for number in range(LINES)
            ]
        )
        database.customer_id = customer.id
        database.product_ids = products.ids


def _make_users(database, env):
    groups = {"seller": ["sales_team.group_sale_salesman"]}
    if database.has_addon:
        groups["seller"].append("customer_review.group_user")
        for role in REVIEWERS:
            groups[role] = [f"customer_review.group_{role}"]
    if database.has_tiers:
        # its reviewers decide on the order itself, which they have to see
        for role in REVIEWERS:
            groups[role] = ["sales_team.group_sale_salesman_all_leads"]
    users = env["res.users"].with_context(no_reset_password=True)
    for role, xmlids in groups.items():
        xmlids = ["base.group_user", *xmlids]
        user = users.create(
            {
                "name": role.replace("_", " ").title(),
                "login": f"bench_{role}",
                "email": f"{role}@example.com",
                "notification_type": "email" if role in BY_MAIL else "inbox",
                "group_ids": [Command.set([env.ref(xmlid).id for xmlid in xmlids])],
            }
        )
        database.users[role] = user.id
        if database.has_addon and role in REVIEWERS:
            department = env.ref(f"customer_review.department_{role}")
            department.with_company(database.company_id).user_id = user


def steps(database, count):
    """Take ``count`` new orders from creation to confirmation.

    Yields, in order, what each request is called, whose it is and what it does. A
    reviewed order is a regular contract: five departments decide side by side, then
    the General Manager.
    """
    orders = []

    def create(env):
        orders.extend(env["sale.order"].create(_get_order_vals(database, count)).ids)

    def edit(env):
        for order in env["sale.order"].browse(orders):
            first = order.order_line[0]
            order.write(
                {
                    "client_order_ref": f"PO {order.id}",
                    "order_line": [Command.update(first.id, {"product_uom_qty": 7})],
                }
            )

    def submit(env):
        env["sale.order"].browse(orders).action_submit_review()

    def accept(line_ids):
        return lambda env: env["customer.review.line"].browse(line_ids).action_accept()

    def approve(env):
        env["sale.order"].browse(orders).action_approve_review()

    def request_tiers(env):
        tiers.request(env["sale.order"].browse(orders))

    def validate_tiers(env):
        tiers.validate(env["sale.order"].browse(orders))

    def confirm(env):
        env["sale.order"].browse(orders).action_confirm()

    yield "create", "seller", create
    yield "edit", "seller", edit
    if database.policy == "all":
        yield "submit", "seller", submit
        line_ids = _get_line_ids(database, orders)
        for role in REVIEWERS:
            on_orders = role == ON_ORDERS and count > 1
            act = approve if on_orders else accept(line_ids[role])
            yield f"decide: {role}", role, act
    elif database.has_tiers:
        yield "submit", "seller", request_tiers
        for role in REVIEWERS:
            yield f"decide: {role}", role, validate_tiers
    yield "confirm", "seller", confirm


def take(database, count, last):
    """Take ``count`` new orders through the flow up to a step; return its sample."""
    for step, role, act in steps(database, count):
        _result, sample = database.request(role, act)
        if step == last:
            return sample
    raise ValueError(last)


def make_outdated(database):
    """Make a quotation that was changed after its submission; return its id."""
    take(database, 1, "submit")
    with database.superuser() as env:
        order = env["sale.order"].search([], order="id desc", limit=1)
        order.order_line[0].product_uom_qty = 9
        return order.id


def make_with_documents(database):
    """Make a quotation with two documents of the customer; return its id."""

    def make(env):
        documents = [
            Command.create(
                {
                    "name": f"Drawing {number}.txt",
                    "datas": base64.b64encode(b"A drawing"),
                    "res_model": "sale.order",
                }
            )
            for number in range(2)
        ]
        (vals,) = _get_order_vals(database, 1)
        vals["customer_document_ids"] = documents
        return env["sale.order"].create(vals).id

    order_id, _sample = database.request("seller", make)
    return order_id


def _get_order_vals(database, count):
    vals = {
        "partner_id": database.customer_id,
        "order_line": [
            Command.create({"product_id": product_id, "product_uom_qty": 5})
            for product_id in database.product_ids
        ],
    }
    if database.has_addon:
        vals["agreement_type"] = "contract"
    return [dict(vals) for _number in range(count)]


def _get_line_ids(database, orders):
    """Return the ids of the opinions on the orders, by department code."""
    with database.superuser() as env:
        lines = env["customer.review.line"].search(
            [("review_id.order_id", "in", orders)]
        )
        by_department = lines.grouped("department_id")
        return {department.code: own.ids for department, own in by_department.items()}

"""Orders from the first line to the confirmation, as their users take them there."""

from odoo.fields import Command

LINES = 5
REVIEWERS = (
    "sales",
    "quality",
    "technical",
    "procurement",
    "production",
    "general_manager",
)


def prepare(database):
    """Make the people, the customer and the products that the orders need."""
    with database.superuser() as env:
        company = env.ref("base.main_company")
        database.company_id = company.id
        if database.policy:
            company.review_policy = database.policy
        _make_users(database, env)
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
    users = env["res.users"].with_context(no_reset_password=True)
    for role, xmlids in groups.items():
        xmlids = ["base.group_user", *xmlids]
        user = users.create(
            {
                "name": role.replace("_", " ").title(),
                "login": f"bench_{role}",
                "email": f"{role}@example.com",
                "group_ids": [Command.set([env.ref(xmlid).id for xmlid in xmlids])],
            }
        )
        database.users[role] = user.id
        if role in REVIEWERS:
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

    def confirm(env):
        env["sale.order"].browse(orders).action_confirm()

    yield "create", "seller", create
    yield "edit", "seller", edit
    if database.policy == "all":
        yield "submit", "seller", submit
        line_ids = _get_line_ids(database, orders)
        for role in REVIEWERS:
            yield f"decide: {role}", role, accept(line_ids[role])
    yield "confirm", "seller", confirm


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

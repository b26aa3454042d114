"""The same flow with the tier addon: each reviewer one tier, five of them at a time."""

NOTICES = ("notify_on_create", "notify_on_pending", "notify_on_accepted")


def prepare(database, env):
    """Define a tier for each reviewer; the last waits for all others."""
    reviewers = [role for role in database.users if role != "seller"]
    env["tier.definition"].create(
        [
            {
                "name": role,
                "model_id": env["ir.model"]._get_id("sale.order"),
                "review_type": "individual",
                "reviewer_id": database.users[role],
                "sequence": 100 - number,
                "approve_sequence": role == reviewers[-1],
                **dict.fromkeys(NOTICES, database.notify),
            }
            for number, role in enumerate(reviewers)
        ]
    )


def request(orders):
    orders.request_validation()


def validate(orders):
    for order in orders:
        order.validate_tier()

"""Constants that several files share."""

# States of a review in which somebody still has to answer.
OPEN_STATES = ("in_review", "to_approve")
# States of a document's review that say something about its content as it is.
SUBMITTED_STATES = (*OPEN_STATES, "approved")
# States of a publication that is over, which nothing brings back.
ENDED_STATES = ("expired", "withdrawn")
# Decisions of an opinion that was given.
GIVEN_DECISIONS = ("accepted", "conditional", "rejected")
# Decisions that let the review go on.
ACCEPTING_DECISIONS = ("accepted", "conditional")

# The settings of a company are read together, and only by those who ask for one.
SETTINGS = "customer_review"
# What of a confirmed order a change may give another value. Never currency, company,
# customer.
HEADER_FIELDS = (
    "commitment_date",
    "partner_shipping_id",
    "partner_invoice_id",
    "payment_term_id",
    "client_order_ref",
    "contract_reference",
    "packing_transport",
    "note",
)
# What of its lines a change may give another value.
LINE_FIELDS = (
    "product_id",
    "name",
    "product_uom_qty",
    "product_uom_id",
    "price_unit",
    "discount",
    "tax_ids",
    "customer_lead",
)
# What the customer's confirmation of a change consists of, where Sales records it.
CONFIRMATION_FIELDS = frozenset({"confirmed_by", "confirmed_on", "confirmed_how"})
# States in which a change still may come into its order.
RUNNING_STATES = ("draft", "in_review", "approved", "refused")

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

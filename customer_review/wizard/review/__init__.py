from . import customer_review_decision

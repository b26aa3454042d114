from . import customer_review_decision
from . import customer_review_withdrawal

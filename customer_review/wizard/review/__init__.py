from . import customer_review_decision
from . import customer_review_fact_sheet
from . import customer_review_withdrawal

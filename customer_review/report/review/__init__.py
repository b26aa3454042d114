from . import customer_review_report
from . import ir_actions_report

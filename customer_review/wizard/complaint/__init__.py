from . import customer_complaint_decision
from . import customer_complaint_merge

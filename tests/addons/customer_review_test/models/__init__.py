from . import customer_review
from . import customer_review_fact_weight
from . import customer_review_test_document

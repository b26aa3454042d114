from . import customer_review_guard
from . import customer_review_mixin
from . import customer_review_department
from . import customer_review_item
from . import res_company

from . import customer_requirement
from . import customer_review
from . import sale_order

from . import customer_requirement
from . import sale_order

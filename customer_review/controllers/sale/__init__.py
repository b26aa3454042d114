from . import sale_order_portal

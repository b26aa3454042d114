from . import customer_order_change_portal

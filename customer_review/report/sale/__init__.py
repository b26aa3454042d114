from . import sale_order_report

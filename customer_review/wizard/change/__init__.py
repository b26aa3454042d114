from . import customer_order_change_delay
from . import customer_order_change_loss

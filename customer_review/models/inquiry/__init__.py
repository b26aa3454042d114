from . import customer_requirement
from . import customer_requirement_screen

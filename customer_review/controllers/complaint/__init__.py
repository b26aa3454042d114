from . import customer_complaint_portal
from . import customer_complaint_public

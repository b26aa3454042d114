from . import sale
from . import complaint

from . import review
from . import sale
from . import complaint

from . import review
from . import sale
from . import change
from . import complaint

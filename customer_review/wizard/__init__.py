from . import review
from . import change
from . import complaint

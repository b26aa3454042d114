from . import review
from . import complaint

from . import review
from . import change
from . import publication
from . import complaint

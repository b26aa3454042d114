from . import review
from . import publication
from . import complaint

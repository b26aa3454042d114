from . import review
from . import sale
from . import publication
from . import complaint

from . import review
from . import sale
from . import change
from . import publication
from . import complaint

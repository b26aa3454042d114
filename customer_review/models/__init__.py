from . import review
from . import sale
from . import inquiry
from . import publication
from . import complaint

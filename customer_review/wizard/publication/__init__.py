from . import customer_publication_publish
from . import customer_publication_rejection
from . import customer_publication_withdrawal

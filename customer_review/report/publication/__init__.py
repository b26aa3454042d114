from . import customer_publication_report

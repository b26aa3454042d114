"""The environment of the project: Odoo, PostgreSQL, Python packages, databases.

Nothing but the standard library is used here: these modules bring everything else.

``base``       where things are kept, messages, locks, child processes
``debian``     packages of the machine's own package archive
``odoo_tree``  the source of Odoo 19
``python``     the virtual environments
``pdf``        wkhtmltopdf
``postgres``   the database server
``database``   Odoo databases: templates, copies, updates
``setup``      all of it together

``translations`` alone needs a package: the Python of Odoo runs it.
"""

"""Installs a module into a database, the two arguments; prints what it took.

A program of its own: an installation is the first thing that a server does.
"""

import json
import os
import sys
import time

from odoo import sql_db
from odoo.modules.registry import Registry
from odoo.tools import config


def configure():
    """Set Odoo up with what ``bin/bench`` says in the environment."""
    config.parse_config(
        [
            f"--addons-path={os.environ['BENCH_ADDONS_PATH']}",
            f"--data-dir={os.environ['BENCH_DATA_DIR']}",
            "--log-level=warn",
            "--max-cron-threads=0",
        ],
        setup_logging=True,
    )


def main():
    configure()
    start = time.perf_counter()
    database, module = sys.argv[1:]
    Registry.new(database, update_module=True, install_modules=[module])
    elapsed = time.perf_counter() - start
    print(json.dumps({"seconds": elapsed, "queries": sql_db.sql_counter}))


if __name__ == "__main__":
    main()

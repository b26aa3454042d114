"""Databases of their own for tests that install modules, and programs that use them."""

import fcntl
import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2

from odoo.tests import get_db_name
from odoo.tools import config

ODOO = Path(sys.executable).with_name("odoo")
TIMEOUT = 1200
LOGGED_ERROR = re.compile(r"^\S+ \S+ \d+ (?:ERROR|CRITICAL) .*", re.MULTILINE)


def get_stock_template():
    """Return the database without the addon that bin/test has built."""
    return get_db_name().partition("_run_")[0] + "_stock"


def get_addon_template():
    """Return the database with the addon and its demo data that bin/test has built."""
    prefix = get_db_name().partition("_run_")[0]
    with _cursor("postgres") as cr:
        cr.execute(
            "SELECT datname FROM pg_database WHERE datname ~ %s ORDER BY oid DESC",
            [f"^{prefix}_addon_[^_]+$"],
        )
        return cr.fetchone()[0]


class OwnDatabase:
    """A copy of a database, for the program that administrators use."""

    def __init__(self, template):
        self.name = f"{template}_{secrets.token_hex(3)}"
        self.filestore = Path(config["data_dir"], "filestore", self.name)
        # PostgreSQL copies a database for one at a time
        with open(self.filestore.parent / f"{template}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            subprocess.run(["createdb", "-T", template, self.name], check=True)
        files = self.filestore.with_name(template)
        if files.exists():
            shutil.copytree(files, self.filestore, copy_function=os.link)

    def drop(self):
        subprocess.run(["dropdb", "--if-exists", "-f", self.name], check=True)
        shutil.rmtree(self.filestore, ignore_errors=True)

    def run(self, command, *arguments, script=None, **variables):
        """Run Odoo's program to its end and return what it prints.

        Fails with what it logs when it fails or logs an error.
        """
        process = subprocess.run(
            [
                *(sys.executable, ODOO, command, "-d", self.name),
                *("--no-http", "--log-level=warn", *arguments),
            ],
            input=script,
            text=True,
            capture_output=True,
            timeout=TIMEOUT,
            env={**os.environ, **variables},
        )
        errors = LOGGED_ERROR.findall(process.stderr)
        if process.returncode or errors:
            log = process.stderr if process.returncode else "\n".join(errors)
            raise AssertionError(f"odoo {command} {' '.join(arguments)}:\n{log}")
        return process.stdout

    def install(self, *modules):
        self.run("server", "--init", ",".join(modules), "--stop-after-init")

    def update(self, *modules):
        self.run("server", "--update", ",".join(modules), "--stop-after-init")

    def shell(self, script, **variables):
        """Run a script in Odoo's shell; return the JSON of the last line it prints."""
        lines = self.run("shell", script=script, **variables).splitlines()
        return json.loads(lines[-1]) if lines else None

    def query(self, statement, *parameters):
        with _cursor(self.name) as cr:
            cr.execute(statement, parameters or None)
            return cr.fetchall() if cr.description else []


class _cursor:
    """A cursor that commits each statement."""

    def __init__(self, database):
        self.connection = psycopg2.connect(dbname=database)
        self.connection.autocommit = True

    def __enter__(self):
        return self.connection.cursor()

    def __exit__(self, *_exception):
        self.connection.close()

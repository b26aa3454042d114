"""Odoo databases: templates that are built once, copies, updates."""

import os
import shutil
import subprocess

from .base import PROJECT, digest, locked, run, say
from .postgres import execute

RECIPE = "1"  # another one makes every template be built again
BASE_MODULES = ("sale_management", "sale_margin", "rating", "portal")
TEST_ADDONS = PROJECT / "tests/addons"
# Bundles made inside a test are rolled back with it, so that each browser test would
# make them again; and reports read through a read-only cursor, on which bundles cannot
# be stored at all.
PREGENERATE = """
qweb = env["ir.qweb"]
qweb._pregenerate_assets_bundles()
for name in ("web.report_assets_common", "web.report_assets_pdf"):
    qweb._get_asset_bundle(name, css=True, js=False, autoprefix=True).css()
qweb._get_asset_bundle("bus.websocket_worker_assets", css=False, js=True).js()
env.cr.commit()
"""


def base_modules():
    extra = os.environ.get("CUSTOMER_REVIEW_MODULES", "").replace(",", " ").split()
    return sorted({*BASE_MODULES, *extra})


def test_addons():
    """The directories of the addons that only tests use."""
    return sorted(path.parent for path in TEST_ADDONS.glob("*/__manifest__.py"))


class Odoo:
    """Odoo's program on one data directory, with the addons of the project."""

    def __init__(self, venv, data_dir, addons_path=(PROJECT,)):
        data_dir.mkdir(parents=True, exist_ok=True)
        self.python = venv / "bin/python"
        self.command = [self.python, venv / "bin/odoo"]
        self.data_dir = data_dir
        self.filestore = data_dir / "filestore"
        self.addons_path = ",".join(map(str, addons_path))

    def configure(self, file, **options):
        """Make every Odoo that is started from here on use these options.

        The user's own configuration file has no say then.
        """
        options = {
            "addons_path": self.addons_path,
            "data_dir": self.data_dir,
            "http_interface": "127.0.0.1",
            "max_cron_threads": 0,
            **options,
        }
        lines = [f"{name} = {value}" for name, value in options.items()]
        file.write_text("\n".join(["[options]", *lines, ""]))
        os.environ["ODOO_RC"] = str(file)

    def install(self, database, modules, demo=True, update=()):
        """Install modules, after creating the database if need be; update others."""
        options = ["--stop-after-init", "--no-http", "--log-level=warn"]
        options += ["--init", ",".join(modules)]
        if demo:
            options += ["--with-demo"]
        if update:
            options += ["--update", ",".join(update)]
        run([*self.command, "server", "-d", database, *options])
        self._pregenerate_assets(database)

    def copy(self, source, target):
        execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
        self._remove_files(target)
        if (self.filestore / source).exists():
            shutil.copytree(
                self.filestore / source, self.filestore / target, copy_function=os.link
            )

    def rename(self, database, name):
        execute(f'ALTER DATABASE "{database}" RENAME TO "{name}"')
        self._remove_files(name)
        if (self.filestore / database).exists():
            (self.filestore / database).rename(self.filestore / name)

    def drop(self, database):
        execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        self._remove_files(database)

    def _remove_files(self, database):
        # a database that was dropped by other means has left them behind
        shutil.rmtree(self.filestore / database, ignore_errors=True)

    def exclusive_use(self, database):
        """Refuse to go on while another run serves the same database."""
        return locked(
            f"{self.data_dir.name}-{database}",
            f"another bin/serve runs with the database {database!r};"
            " stop it, or name another one: --database",
        )

    def _pregenerate_assets(self, database):
        run(
            [*self.command, "shell", "-d", database, "--no-http", "--log-level=warn"],
            input=PREGENERATE,
            text=True,
            stdout=subprocess.DEVNULL,
        )


def names():
    return set(execute("SELECT datname FROM pg_database"))


class Templates:
    """Databases that are built once and then copied: stock Odoo, and with the addon.

    The name of the second changes with the content of the addon, so that a change of
    the addon costs no more than its installation.
    """

    def __init__(self, odoo, prefix, demo, addon_directories):
        self.odoo = odoo
        self.demo = demo
        self.prefix = prefix
        self.modules = [directory.name for directory in addon_directories]
        self.stock = f"{prefix}_stock"
        self.with_addon = f"{prefix}_addon_{digest(*addon_directories)}"

    def build(self):
        present = names()
        if self.stock not in present:
            modules = base_modules()
            say(f"Building a database with {', '.join(modules)} (1 to 2 min)")
            self._build(self.stock, modules)
        if self.with_addon not in present:
            say(f"Installing {', '.join(self.modules)} into a copy of it (about 30 s)")
            self._build(self.with_addon, self.modules, source=self.stock)
            for name in present:
                if name.startswith(f"{self.prefix}_addon_"):
                    self.odoo.drop(name)

    def _build(self, name, modules, source=None):
        unfinished = f"{self.prefix}_unfinished"
        self.odoo.drop(unfinished)
        if source:
            self.odoo.copy(source, unfinished)
        self.odoo.install(unfinished, modules, self.demo)
        self.odoo.rename(unfinished, name)

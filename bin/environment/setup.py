"""All of it together: what the programs in bin/ start with."""

import contextlib
import os
import secrets
import shutil
from pathlib import Path
from typing import NamedTuple

from . import debian
from .base import (
    ADDON,
    PROJECT,
    digest,
    home,
    locked,
    mark_used,
    run,
    scratch,
    stop_cleanly_on_signals,
)
from .database import (
    RECIPE,
    TEST_ADDONS,
    Odoo,
    Templates,
    base_modules,
    test_addons,
)
from .odoo_tree import ensure_odoo, identity
from .pdf import ensure_wkhtmltopdf
from .postgres import (
    FAST_SETTINGS,
    IS_OWN_SERVER,
    SERVER,
    EmbeddedServer,
    own_server,
    shared_server,
)
from .python import ensure_venv

BROWSERS = ("google-chrome", "chromium", "chromium-browser")
ODOO_SCRIPT = "import odoo.cli\n\nodoo.cli.main()\n"


class Environment(NamedTuple):
    odoo_path: Path
    venv: Path


def prepare(for_tests):
    """Set up the programs: Odoo, its Python packages, the PDF engine, the browser."""
    os.umask(0o022)
    stop_cleanly_on_signals()
    if for_tests and not any(map(shutil.which, BROWSERS)):
        debian.install(["chromium"], "the browser Chromium (or Google Chrome)")
    odoo_path = ensure_odoo()
    venv = ensure_venv("odoo", "requirements.txt", "1 min", paths=[odoo_path])
    script = venv / "bin/odoo"
    if not script.exists():
        # `python -m odoo` does not know how to start its workers
        script.write_text(ODOO_SCRIPT)
    ensure_wkhtmltopdf(venv, required=for_tests)
    return Environment(odoo_path, venv)


@contextlib.contextmanager
def serving(environment):
    """The server and the Odoo of bin/serve and bin/odoo."""
    name = f"serve-{SERVER}" if IS_OWN_SERVER else "serve"
    odoo = Odoo(environment.venv, home() / name)
    if IS_OWN_SERVER:
        server = own_server(environment.venv)
    else:
        server = shared_server(environment.venv, odoo.data_dir / "postgres")
    with server:
        yield odoo


@contextlib.contextmanager
def copies(environment, kind, demo, templates=("with_addon",)):
    """Copies of template databases on a server for this run only.

    Yields the Odoo to use, its configuration file and the names of the copies.
    """
    odoo, built = _templates(environment, kind, demo)
    with contextlib.ExitStack() as stack:
        temporary = stack.enter_context(scratch("/tmp"))
        odoo.configure(temporary / "odoo.conf")
        os.environ["TMPDIR"] = str(temporary)  # short: Chromium makes sockets in it

        def copy_templates():
            for template in templates:
                name = f"{built.prefix}_run_{secrets.token_hex(3)}"
                stack.callback(odoo.drop, name)
                odoo.copy(getattr(built, template), name)
                yield name

        with locked(odoo.data_dir.name):
            mark_used(odoo.data_dir)
            if IS_OWN_SERVER:
                stack.enter_context(own_server(environment.venv))
                built.build()
                names = list(copy_templates())
            else:
                server = _own_copy_of_server(environment.venv, built, stack)
        if not IS_OWN_SERVER:
            stack.enter_context(server.running())
            names = list(copy_templates())
        yield odoo, temporary, names


def _templates(environment, kind, demo):
    key = digest(
        RECIPE,
        SERVER,
        str(home()),
        demo,
        *base_modules(),
        identity(environment.odoo_path),
        (PROJECT / "requirements.txt").read_bytes(),
    )
    extra = test_addons() if kind == "test" else []
    addons_path = [PROJECT, TEST_ADDONS] if extra else [PROJECT]
    odoo = Odoo(environment.venv, home() / f"{kind}-{key}", addons_path)
    prefix = f"{ADDON}_{kind}_{key}"
    return odoo, Templates(odoo, prefix, demo, [PROJECT / ADDON, *extra])


def _own_copy_of_server(venv, templates, stack):
    """A server on a copy of all databases: runs at the same time share nothing."""
    data = templates.odoo.data_dir / "postgres"
    with EmbeddedServer(venv, data, FAST_SETTINGS).running():
        templates.build()
    directory = stack.enter_context(scratch(home()))
    directory.chmod(0o755)  # the account that runs PostgreSQL for root passes here
    run(["cp", "-a", "--reflink=auto", data, directory / "postgres"])
    return EmbeddedServer(venv, directory / "postgres", FAST_SETTINGS)

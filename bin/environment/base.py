"""Where things are kept, messages, locks and child processes."""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ADDON = "customer_review"
PROJECT = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0
SCRATCH_PREFIX = f"{ADDON}-temporary-"
UNUSED_DAYS = 30
PR_SET_PDEATHSIG = 1
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
STARTED = time.monotonic()


def say(text):
    elapsed = time.monotonic() - STARTED
    print(f"[{elapsed:4.0f} s] {text}", file=sys.stderr, flush=True)


def fail(text):
    raise SystemExit(f"error: {text}")


def home():
    """The directory that keeps everything; created when missing."""
    if IS_ROOT:
        # open to the account that runs PostgreSQL for root, which /root is not
        cache = "/var/cache"
    else:
        cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    path = Path(os.environ.get("CUSTOMER_REVIEW_HOME") or Path(cache, ADDON))
    path = path.expanduser().absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fail(f"{error}; set CUSTOMER_REVIEW_HOME to a directory you can write to")
    return path


@contextlib.contextmanager
def locked(name, refusal=None):
    """Hold the lock `name`; while another run has it, wait, or fail with `refusal`."""
    with open(home() / f"{name}.lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if refusal:
                fail(refusal)
            say(f"Waiting for another run that prepares the same ({name})")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def digest(*parts):
    """Short hash of texts, bytes and whole directories."""
    result = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            files = (p for p in part.rglob("*") if p.is_file())
            for file in sorted(p for p in files if "__pycache__" not in p.parts):
                result.update(f"{file.relative_to(part)}\0".encode())
                result.update(file.read_bytes())
        else:
            result.update(part if isinstance(part, bytes) else str(part).encode())
        result.update(b"\0\0")
    return result.hexdigest()[:10]


def mark_used(directory):
    """Note the use of a cached directory; remove its siblings nobody used for long."""
    os.utime(directory)
    oldest = time.time() - UNUSED_DAYS * 24 * 3600
    stem = directory.name.rpartition("-")[0]
    for sibling in directory.parent.glob(f"{stem}-*"):
        if sibling.is_dir() and sibling.stat().st_mtime < oldest:
            shutil.rmtree(sibling, ignore_errors=True)


@contextlib.contextmanager
def scratch(parent):
    """A directory for this run only; what killed runs left behind goes, too."""
    for old in Path(parent).glob(f"{SCRATCH_PREFIX}*"):
        _remove_if_left_behind(old)
    with tempfile.TemporaryDirectory(
        prefix=SCRATCH_PREFIX, dir=parent, ignore_cleanup_errors=True
    ) as name:
        lock = os.open(name, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield Path(name)
        finally:
            os.close(lock)


def _remove_if_left_behind(directory):
    """Remove a directory that no run holds, unless it is being made just now."""
    with contextlib.suppress(OSError):
        lock = os.open(directory, os.O_RDONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.time() - directory.stat().st_mtime > 60:
                shutil.rmtree(directory, ignore_errors=True)
        finally:
            os.close(lock)


def run(command, **options):
    """Run a program to its end; its failure ends this program with a plain message."""
    command = [str(part) for part in command]
    check = options.pop("check", True)
    try:
        result = subprocess.run(command, **options)
    except FileNotFoundError:
        fail(f"the program {command[0]!r} is missing")
    if check and result.returncode:
        errors = result.stderr or ""
        fail(f"this ended with code {result.returncode}: {' '.join(command)}\n{errors}")
    return result


def output(command, **options):
    return run(command, capture_output=True, text=True, **options).stdout


def die_with_parent():
    """In a child: get SIGINT when the parent goes, however it goes."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT)


def stop_cleanly_on_signals():
    """Let a signal to stop end this program like an exception, so it cleans up."""

    def stop(number, _frame):
        sys.exit(128 + number)

    for number in STOP_SIGNALS:
        signal.signal(number, stop)


def supervise(command, meanwhile=None, **options):
    """Run a program to its end and return its exit code.

    Signals to stop reach it as the SIGINT on which it cleans up.
    """
    process = subprocess.Popen(
        [str(part) for part in command], preexec_fn=die_with_parent, **options
    )

    def hand_on(number, _frame):
        if not (number == signal.SIGINT and _is_in_foreground()):
            process.send_signal(signal.SIGINT)

    handlers = {number: signal.signal(number, hand_on) for number in STOP_SIGNALS}
    try:
        if meanwhile:
            meanwhile(process)
        return process.wait()
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)


def _is_in_foreground():
    """Whether Ctrl-C in a terminal reaches the programs started here by itself."""
    with contextlib.suppress(OSError), open("/dev/tty") as terminal:
        return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    return False

"""Virtual environments with pinned packages."""

import os
import shutil
import sys

from . import debian
from .base import (
    PROJECT,
    digest,
    fail,
    home,
    locked,
    mark_used,
    output,
    run,
    say,
    scratch,
)

COMPLETE = "complete"
SUPPORTED = ((3, 11), (3, 12), (3, 13))


def ensure_venv(name, requirements, duration, paths=()):
    """A virtual environment with the packages of a requirements file.

    `paths` become importable in it.
    """
    python = _find_python()
    file = PROJECT / requirements
    key = digest(os.path.realpath(python), file.read_bytes(), *map(str, paths))
    venv = home() / f"venv-{name}-{key}"
    with locked(f"venv-{name}"):
        if not (venv / COMPLETE).exists():
            say(f"Installing the Python packages of {requirements} (about {duration})")
            shutil.rmtree(venv, ignore_errors=True)
            _make_empty(venv, python)
            pip_install(venv, ["-r", file])
            lines = "".join(f"{path}\n" for path in paths)
            (site_packages(venv) / "customer_review.pth").write_text(lines)
            (venv / COMPLETE).touch()
    mark_used(venv)
    return venv


def site_packages(venv):
    return next((venv / "lib").glob("python3.*/site-packages"))


def pip_install(venv, arguments):
    """Install wheels only, exactly those named: a requirements file lists them all."""
    pip = [venv / "bin/python", "-m", "pip", "install", "-qq", "--no-deps"]
    options = ["--disable-pip-version-check", "--only-binary", ":all:", "--retries=8"]
    run([*pip, *options, "--no-input", "--root-user-action=ignore", *arguments])


def _find_python():
    names = [f"python{major}.{minor}" for major, minor in SUPPORTED]
    for name in (sys.executable, "python3", *names):
        python = shutil.which(name)
        if python and _version(python) in SUPPORTED:
            return python
    return fail(
        "Python 3.11, 3.12 or 3.13 is missing; as root: apt-get install python3"
    )


def _version(python):
    command = [python, "-c", "import sys; print(*sys.version_info[:2])"]
    return tuple(map(int, output(command, check=False).split()))


def _make_empty(venv, python):
    has_pip = [python, "-c", "import ensurepip, venv"]
    if not run(has_pip, check=False, capture_output=True).returncode:
        run([python, "-m", "venv", venv])
        return
    # Debian and Ubuntu keep pip's wheel in a package of its own
    run([python, "-m", "venv", "--without-pip", venv])
    with scratch(home()) as directory:
        debian.fetch(["python3-pip-whl"], directory)
        wheel = next(directory.rglob("pip-*.whl"))
        run([venv / "bin/python", wheel / "pip", "install", "-q", "--no-index", wheel])

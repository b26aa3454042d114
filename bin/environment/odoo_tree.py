"""The source of Odoo 19: the user's own, or Debian's package unpacked."""

import os
import re
import shutil
from pathlib import Path

from . import debian
from .base import digest, fail, home, locked, output, say, scratch

PACKAGE = "odoo-19"
# what the static files of Debian's Odoo link to
LINKED_PACKAGES = (
    "libjs-jquery",
    "libjs-underscore",
    "libjs-jquery-form",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-montserrat",
    "fonts-inconsolata",
    "fonts-ocr-b",
)
SELFIE_SEGMENTATION = (
    "odoo/addons/mail/static/lib/selfie_segmentation/selfie_segmentation.js"
)
DIST_PACKAGES = "usr/lib/python3/dist-packages"


def ensure_odoo():
    """The directory that holds the `odoo` package."""
    if os.environ.get("ODOO_PATH"):
        return _own_tree(Path(os.environ["ODOO_PATH"]).expanduser().absolute())
    root = home() / "odoo"
    with locked("odoo"):
        if not root.exists():
            say("Fetching Odoo 19 from the package archive (160 MB; about 40 s)")
            _unpack(root)
    return root / DIST_PACKAGES


def identity(odoo_path):
    """A text that changes when the source tree becomes another one."""
    changed = (odoo_path / "odoo/release.py").stat().st_mtime_ns
    commit = ""
    if (odoo_path / ".git").exists() and shutil.which("git"):
        commit = output(["git", "-C", odoo_path, "rev-parse", "HEAD"], check=False)
    return digest(str(odoo_path), changed, commit)


def _own_tree(path):
    release = path / "odoo/release.py"
    if not release.is_file():
        fail(f"ODOO_PATH={path} does not hold the package 'odoo' (odoo/release.py)")
    version = re.search(r"version_info = \(([^,]+),", release.read_text())
    if not version or version[1].strip("'\"") != "19":
        fail(f"ODOO_PATH={path} is not Odoo 19")
    return path


def _unpack(root):
    with scratch(home()) as directory:
        part = directory / "root"
        part.mkdir(mode=0o755)
        debian.fetch(LINKED_PACKAGES, part, newest=[PACKAGE])
        _mend(part / DIST_PACKAGES)
        dangling = [p for p in part.rglob("*") if p.is_symlink() and not p.exists()]
        if dangling:
            fail(f"the unpacked Odoo lacks what {dangling[0]} links to")
        part.rename(root)


def _mend(dist_packages):
    # a second copy of every addon, without data, that Odoo would put on its path
    shutil.rmtree(dist_packages / "addons", ignore_errors=True)
    # Debian leaves it out; only blurred backgrounds of video calls need it, but the
    # error about it in the console would fail every browser test
    stub = dist_packages / SELFIE_SEGMENTATION
    if not stub.exists():
        stub.parent.mkdir(parents=True, exist_ok=True)
        stub.write_text("// not part of Debian's package\n")

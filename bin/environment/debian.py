"""Packages of the Debian or Ubuntu archive that this machine is configured for."""

import os
import shutil
import time
from itertools import product
from pathlib import Path
from typing import NamedTuple

from .base import IS_ROOT, fail, home, output, run, say, scratch

ATTEMPTS = 3
APT_INSTALL = "apt-get install --no-install-recommends"


class Archive(NamedTuple):
    newest: str  # the suite that has Odoo 19
    stable: str  # a suite with everything else, in the versions that Odoo links to
    components: str
    keyring: str


ARCHIVES = {
    "debian": Archive(
        "sid", "trixie", "main", "/usr/share/keyrings/debian-archive-keyring.gpg"
    ),
    "ubuntu": Archive(
        "devel",
        "noble",
        "main universe",
        "/usr/share/keyrings/ubuntu-archive-keyring.gpg",
    ),
}


def install(packages, purpose):
    """Install packages on the machine, or name the command that does."""
    names = " ".join(packages)
    if not (IS_ROOT and shutil.which("apt-get")):
        fail(f"{purpose} is missing; as root: {APT_INSTALL} {names}")
    say(f"Installing {purpose} on this machine ({names}; about 30 s)")
    apt = ["apt-get", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run([*apt, "update"], env=env)
    options = ("-y", "--no-install-recommends")
    run([*apt, "install", *options, *packages], env=env, capture_output=True, text=True)


def _os_release():
    values = {}
    for line in Path("/etc/os-release").read_text().splitlines():
        key, _, value = line.partition("=")
        values[key] = value.strip("\"'")
    return values


def _archive():
    """The kind of this machine's archive and its address."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        fail("apt-get and dpkg are missing: this needs Debian or Ubuntu")
    system = _os_release()
    family = f"{system.get('ID', '')} {system.get('ID_LIKE', '')}".split()
    archive = next((ARCHIVES[name] for name in family if name in ARCHIVES), None)
    targets = output(
        [
            *("apt-get", "indextargets", "--no-release-info"),
            *("--format", "$(REPO_URI)|$(RELEASE)|$(COMPONENT)"),
            "Created-By: Packages",
        ]
    )
    suites = (system.get("VERSION_CODENAME"), "stable", "testing", "sid", "unstable")
    for line in targets.splitlines():
        uri, suite, component = line.split("|")
        if archive and component == "main" and suite in suites:
            return archive, uri
    return fail(
        "this machine's apt configuration names no Debian or Ubuntu archive to fetch"
        " Odoo 19 from; set ODOO_PATH to an Odoo 19 source tree"
    )


def fetch(packages, target, newest=()):
    """Unpack packages of the stable suite and `newest` ones below `target`.

    Neither the machine's packages nor its apt configuration change, and no right of
    root is needed.
    """
    archive, uri = _archive()
    native = output(["dpkg", "--print-architecture"]).strip()
    wanted = [*newest, *(f"{name}/{archive.stable}" for name in packages)]
    with scratch(home()) as work:
        # The index of arch:all packages is the smallest, but mirrors serve it out of
        # step with its Release file at times; the native index has the same packages.
        for attempt, architecture in product(range(ATTEMPTS), ("all", native)):
            if attempt and architecture == "all":
                say("The package archive did not answer well; trying again in 15 s")
                time.sleep(15)
            _write_sources(work / "sources.list", archive, uri, architecture)
            errors = _download(work, wanted)
            if not errors:
                break
        else:
            fail(
                f"cannot fetch {' '.join(wanted)} from the package archive:\n{errors}"
                "Try again later, or set ODOO_PATH to an Odoo 19 source tree."
            )
        for deb in sorted((work / "debs").glob("*.deb")):
            run(["dpkg", "-x", deb, target])


def _write_sources(file, archive, uri, architecture):
    options = f"arch={architecture}"
    if os.path.exists(archive.keyring):
        options += f" signed-by={archive.keyring}"
    lines = (
        f"deb [{options}] {uri} {suite} {archive.components}\n"
        for suite in (archive.newest, archive.stable)
    )
    file.write_text("".join(lines))


def _download(work, packages):
    """Download packages to `work`/debs; return what went wrong, if anything did."""
    for part in ("lists/partial", "cache/archives/partial", "debs"):
        (work / part).mkdir(parents=True, exist_ok=True)
    apt = [
        *("apt-get", "-qq", "-o", f"Dir::Etc::SourceList={work}/sources.list"),
        *("-o", "Dir::Etc::SourceParts=-", "-o", f"Dir::State::Lists={work}/lists"),
        *("-o", f"Dir::Cache={work}/cache", "-o", "Acquire::Languages=none"),
        *("-o", "Acquire::Retries=3"),
    ]
    if IS_ROOT:
        apt += ["-o", "APT::Sandbox::User=root"]
    captured = {"check": False, "capture_output": True, "text": True}
    update = run([*apt, "update"], **captured)
    download = run([*apt, "download", *packages], cwd=work / "debs", **captured)
    return update.stderr + download.stderr if download.returncode else ""

"""Packages of npm's registry for tests, those of one use in a folder of their own, fetched once into the cache."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from tests.services.alone import CACHE, alone
from tests.services.missing import without

INSTALLED = ".installed"
"""There once all of them are."""


def installed_packages(service: str, *packages: str) -> Path:
    """The folder `node_modules` that has these packages, such as "kafkajs@2.2.4".

    Without npm or its registry, the test is without that service.
    """
    folder = CACHE / "npm" / "+".join(package.removeprefix("@").replace("/", "-") for package in packages)
    with alone(f"npm-{folder.name}"):
        if not (folder / INSTALLED).exists():
            _install(service, packages, folder)
    return folder / "node_modules"


def _install(service: str, packages: Sequence[str], folder: Path) -> None:
    npm = shutil.which("npm") or without(service, "install Node with npm")
    folder.mkdir(parents=True, exist_ok=True)
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), *packages]
    done = subprocess.run(install, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        without(service, f"npm could not install it: {done.stderr[-300:]}")
    (folder / INSTALLED).touch()

"""Packages of npm's registry for tests, each with what it needs in a folder of its own, fetched once into the cache."""

import shutil
import subprocess
from pathlib import Path

from tests.services.alone import CACHE, alone
from tests.services.missing import without


def installed_package(service: str, package: str) -> Path:
    """The folder `node_modules` that has the package, such as "kafkajs@2.2.4"; without npm or its registry, the test is without
    that service.
    """
    name = package.rpartition("@")[0]
    folder = CACHE / "npm" / package.replace("/", "-").removeprefix("@")
    with alone(f"npm-{folder.name}"):
        if not (folder / "node_modules" / name).exists():
            _install(service, package, folder)
    return folder / "node_modules"


def _install(service: str, package: str, folder: Path) -> None:
    npm = shutil.which("npm") or without(service, "install Node with npm")
    folder.mkdir(parents=True, exist_ok=True)
    install = [npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder), package]
    done = subprocess.run(install, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        without(service, f"npm could not install it: {done.stderr[-300:]}")

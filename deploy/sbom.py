#!/usr/bin/env python3
"""The list of parts (SBOM) as CycloneDX 1.6: each package that requirements.lock pins, with its version, hashes and licence.

Needs Python alone, as it is run while the image is built. The same lock file, packages and SOURCE_DATE_EPOCH give the same bytes.
"""

import argparse
import json
import os
import re
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import Any

PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;]+)(?:\s*;\s*(?P<where>.+))?$")
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
VERSION = re.compile(r'^__version__ = "(.+)"$', re.MULTILINE)
SPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://cyclonedx.org/golddust")
SHORT_LICENCE = 60
"""What is longer is a licence's whole text, which some packages put where its name belongs."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A package of a lock file; `where` is the condition under which it is installed at all."""

    name: str
    version: str
    where: str
    hashes: tuple[str, ...]

    @property
    def purl(self) -> str:
        """Its address among all packages of all languages."""
        return f"pkg:pypi/{normal(self.name)}@{self.version}"


def normal(name: str) -> str:
    """A package's name as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> Iterator[Pin]:
    """Each package that the lock file pins. Raises ValueError for a line that is none, so that no part is left out unseen."""
    for entry in lock.replace("\\\n", " ").splitlines():
        line = entry.strip()
        if not line or line.startswith("#"):
            continue
        found = PIN.match(line.partition("--hash=")[0].strip())
        if found is None:
            raise ValueError(f"this line of the lock file pins no package: {line[:80]}")
        yield Pin(found["name"], found["version"], (found["where"] or "").strip(), tuple(HASH.findall(line)))


def licence_of(package: Distribution) -> str:
    """What its maker says of its licence in a few words, an SPDX expression where the package is new enough; "" for nothing."""
    said = package.metadata.get("License-Expression") or package.metadata.get("License") or ""
    if said and len(said) <= SHORT_LICENCE and "\n" not in said:
        return said
    classified = [
        line.rpartition(" :: ")[2] for line in package.metadata.get_all("Classifier") or () if line.startswith("License")
    ]
    return " and ".join(classified)


def component(pin: Pin, installed: dict[tuple[str, str], Distribution]) -> dict[str, Any]:
    """A package as CycloneDX says it. One that is not installed here is said to be optional, with the condition it waits for."""
    package = installed.get((normal(pin.name), pin.version))
    licence = licence_of(package) if package else ""
    files = [{"alg": "SHA-256", "content": digest} for digest in sorted(pin.hashes)]
    said: dict[str, Any] = {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.purl,
        "scope": "required" if package else "optional",
    }
    if licence:
        said["licenses"] = [{"license": {"name": licence}}]
    if files:  # of the files that may be installed, one of which is: they differ by machine
        said["externalReferences"] = [{"type": "distribution", "url": pin.purl, "hashes": files}]
    if pin.where:
        said["properties"] = [{"name": "golddust:where", "value": pin.where}]
    return said


def bom(lock: str, version: str, installed: dict[tuple[str, str], Distribution], made: str = "") -> dict[str, Any]:
    """The whole document; `made` is when, in seconds since 1970, and left out where nothing says it."""
    parts = [component(pin, installed) for pin in sorted(pins(lock), key=lambda pin: pin.purl)]
    own = f"pkg:generic/golddust@{version}"
    metadata: dict[str, Any] = {"component": {"type": "application", "bom-ref": own, "name": "golddust", "version": version}}
    if made:
        metadata["timestamp"] = datetime.fromtimestamp(int(made), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    document: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": metadata,
        "components": parts,
        "dependencies": [{"ref": own, "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    number = uuid.uuid5(SPACE, json.dumps(document, sort_keys=True))
    return {"$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json", "serialNumber": f"urn:uuid:{number}", **document}


def main() -> None:
    """Print it, or write it to a file."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("lock", type=Path, help="the lock file")
    reader.add_argument("--version-from", type=Path, required=True, help="the file that says our version")
    reader.add_argument("--installed", action="append", default=[], help="a site-packages folder; this Python's own by default")
    reader.add_argument("--to", type=Path)
    chosen = reader.parse_args()
    found = VERSION.search(chosen.version_from.read_text())
    if found is None:
        sys.exit(f"{chosen.version_from} says no __version__")
    there = distributions(path=chosen.installed) if chosen.installed else distributions()
    installed = {(normal(one.metadata["Name"]), one.version): one for one in there}
    document = bom(chosen.lock.read_text(), found[1], installed, os.environ.get("SOURCE_DATE_EPOCH", ""))
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    if chosen.to:
        chosen.to.parent.mkdir(parents=True, exist_ok=True)
        chosen.to.write_text(text)
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()

"""A schema registry of the tests' own: Apicurio's, which speaks Confluent's API, fetched once by Maven and run by Java 17.

Its third line needs Java 21 and its second is still kept; Confluent's own registry and Karapace are in no registry of packages
that we use. It keeps everything in memory.
"""

import hashlib
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from tests.services.alone import CACHE, alone
from tests.services.kafka_jars import java
from tests.services.missing import without
from tests.services.ports import ADDRESS, free_port

VERSION = "2.6.13.Final"
ARTIFACT = f"io.apicurio:apicurio-registry-app:{VERSION}:tar.gz:all"
SHA256 = "3cda1b34aa020fb4ac4dd6a66018d757e81e437f97e20a1f92d366b70091c6ba"
PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy"
HOW = "install Java 17 and Maven"
UP_WITHIN = 600
"""Seconds."""


def installed_registry() -> Path:
    """The folder with its program; fetched when it is not there. Raises RuntimeError when something else is fetched."""
    java()
    home = CACHE / "registry" / VERSION
    with alone("registry"):
        if not home.exists():
            _fetch(home)
    return home


def _fetch(home: Path) -> None:
    maven = shutil.which("mvn") or without("a schema registry", HOW)
    home.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=home.parent) as folder:
        command = [maven, "-q", "-B", PLUGIN, f"-Dartifact={ARTIFACT}", f"-DoutputDirectory={folder}"]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
        if done.returncode:
            without("a schema registry", f"Maven could not fetch it: {done.stdout[-500:]}")
        (archive,) = Path(folder).glob("*.tar.gz")
        if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
            raise RuntimeError(f"Maven fetched something else than {ARTIFACT} was")
        with tarfile.open(archive) as packed:
            packed.extractall(Path(folder) / "out", filter="data")
        (Path(folder) / "out").rename(home)


@contextmanager
def running_registry(folder: Path) -> Iterator[str]:
    """An empty one; yields the address of its Confluent API."""
    (program,) = installed_registry().glob("*-runner.jar")
    port = free_port()
    flags = ["-XX:TieredStopAtLevel=1", "-Xmx384m", f"-Dquarkus.http.host={ADDRESS}", f"-Dquarkus.http.port={port}"]
    with (folder / "registry.log").open("wb") as log:
        process = subprocess.Popen([java(), *flags, "-jar", str(program)], cwd=program.parent, stdout=log, stderr=log)
    address = f"http://{ADDRESS}:{port}/apis/ccompat/v7"
    try:
        _await(address, process, folder / "registry.log")
        yield address
    finally:
        process.terminate()
        process.wait()


def _await(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until it answers. Raises RuntimeError when it ended instead, or is not up in time."""
    deadline = time.monotonic() + UP_WITHIN
    while process.poll() is None and time.monotonic() < deadline:
        try:
            requests.get(f"{address}/subjects", timeout=30).raise_for_status()
        except requests.RequestException:
            time.sleep(0.2)
        else:
            return
    process.kill()
    raise RuntimeError(f"the registry did not start ({process.poll()}): {log.read_text()[-1000:]}")

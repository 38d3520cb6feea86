"""Kafka's own programs: fetched once by Maven as `kafka-pom/pom.xml` says, and used only while they are what SHA256SUMS says.

After a change of versions there, `mvn dependency:copy-dependencies` and `sha256sum *.jar` write SHA256SUMS anew.
"""

import hashlib
import shutil
import subprocess
import tempfile
import xml.etree.ElementTree as ET
from pathlib import Path

from tests.services.alone import CACHE, alone
from tests.services.missing import without

POM = Path(__file__).with_name("kafka-pom")
LOGGING = POM / "log4j2.properties"
HOW = "install Java 17 and Maven"


def java() -> str:
    """The program that runs Kafka; without it, the test is without Kafka."""
    return shutil.which("java") or without("Kafka", HOW)


def installed_kafka() -> Path:
    """The folder of Kafka's jars, each with the checksum that it must have; fetched when they are not there yet.

    Without Java, Maven or what Maven fetches from, the test is without Kafka. Raises RuntimeError when something else is fetched.
    """
    java()
    jars = CACHE / "kafka" / _version() / "lib"
    with alone("kafka"):
        if _differing(jars):
            _fetch(jars)
    return jars


def _version() -> str:
    version = ET.parse(POM / "pom.xml").getroot().findtext("{*}version")  # noqa: S314 - our own file
    return str(version)


def _fetch(jars: Path) -> None:
    """Into a folder beside it first, so that what stands in `jars` was whole and right at least once."""
    jars.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=jars.parent) as folder:
        fetched = Path(folder) / "lib"
        _run_maven("dependency:copy-dependencies", f"-DoutputDirectory={fetched}")
        differing = _differing(fetched)
        if differing:
            raise RuntimeError(f"Maven fetched other files than {POM / 'SHA256SUMS'} says: {', '.join(sorted(differing))}")
        shutil.rmtree(jars, ignore_errors=True)
        fetched.rename(jars)


def _run_maven(*arguments: str) -> None:
    maven = shutil.which("mvn") or without("Kafka", HOW)
    command = [maven, "-q", "-B", "-f", str(POM / "pom.xml"), *arguments]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        without("Kafka", f"Maven could not fetch it: {done.stdout[-500:]}{done.stderr[-300:]}")


def _differing(folder: Path) -> set[str]:
    """The names of jars that are missing there, are too many, or are not what they should be."""
    wanted = {tuple(line.split()) for line in (POM / "SHA256SUMS").read_text().splitlines()}
    found = {(hashlib.sha256(jar.read_bytes()).hexdigest(), jar.name) for jar in folder.glob("*.jar")}
    return {name for _, name in wanted ^ found}

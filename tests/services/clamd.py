"""A real clamd with a signature of our own, on a Unix socket and a port of loopback. Fixture: `clamd`.

It needs Debian's package clamav-daemon; no virus, and none of ClamAV's own signatures, is needed.
"""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from golddust.errors import Unavailable
from ingest.email.options import Scan
from ingest.email.smtp.scanning import Clamd
from tests.services.missing import without
from tests.services.ports import free_port

STARTS_WITHIN = 180.0
HARMFUL = b"golddust-made-up-virus-7f3a"
NAME = "Golddust.Made-Up.UNOFFICIAL"
MOST = 1 << 20
"""Bytes that it takes at a time."""


@dataclass(frozen=True, slots=True)
class RunningClamd:
    """Where it listens, in the words of the settings."""

    socket: str
    port: str


@pytest.fixture(scope="session")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningClamd]:
    """It takes a moment to start, and holds nothing between two scans, so all tests share one."""
    program = shutil.which("clamd")
    if program is None:
        without("clamd", "apt-get install clamav-daemon")
    folder, port = tmp_path_factory.mktemp("clamd"), free_port()
    (folder / "signatures").mkdir()
    (folder / "signatures" / "own.ndb").write_text(f"{NAME.removesuffix('.UNOFFICIAL')}:0:*:{HARMFUL.hex()}\n")
    (folder / "clamd.conf").write_text(_settings(folder, port))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([program, "-c", str(folder / "clamd.conf")], stdout=log, stderr=log)
    try:
        _wait_for(folder / "socket", process)
        yield RunningClamd(f"unix:{folder / 'socket'}", f"127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(STARTS_WITHIN)


def _settings(folder: Path, port: int) -> str:
    lines = (
        f"DatabaseDirectory {folder}/signatures",
        f"LocalSocket {folder}/socket",
        f"TCPSocket {port}",
        "TCPAddr 127.0.0.1",
        f"TemporaryDirectory {folder}",
        f"StreamMaxLength {MOST}",
        "Foreground yes",
    )
    return "\n".join((*lines, ""))


def _wait_for(path: Path, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + STARTS_WITHIN
    scanner = Clamd(Scan(clamd=f"unix:{path}"))
    while process.poll() is None and time.monotonic() < ends:
        with suppress(Unavailable):
            scanner.check()
            return
        time.sleep(0.05)
    pytest.fail(f"clamd did not start, see {path.parent / 'log'}", pytrace=False)

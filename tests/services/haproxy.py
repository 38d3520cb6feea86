"""A real HAProxy in front of a port, which says by the PROXY protocol whom it speaks for. Fixture: `haproxy`.

It needs Debian's package haproxy.
"""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.services.missing import without
from tests.services.ports import free_port

STARTS_WITHIN = 180.0
SETTINGS = """\
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen mail
  bind 127.0.0.1:{port}
  server golddust 127.0.0.1:{behind} {speaks}
"""

StartHaproxy = Callable[[int, str], int]
"""(the port behind it, "send-proxy" or "send-proxy-v2") -> the port in front of it."""
StartSetHaproxy = Callable[[str], int]
"""(its settings, with {port} where it is to listen) -> that port."""


@pytest.fixture
def haproxy(set_haproxy: StartSetHaproxy) -> StartHaproxy:
    """Starts HAProxies in front of a port, which end with the test."""
    return lambda behind, speaks: set_haproxy(SETTINGS.replace("{behind}", str(behind)).replace("{speaks}", speaks))


@pytest.fixture
def set_haproxy(tmp_path: Path) -> Iterator[StartSetHaproxy]:
    """Starts HAProxies with settings of one's own, which end with the test."""
    program = shutil.which("haproxy") or shutil.which("haproxy", path="/usr/sbin")
    if program is None:
        without("HAProxy", "apt-get install haproxy")
    with ExitStack() as running:

        def start(settings: str) -> int:
            port = free_port()
            file = tmp_path / f"{port}.cfg"
            file.write_text(settings.replace("{port}", str(port)))
            process = subprocess.Popen([program, "-db", "-f", str(file)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            running.callback(process.wait, STARTS_WITHIN)
            running.callback(process.terminate)
            _wait_for(port, process)
            return port

        yield start


def _wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while process.poll() is None and time.monotonic() < ends:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        time.sleep(0.05)
    pytest.fail("HAProxy did not start", pytrace=False)

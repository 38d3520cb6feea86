"""Prism, which holds each request against Twilio's own API document and answers as that document says.

Fixture: `prism_url`. It needs Node with npm, and `../shared/data/twilio_api_v2010.json` beside the checkout.
"""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services.alone import CACHE, alone
from tests.services.missing import without
from tests.services.ports import free_port

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT.parent / "shared" / "data" / "twilio_api_v2010.json"
FOLDER = CACHE / "prism"
PROGRAM = FOLDER / "node_modules" / ".bin" / "prism"
PACKAGE = "@stoplight/prism-cli@5"
READY = "Prism is listening"


def installed_prism() -> Path:
    """The program, installed into the cache when it is not there yet; without npm or its registry, the test is without Prism."""
    with alone("prism"):
        if not PROGRAM.exists():
            _install()
    return PROGRAM


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        without("Prism", "install Node with npm")
    FOLDER.mkdir(parents=True, exist_ok=True)
    install = [npm, "install", "--no-audit", "--no-fund", "--prefix", str(FOLDER), PACKAGE]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        without("Prism", f"npm could not install it: {done.stderr[-300:]}")


@contextmanager
def running_prism(program: Path, document: Path) -> Iterator[str]:
    """The address of a Prism that speaks for that document."""
    port = free_port()
    command = [program, "mock", "-h", "127.0.0.1", "-p", str(port), document]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as prism:
        try:
            _wait_until_ready(prism)
            threading.Thread(target=prism.communicate, daemon=True).start()  # a full pipe would stop it
            yield f"http://127.0.0.1:{port}"
        finally:
            prism.terminate()


def _wait_until_ready(prism: subprocess.Popen[str]) -> None:
    said: list[str] = []
    for line in prism.stdout or ():
        said.append(line)
        if READY in line:
            return
    raise RuntimeError(f"Prism did not start: {''.join(said)[-500:]}")


@pytest.fixture(scope="session")
def prism_url() -> Iterator[str]:
    """Where Twilio's API is played, request by request checked."""
    if not DOCUMENT.exists():
        pytest.skip("Twilio's API document is not here: it lies in ../shared/data, which a stranger's clone lacks")
    with running_prism(installed_prism(), DOCUMENT) as url:
        yield url

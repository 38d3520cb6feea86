"""A real Request Tracker 5, on SQLite and a free port of loopback. Fixture: `request_tracker`.

It needs Debian's packages request-tracker5, rt5-standalone and rt5-db-sqlite; nothing under /etc is touched.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import requests

from tests.services.missing import without
from tests.services.ports import free_port

SETUP = Path(__file__).with_name("request-tracker")
DATABASE, SERVER = "rt-setup-database-5", Path("/usr/share/request-tracker5/libexec/rt-server")
STARTS_WITHIN = 180.0
TIMEOUT = 30.0
ROOT_PASSWORD = "made-up-1"


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """A running RT with the users bridge, who is golddust, and agent, who works in it; and what people do there."""

    url: str
    folder: Path
    agents: requests.Session = field(default_factory=requests.Session)
    user: str = "bridge"
    password: str = "bridge-made-up"

    @property
    def token(self) -> str:
        """The bridge's authentication token."""
        return (self.folder / "token").read_text()

    def mails(self) -> list[Path]:
        """What RT has sent."""
        return sorted((self.folder / "mails").iterdir())

    def answer(self, ticket: str, text: str) -> None:
        """An agent replies."""
        self._done("POST", f"ticket/{ticket}/correspond", {"Content": text, "ContentType": "text/plain"})

    def remark(self, ticket: str, text: str) -> None:
        """An agent comments."""
        self._done("POST", f"ticket/{ticket}/comment", {"Content": text, "ContentType": "text/plain"})

    def resolve(self, ticket: str) -> None:
        """An agent resolves."""
        self._done("PUT", f"ticket/{ticket}", {"Status": "resolved"})

    def reopen(self, ticket: str) -> None:
        """An agent opens it again."""
        self._done("PUT", f"ticket/{ticket}", {"Status": "open"})

    def remove(self, ticket: str) -> None:
        """An agent deletes it."""
        self._done("PUT", f"ticket/{ticket}", {"Status": "deleted"})

    def texts(self, ticket: str) -> list[str]:
        """Its title, and everything written in it."""
        found = self._done("GET", f"ticket/{ticket}/attachments?fields=Content&per_page=100")["items"]
        return [self._done("GET", f"ticket/{ticket}")["Subject"], *(part["Content"] for part in found)]

    def count(self, reference: str) -> int:
        """How many tickets there are of this case."""
        query = f"Queue='Complaints' AND Subject LIKE '{reference}'"
        response = self.agents.get(f"{self.url}/REST/2.0/tickets", params={"query": query}, timeout=TIMEOUT)
        return int(response.json()["count"])

    def _done(self, method: str, path: str, body: object = None) -> dict:
        response = self.agents.request(method, f"{self.url}/REST/2.0/{path}", json=body, timeout=TIMEOUT)
        response.raise_for_status()
        found = response.json()
        return found if isinstance(found, dict) else {}


@contextmanager
def running_request_tracker(folder: Path) -> Iterator[RequestTracker]:
    """An RT of one's own, with all its data in that folder."""
    port = free_port()
    environment = _prepared(folder, port)
    log = (folder / "server.log").open("wb")
    command = [SERVER, "--host", "127.0.0.1", "--port", str(port), "--max-workers=2"]
    with log, subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as server:
        try:
            tracker = RequestTracker(f"http://127.0.0.1:{port}", folder)
            _wait_until_ready(server, tracker)
            yield tracker
        finally:
            server.terminate()


def _prepared(folder: Path, port: int) -> dict[str, str]:
    for name in ("site.d", "mason", "sessions", "mails"):
        (folder / name).mkdir()
    sendmail = folder / "sendmail"
    sendmail.write_text(f"#!/bin/sh\nexec cat >{folder}/mails/$$.eml\n")
    sendmail.chmod(0o755)
    config = (SETUP / "RT_SiteConfig.pm").read_text().replace("FOLDER", str(folder)).replace("PORT", str(port))
    (folder / "RT_SiteConfig.pm").write_text(config)
    (folder / "root-password").write_text(ROOT_PASSWORD)
    site = {"RT_SITE_CONFIG": str(folder / "RT_SiteConfig.pm"), "RT_SITE_CONFIG_DIR": str(folder / "site.d")}
    environment = {**os.environ, **site, "TOKEN_FILE": str(folder / "token")}
    _set_up(environment, "--action", "init", "--root-password-file", str(folder / "root-password"))
    _set_up(environment, "--action", "insert", "--datafile", str(SETUP / "initialdata.pl"))
    return environment


def _set_up(environment: dict[str, str], *arguments: str) -> None:
    program = shutil.which(DATABASE) or DATABASE
    command = [program, "--skip-create", *arguments]
    subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=True)


def _wait_until_ready(server: subprocess.Popen[bytes], tracker: RequestTracker) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    tracker.agents.headers["Referer"] = f"{tracker.url}/"  # else RT takes them for a forger's
    while time.monotonic() < ends and server.poll() is None:
        try:
            tracker.agents.post(tracker.url, data={"user": "agent", "pass": "agent-made-up"}, timeout=TIMEOUT)
            if tracker.agents.get(f"{tracker.url}/REST/2.0/rt", timeout=TIMEOUT).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"RT did not start: {(tracker.folder / 'server.log').read_text()[-500:]}")


@pytest.fixture(scope="session")
def request_tracker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RequestTracker]:
    """The RT of this run."""
    if shutil.which(DATABASE) is None or not SERVER.exists():
        without("Request Tracker", "install Debian's packages request-tracker5, rt5-standalone and rt5-db-sqlite")
    with running_request_tracker(tmp_path_factory.mktemp("rt")) as tracker:
        yield tracker

"""A real Roundup, on SQLite and a free port of loopback. Fixture: `roundup`.

It is installed from the package index into an environment of its own under .cache, as `roundup-tracker/roundup.lock` says.
"""

import configparser
import hashlib
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from tests.services.alone import CACHE, alone
from tests.services.missing import without
from tests.services.ports import free_port

SETUP = Path(__file__).with_name("roundup-tracker")
LOCK = SETUP / "roundup.lock"
FOLDER = CACHE / "roundup"
BUILT = FOLDER / "built-from"
STARTS_WITHIN = 180.0
TIMEOUT = 30.0
ISSUE = 'issue = IssueClass(db, "issue",'


@dataclass(frozen=True, slots=True)
class Roundup:
    """A running tracker with the users bridge, who is golddust, and agent, who works in it; and what people do there."""

    url: str
    agents: requests.Session
    user: str = "bridge"
    password: str = "bridge-made-up"

    def answer(self, ticket: str, text: str) -> None:
        """Somebody writes a message; Roundup itself makes no difference between remarks and answers."""
        number = self._done("POST", "msg", {"content": text, "author": "agent", "date": "."})["id"]
        self._change(ticket, {"@op": "add", "messages": [number]})

    remark = answer

    def resolve(self, ticket: str) -> None:
        """Somebody resolves the issue."""
        self._change(ticket, {"status": "resolved"})

    def reopen(self, ticket: str) -> None:
        """Somebody opens it again."""
        self._change(ticket, {"status": "chatting"})

    def remove(self, ticket: str) -> None:
        """Somebody retires it."""
        self._done("DELETE", f"issue/{ticket}", {}, self._done("GET", f"issue/{ticket}")["@etag"])

    def texts(self, ticket: str) -> list[str]:
        """Its title, and everything written in it."""
        issue = self._done("GET", f"issue/{ticket}")["attributes"]
        messages = [self._done("GET", f"msg/{one['id']}?@verbose=3&@fields=content") for one in issue["messages"]]
        return [issue["title"], *(message["attributes"]["content"] for message in messages)]

    def count(self, reference: str) -> int:
        """How many issues there are of this case."""
        return int(self._done("GET", f"issue?title={reference}")["@total_size"])

    def _change(self, ticket: str, change: object) -> None:
        self._done("PATCH", f"issue/{ticket}", change, self._done("GET", f"issue/{ticket}")["@etag"])

    def _done(self, method: str, path: str, body: object = None, etag: str = "") -> dict:
        address = f"{self.url}/rest/data/{path}"
        response = self.agents.request(method, address, json=body, headers={"If-Match": etag} if etag else {}, timeout=TIMEOUT)
        response.raise_for_status()
        return dict(response.json()["data"])


def installed_roundup() -> Path:
    """The Python that has Roundup; its environment is built first where it is missing or of another lock."""
    wanted = f"{sys.version_info.major}.{sys.version_info.minor} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"
    with alone("roundup"):
        if not BUILT.exists() or BUILT.read_text() != wanted:
            _install(sys.executable, "-m", "venv", "--clear", str(FOLDER))
            quietly = ("--quiet", "--disable-pip-version-check", "--retries", "1")
            _install(str(FOLDER / "bin" / "python"), "-m", "pip", "install", *quietly, "--require-hashes", "-r", str(LOCK))
            BUILT.write_text(wanted)
    return FOLDER / "bin" / "python"


def _install(*command: str) -> None:
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        without("Roundup", f"it could not be installed: {done.stderr[-300:]}")


@contextmanager
def running_roundup(python: Path, folder: Path) -> Iterator[Roundup]:
    """A tracker of one's own, with all its data in that folder."""
    home, port = folder / "tracker", free_port()
    url = f"http://127.0.0.1:{port}/tracker"
    _set_up(python, home, url)
    log = (folder / "server.log").open("wb")
    command = [python, SETUP / "serve.py", home, str(port)]
    with log, subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log) as server:
        try:
            agents = requests.Session()
            agents.auth = ("agent", "agent-made-up")
            agents.headers.update({"X-Requested-With": "tests", "Origin": f"http://127.0.0.1:{port}", "Referer": f"{url}/"})
            _wait_until_ready(server, agents, url, folder / "server.log")
            yield Roundup(url, agents)
        finally:
            server.terminate()


def _set_up(python: Path, home: Path, url: str) -> None:
    def admin(*words: str) -> None:
        command = [python.with_name("roundup-admin"), "-i", home, *words]
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=True)

    admin("install", "classic", "sqlite")
    config = configparser.RawConfigParser()
    config.read(home / "config.ini")
    config["tracker"].update({"web": f"{url}/", "email": "issues@example.com"})
    config["main"]["password_pbkdf2_default_rounds"] = "1000"  # a third of a second saved with every request
    config["mail"].update({"domain": "example.com", "host": "127.0.0.1", "debug": str(home.parent / "mails")})
    with (home / "config.ini").open("w") as file:
        config.write(file)
    schema = home / "schema.py"
    schema.write_text(schema.read_text().replace(ISSUE, f"{ISSUE}\n                external_id=String(),"))
    _let_agents_retire(schema)
    admin("initialise", "made-up-1")
    for user in ("bridge", "agent"):
        words = (f"username={user}", f"password={user}-made-up", f"address={user}@example.com", "roles=User")
        admin("create", "user", *words)


def _let_agents_retire(schema: Path) -> None:
    with schema.open("a") as file:
        file.write("\ndb.security.addPermissionToRole('User', 'Retire', 'issue')\n")


def _wait_until_ready(server: subprocess.Popen[bytes], agents: requests.Session, url: str, log: Path) -> None:
    ends = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < ends and server.poll() is None:
        try:
            if agents.get(f"{url}/rest/data/status", timeout=TIMEOUT).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.1)
    raise RuntimeError(f"Roundup did not start: {log.read_text()[-500:]}")


@pytest.fixture(scope="session")
def roundup(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Roundup]:
    """The Roundup of this run."""
    with running_roundup(installed_roundup(), tmp_path_factory.mktemp("roundup")) as tracker:
        yield tracker

"""Starts golddust as a process of its own, on free ports, in a folder of its own; and stops, kills or weighs it."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.ports import free_port

TWILIO_TOKEN = "made-up-token"  # noqa: S105 - opens nothing
SOURCE_SECRET = "made-up-secret"  # noqa: S105 - as above
HOOK_SECRET = "whsec_bWFkZS11cC1zZWNyZXQ="  # noqa: S105 - as above


@dataclass(slots=True)
class Running:
    """`golddust run` in a session of its own, with a hook source `shop` and a Twilio account configured."""

    data: Path
    settings: Mapping[str, str] = field(default_factory=dict)
    http: int = field(default_factory=free_port)
    smtp: int = field(default_factory=free_port)
    console: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def pid(self) -> int:
        """Its process. Raises LookupError before it was started."""
        if self.process is None:
            raise LookupError("it was not started")
        return self.process.pid

    @property
    def url(self) -> str:
        """The public door."""
        return f"http://127.0.0.1:{self.http}"

    @property
    def environment(self) -> dict[str, str]:
        """What the process gets to know."""
        return {
            **os.environ,
            "GOLDDUST_HTTP__PUBLIC_URL": self.url,
            "GOLDDUST_SMS__TWILIO__ACCOUNT_SID": "AC" + "0" * 32,
            "GOLDDUST_SMS__TWILIO__AUTH_TOKEN": TWILIO_TOKEN,
            "GOLDDUST_SMS__TWILIO__FROM_NUMBER": "+12025550100",
            "GOLDDUST_SMS__TWILIO__CATCH_UP_HOURS": "0",  # the account is made up: nobody is to ask Twilio for it
            "GOLDDUST_SMS__SENDING__QUIET_HOURS": "",  # what happens is not to depend on the hour it happens at
            "GOLDDUST_HOOKS__SHOP__VERIFY": f'{{"scheme": "standard", "secrets": ["{HOOK_SECRET}"]}}',
            "GOLDDUST_HOOKS__SHOP__MAP": '{"text": "message", "customer": "email", "subject": "title", "rating": "stars"}',
            **self.settings,
        }

    def command(self, *words: str) -> list[str]:
        """A golddust command on this data."""
        return [sys.executable, "-m", "cli.main", *words, "--data", str(self.data)]

    def start(self, within: float = 180.0) -> None:
        """Start it and return when every door is open. Raises TimeoutError."""
        ports = ["--http", str(self.http), "--smtp", str(self.smtp), "--console", str(self.console)]
        log_file = self.data.parent / f"{self.data.name}.log"
        with log_file.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own program
                self.command("run", *ports), env=self.environment, start_new_session=True, stdout=log, stderr=log
            )
        deadline = time.monotonic() + within
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise TimeoutError(f"golddust did not start; see {log_file}")
            time.sleep(0.05)

    def _ready(self) -> bool:
        try:
            for port in (self.http, self.console):
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                    answer.read()
            with socket.create_connection(("127.0.0.1", self.smtp), timeout=1) as door:
                return door.recv(3) == b"220"
        except OSError:
            return False

    def kill(self) -> None:
        """Kill -9 of all its processes."""
        if self.process is not None:
            kill_session(self.process.pid)
            self.process.wait()

    def stop(self, within: float = 60.0) -> float:
        """SIGTERM, and wait; returns the seconds it took. Raises subprocess.TimeoutExpired."""
        started = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(within)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
        return time.monotonic() - started

    def proportional_memory(self) -> dict[str, float]:
        """Proportional set size of each of its processes, in MiB, by command."""
        sizes: dict[str, float] = {}
        for pid, words in session(self.pid).items():
            try:
                rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except (OSError, ProcessLookupError):
                continue
            pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            sizes[f"{' '.join(words[3:6])} ({pid})"] = pss / 1024
        return sizes


def session(leader: int) -> dict[int, list[str]]:
    """The processes that live in this process's session, by id, with their words."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getsid(int(folder.name)) == leader and (folder / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                found[int(folder.name)] = (folder / "cmdline").read_text().split("\0")
        except (OSError, ProcessLookupError):
            continue
    return found


def signal_session(leader: int, number: int) -> int:
    """Send a signal to all processes of a session, to the leader, which could start others, first; tells how many there were."""
    alive = session(leader)
    for pid in sorted(alive, key=lambda pid: pid != leader):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
    return len(alive)


def kill_session(leader: int) -> None:
    """Kill -9 of all processes of a session."""
    while signal_session(leader, signal.SIGKILL):
        pass


def cpu_seconds(pid: int) -> float:
    """Processor time that this process and its children have taken, user and system together."""
    found: dict[int, tuple[int, float]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            words = stat.read_text().rpartition(")")[2].split()  # proc(5): what follows the name begins with the state
        except OSError:
            continue  # it ended meanwhile
        found[int(stat.parent.name)] = (int(words[1]), (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK"))
    return _with_children(pid, found)


def _with_children(pid: int, found: Mapping[int, tuple[int, float]]) -> float:
    children = (child for child, (parent, _) in found.items() if parent == pid)
    return found.get(pid, (0, 0.0))[1] + sum(_with_children(child, found) for child in children)

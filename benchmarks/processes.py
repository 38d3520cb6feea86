"""Starts golddust as a process of its own, on free ports, in a folder of its own; and stops, kills or weighs it."""

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
    """`golddust run` in a process group of its own, with a hook source `shop` and a Twilio account configured."""

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
        """Kill -9 of the whole process group."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
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
        """Proportional set size of each process of the group, in MiB, by command."""
        assert self.process is not None  # noqa: S101 - asked for before it was started
        sizes: dict[str, float] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if os.getpgid(int(folder.name)) != self.process.pid:
                    continue
                rollup = (folder / "smaps_rollup").read_text()
                words = (folder / "cmdline").read_text().split("\0")[3:6]
            except (OSError, ProcessLookupError):
                continue
            pss = next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))
            sizes[f"{' '.join(words)} ({folder.name})"] = pss / 1024
        return sizes


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

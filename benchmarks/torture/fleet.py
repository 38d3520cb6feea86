"""The roles of golddust as processes, each to be killed, stopped or frozen by itself."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from benchmarks.processes import Running, free_port, kill_session, signal_session

ROOT = Path(__file__).parents[2]
GOLDDUST = (sys.executable, "-m", "cli.main")
OPEN_WITHIN = 300.0
STOP_WITHIN = 60.0
"""Seconds; golddust promises ten, on a machine that is not busy with everything else."""
LOUD = ("error", "critical")
KEYS = {f"GOLDDUST_KEYS__{name}": f"{number:064x}" for number, name in enumerate(("PSEUDONYM", "LINKS", "ORIGINALS"), start=1)}
"""The same for all replicas, as an installation of several machines has them."""


@dataclass(slots=True)
class Member:
    """One process in a session of its own, so that it can be killed with all that it started. `log`: where its lines go."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, and do not wait until it is at work."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - our own programs
                self.command,
                cwd=ROOT,
                env=dict(self.environment),
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def is_alive(self) -> bool:
        """Whether it was started and has not ended."""
        return self.process is not None and self.process.poll() is None

    def is_at_work(self) -> bool:
        """Whether it writes to Kafka, or is about to join a group: it holds a name for that, see golddust/bus/kafka/slots.py."""
        return any("/kafka/" in target for target in self._open_files())

    def _open_files(self) -> Iterator[str]:
        for descriptor in Path(f"/proc/{self.process.pid}/fd").glob("*") if self.process else ():
            with suppress(OSError):
                yield str(descriptor.readlink())

    def wait_until_at_work(self, within: float = OPEN_WITHIN) -> bool:
        """Return when it is, or when the time is up: whether it is."""
        deadline = time.monotonic() + within
        while not self.is_at_work() and time.monotonic() < deadline:
            time.sleep(0.1)
        return self.is_at_work()

    def kill(self) -> None:
        """Kill -9, and all that it started with it."""
        if self.process is not None:
            kill_session(self.process.pid)
            self.process.wait()
        self.process = None

    def terminate(self) -> None:
        """SIGTERM, once: what is on its way out is killed by a second one."""
        self._signal(signal.SIGTERM, group=False)

    def stop(self, within: float = STOP_WITHIN) -> str:
        """SIGTERM, and wait; returns what was wrong with how it ended, "" when nothing."""
        self.terminate()
        return self.wait(within)

    def wait(self, within: float = STOP_WITHIN) -> str:
        """Wait until it has ended; returns what was wrong with how it did, "" when nothing."""
        if self.process is None:
            return ""
        try:
            code = self.process.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            return f"{self.name} did not stop within {within:.0f} s"
        self.process = None
        on_its_way_up = code == -signal.SIGTERM  # it did not listen yet
        return f"{self.name} ended with {code}" if code and not on_its_way_up else ""

    def freeze(self) -> None:
        """SIGSTOP: its connections stay open, and it does nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT: it goes on as if no time had passed."""
        self._signal(signal.SIGCONT)

    def loud(self) -> list[str]:
        """What it logged as errors, each kind once, and traces."""
        return sorted(set(_loud_lines(self)))

    def _signal(self, number: int, *, group: bool = True) -> None:
        if self.process is not None and self.is_alive():
            (signal_session if group else os.kill)(self.process.pid, number)


@dataclass(frozen=True, slots=True)
class Ingest:
    """One set of doors with the spool behind them: a data folder of its own, ports of its own, the URL that all sets share."""

    data: Path
    url: str
    http: int
    smtp: int

    @property
    def spool(self) -> Path:
        """The file of what waits to be forwarded."""
        return self.data / "spool.sqlite3"

    def are_open(self) -> bool:
        """Whether both doors take messages."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.http}/readyz", timeout=5) as answer:
                answer.read()
            with socket.create_connection(("127.0.0.1", self.smtp), timeout=5) as door:
                return door.recv(3) == b"220"
        except OSError:
            return False


@dataclass(slots=True)
class Fleet:
    """All roles on one log and one database; `folder` takes the data folders and what the processes write."""

    folder: Path
    settings: Mapping[str, str]
    doors: list[Ingest] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for member in self.members:
            member.kill()

    def add_ingest(self, data: Path | None = None) -> Ingest:
        """Doors and the forwarder behind them."""
        number, http = len(self.doors) + 1, free_port()
        url = self.doors[0].url if self.doors else f"http://127.0.0.1:{http}"
        ingest = Ingest(data or self.folder / f"ingest-{number}", url, http, free_port())
        self.doors.append(ingest)
        self.add(f"http-{number}", "serve", "http", "--http", str(ingest.http), data=ingest.data)
        self.add(f"smtp-{number}", "serve", "smtp", "--smtp", str(ingest.smtp), data=ingest.data)
        self.add(f"forward-{number}", "work", "forward", data=ingest.data)
        return ingest

    def add(self, name: str, *words: str, data: Path | None = None, program: Sequence[str] = GOLDDUST) -> Member:
        """A process of that name, not started yet. Workers of one machine share a data folder."""
        command = [*program, *words, "--data", str(data or self.folder / "work")]
        member = Member(name, command, self.environment, self.folder / f"{name}.log")
        self.members.append(member)
        return member

    def dismiss(self, member: Member) -> None:
        """End it for good, and note what it had to complain of."""
        member.kill()
        self.members.remove(member)
        self.faults += member.loud()

    @property
    def environment(self) -> dict[str, str]:
        """What every process gets to know; answers are sent only where the settings name a relay, and a number to send from."""
        known = Running(self.folder).environment | KEYS | {"GOLDDUST_SMS__TWILIO__FROM_NUMBER": ""} | dict(self.settings)
        return known | ({"GOLDDUST_HTTP__PUBLIC_URL": self.doors[0].url} if self.doors else {})

    def named(self, beginning: str) -> list[Member]:
        """The members whose name begins so."""
        return [member for member in self.members if member.name.startswith(beginning)]

    def start(self) -> None:
        """Start all, and return when all doors are open. Raises TimeoutError."""
        for member in self.members:
            member.start()
        self.wait_until_open()

    def wait_until_open(self) -> None:
        """Return when all doors are open. Raises TimeoutError."""
        deadline = time.monotonic() + OPEN_WITHIN
        while not all(ingest.are_open() for ingest in self.doors):
            if time.monotonic() > deadline:
                raise TimeoutError(f"the doors did not open; see {self.folder}")
            time.sleep(0.1)

    def start_what_ended(self) -> None:
        """Start again what is not at work, as a supervisor would; what was not killed by us should be."""
        self.faults += self._ended()
        for member in self.members:
            if not member.is_alive():
                member.start()

    def _ended(self) -> list[str]:
        ended = [(m.name, m.process.poll()) for m in self.members if m.process is not None and not m.is_alive()]
        return [f"{name} ended by itself with {code}" for name, code in ended]

    def stop(self) -> list[str]:
        """SIGTERM to each, all at once; returns what was wrong: ended by itself, not in time, or said so in its log."""
        faults = self._ended()
        alive = [member for member in self.members if member.is_alive()]
        for member in alive:
            member.terminate()
        return [*faults, *filter(None, (member.wait() for member in alive)), *self.loud()]

    def loud(self) -> list[str]:
        """What the members logged as errors, each kind once, and traces."""
        return [fault for member in self.members for fault in member.loud()]


def _loud_lines(member: Member) -> Iterator[str]:
    if not member.log.exists():
        return
    for line in member.log.read_text(errors="replace").splitlines():
        if line.startswith("Traceback"):
            yield f"{member.name}: a trace, see {member.log}"
        elif any(f'"level": "{level}"' in line for level in LOUD):
            told = json.loads(line)
            yield f"{member.name}: {told.get('event')} {told.get('reason') or told.get('error') or ''}".rstrip()

"""Starts roles as processes and keeps them: a crashed one is started again with back-off, and all stop together."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from golddust.ports import Clock

log = structlog.get_logger()

STOP_WITHIN = 8.0
STEADY_AFTER = 60.0
LONGEST_PAUSE = 30.0
LOOK_EVERY = 0.2


@dataclass(slots=True)
class Role:
    """One process to be kept: its name, the words after `golddust` that run it, and what it alone is told in its environment."""

    name: str
    words: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    crashes: int = 0
    start_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Keeps roles alive until told to stop. Times are in seconds."""

    roles: list[Role]
    environment: Mapping[str, str]
    clock: Clock
    log_file: Path | None = None
    stopping: threading.Event = field(default_factory=threading.Event)
    stop_within: float = STOP_WITHIN

    def run(self) -> None:
        """Start all, keep them, and return when `stop` was called and all have ended, within 10 seconds."""
        lifeline, held = os.pipe()
        try:
            while not self.stopping.is_set():
                for role in self.roles:
                    self._keep(role, lifeline)
                self.clock.sleep(LOOK_EVERY, self.stopping)
        finally:
            self._end_all()
            os.close(held)
            os.close(lifeline)

    def stop(self) -> None:
        """End all roles; `run` returns."""
        self.stopping.set()

    def missing(self) -> Sequence[str]:
        """The roles that do not run just now, in words."""
        return [f"{role.name} does not run" for role in self.roles if role.process is None or role.process.poll() is not None]

    def _keep(self, role: Role, lifeline: int) -> None:
        now = self.clock.monotonic()
        if role.process is not None and role.process.poll() is not None:
            self._note_crash(role, now)
        if role.process is None and now >= role.start_at:
            role.process = self._start(role, lifeline)
            role.started_at = now

    def _note_crash(self, role: Role, now: float) -> None:
        code = role.process.returncode if role.process else None
        steady = now - role.started_at > STEADY_AFTER
        role.crashes = 1 if steady else role.crashes + 1
        pause = min(0.5 * 2 ** (role.crashes - 1), LONGEST_PAUSE)
        role.process, role.start_at = None, now + pause
        log.error("a role ended; it is started again", role=role.name, exit_code=code, in_seconds=pause)

    def _start(self, role: Role, lifeline: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "cli.main", *role.words, "--lifeline", str(lifeline)]
        log_to = self.log_file.open("ab") if self.log_file else None
        told = {**self.environment, **role.environment}
        try:
            return subprocess.Popen(  # noqa: S603 - our own program
                command, env=told, pass_fds=(lifeline,), stdin=subprocess.DEVNULL, stderr=log_to,
                process_group=0,  # Ctrl-C is for the supervisor: a role told twice, by the terminal and by it, may hang
            )  # fmt: skip
        finally:
            if log_to is not None:
                log_to.close()

    def _end_all(self) -> None:
        alive = [role.process for role in self.roles if role.process is not None and role.process.poll() is None]
        for process in alive:
            process.send_signal(signal.SIGTERM)
        deadline = self.clock.monotonic() + self.stop_within
        for process in alive:
            try:
                process.wait(max(0.1, deadline - self.clock.monotonic()))
            except subprocess.TimeoutExpired:
                log.error("a role did not stop in time and was killed", pid=process.pid)
                process.kill()
                process.wait()

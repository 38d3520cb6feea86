"""`golddust run`: all roles on one machine, as few processes, supervised."""

import errno
import fcntl
import os
import shutil
import signal
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from pathlib import Path

from rich.console import Console

from cli.supervisor import Role, Supervisor
from cli.wiring import Installation
from config.load import Loaded
from config.settings import Settings
from golddust.clock import SystemClock
from golddust.errors import Misconfigured, Occupied, Problem, Unavailable

READY_WITHIN = 60.0
ROLES_AT_WORK = ("forward", "tag", "store", "complaints", "replies", "promises")


def run_all(loaded: Loaded, config: Path | None, people: Console, ready: Callable[[Installation], None] | None = None) -> None:
    """Run until SIGTERM or SIGINT. `ready`, when given, is called in a thread once every door is open.

    Raises Occupied for a second run on the same data, Misconfigured for a folder or port that cannot be used.
    """
    settings = loaded.settings
    with _the_only_one(settings.data_dir):
        installation = Installation(settings)
        installation.prepare()
        _refuse_taken_ports(settings)
        supervisor = Supervisor(_roles(settings, config), _environment(settings), SystemClock())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: supervisor.stop())
        announce = ready or (lambda running: _announce(running, people))
        threading.Thread(target=_when_ready, args=(installation, supervisor, people, announce), daemon=True).start()
        supervisor.run()
        installation.close()


def _roles(settings: Settings, config: Path | None) -> list[Role]:
    common = ["--data", str(settings.data_dir), *(["--config", str(config)] if config else [])]
    return [
        Role("work", ["work", *ROLES_AT_WORK, *common]),
        Role("http", ["serve", "http", *common, "--http", str(settings.http.port)]),
        Role("smtp", ["serve", "smtp", *common, "--smtp", str(settings.smtp.port)]),
        Role("console", ["serve", "console", *common, "--console", str(settings.console.port)]),
    ]


def _environment(settings: Settings) -> Mapping[str, str]:
    """Ours, with a folder in which the processes add up their metrics."""
    folder = settings.data_dir / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(folder.resolve())}


class _the_only_one:  # noqa: N801 - reads as a phrase in its with statement
    """Holds the data folder; the kernel gives it back however the process ends."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "run.lock"

    def __enter__(self) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            expected = f"a folder that can be written to ({error.strerror})"
            raise Misconfigured((Problem("data_dir", str(self._path.parent), expected),)) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._lock, 20, 0).decode() or "unknown"
            raise Occupied(
                f"golddust runs on {self._path.parent} already, as process {holder}; stop it, or give another folder with --data"
            ) from None
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, str(os.getpid()).encode(), 0)

    def __exit__(self, *_: object) -> None:
        os.close(self._lock)


def _refuse_taken_ports(settings: Settings) -> None:
    doors = {"http": settings.http, "smtp": settings.smtp, "console": settings.console}
    problems = [Problem(f"{name}.port", str(door.port), taken) for name, door in doors.items() if (taken := _taken(door))]
    if problems:
        raise Misconfigured(tuple(problems))


def _taken(door: object) -> str:
    host, port = getattr(door, "host", ""), getattr(door, "port", 0)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            reason = "another program has it" if error.errno == errno.EADDRINUSE else error.strerror
            return f"a port that is free at {host} ({reason})"
    return ""


def _when_ready(
    installation: Installation, supervisor: Supervisor, people: Console, announce: Callable[[Installation], None]
) -> None:
    try:
        wait_until_ready(installation.settings, supervisor.stopping)
    except Unavailable as late:
        people.print(late.reason)
        return
    if not supervisor.stopping.is_set():
        announce(installation)


def wait_until_ready(settings: Settings, stopping: threading.Event) -> None:
    """Return when all doors answer. Raises Unavailable when they do not within a minute."""
    deadline = time.monotonic() + READY_WITHIN
    while not stopping.is_set() and not _all_open(settings):
        if time.monotonic() > deadline:
            raise Unavailable("not all doors opened within a minute; the log lines above say why (or `golddust doctor`)")
        stopping.wait(0.1)


def _all_open(settings: Settings) -> bool:
    pages = [f"http://{door.host}:{door.port}/readyz" for door in (settings.http, settings.console)]
    return _answers(settings.smtp.host, settings.smtp.port) and all(map(_is_ready, pages))


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1) as connection:
            return connection.recv(3) == b"220"
    except OSError:
        return False


def _is_ready(page: str) -> bool:
    try:
        with urllib.request.urlopen(page, timeout=1) as answer:  # noqa: S310 - our own door
            return bool(answer.status == 200)  # noqa: PLR2004
    except OSError:
        return False


def _announce(installation: Installation, people: Console) -> None:
    settings = installation.settings
    people.print(f"""[bold]golddust is listening.[/bold]
  text messages, web hooks, form   {settings.http.public_url}
  mail                             smtp://{settings.smtp.host}:{settings.smtp.port}
  console                          {installation.sign_in_link()}
                                   (signs you in once, within 15 minutes; `golddust user add NAME` for an account)""")
    for sender in installation.senders:
        if words := sender.waiting_for():
            people.print(f"  [yellow]answers by {' and '.join(sorted(sender.channels))} wait[/yellow]: {words}")
    people.print("Ctrl-C stops it.")

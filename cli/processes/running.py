"""`golddust run`: all roles on one machine, as few processes, supervised."""

import fcntl
import math
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from cli.output import tell
from cli.processes.ports import refuse_taken
from cli.processes.roles import ROLES
from cli.processes.sharing import greets, smtp_doors, smtp_roles
from cli.processes.supervisor import Role, Supervisor
from cli.processes.watch import metrics_in, open_watch_door
from cli.wiring.installation import Installation
from config.load import Loaded
from config.settings import Settings
from golddust.clock import SystemClock
from golddust.errors import GoldDustError, Misconfigured, Occupied, Problem, Unavailable
from golddust.metrics import NoMetrics
from ingest.email.smtp.certificate import certificate_of

READY_WITHIN = 60.0


def run_all(
    loaded: Loaded,
    config: Path | None,
    people: Console,
    ready: Callable[[], None] | None = None,
    log_file: Path | None = None,
) -> None:
    """Run until SIGTERM or SIGINT. `ready`, when given, is called in a thread once every door is open.

    The roles' log lines go to `log_file`, where given, else to standard error.
    Raises Occupied for a second run on the same data, Misconfigured for a folder or port that cannot be used.
    """
    settings = loaded.settings
    with _the_only_one(settings.data_dir), shared_metrics() as environment:
        _prepare(settings)
        _refuse_taken_ports(settings)
        told = {**environment, "GOLDDUST_HTTP__PUBLIC_URL": settings.http.public_url}  # links of all roles lead to this very door
        supervisor = Supervisor(_roles(settings, config), told, SystemClock(), log_file)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: supervisor.stop())
        announce = ready or (lambda: _announce(settings, config, people))
        threading.Thread(target=_when_ready, args=(settings, supervisor, people, announce), daemon=True).start()
        supervisor.run()


def serve_together(settings: Settings, config: Path | None) -> None:
    """Take mail in by several processes that share its ports, until SIGTERM or SIGINT. Raises Misconfigured."""
    certificate_of(settings.smtp, NoMetrics())
    refuse_taken(smtp_doors(settings.smtp))
    with shared_metrics() as environment:
        supervisor = Supervisor(smtp_roles(settings, _common(settings, config)), environment, SystemClock())
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: supervisor.stop())
        folder = environment["PROMETHEUS_MULTIPROC_DIR"]
        open_watch_door(settings.watch, supervisor.missing, lambda: metrics_in(folder))
        supervisor.run()


def _prepare(settings: Settings) -> None:
    """Make what is missing, in a process of its own: the supervisor stays, and must not keep all that in memory."""
    child = os.fork()
    if child == 0:
        os._exit(_prepared(settings))
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if status:
        sys.exit(status)


def _prepared(settings: Settings) -> int:
    try:
        Installation(settings).prepare()
    except GoldDustError as error:
        return tell(error)
    return 0


def _roles(settings: Settings, config: Path | None) -> list[Role]:
    common = _common(settings, config)
    return [
        Role("work", ["work", *ROLES, *common]),
        Role("http", ["serve", "http", *common, "--http", str(settings.http.port)]),
        *smtp_roles(settings, common),
        Role("console", ["serve", "console", *common, *_ports_for_console(settings)]),
    ]


def _ports_for_console(settings: Settings) -> list[str]:
    """Its own, and those of the doors that can be tried from it."""
    doors = {"--console": settings.console.port, "--http": settings.http.port, "--smtp": settings.smtp.port}
    return [word for name, port in doors.items() for word in (name, str(port))]


def _common(settings: Settings, config: Path | None) -> list[str]:
    return ["--data", str(settings.data_dir), *(["--config", str(config)] if config else [])]


@contextmanager
def shared_metrics() -> Iterator[Mapping[str, str]]:
    """Our environment, with a folder in which the processes add up their metrics.

    It is kept in memory where that can be had: the files are mapped, and a process that writes to a mapped page on a full disk is
    killed, when its work is just then to refuse mail politely.
    """
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made there, with a name that nobody can guess
    home = memory if os.access(memory, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="golddust-metrics-", dir=home) as folder:
        yield {**os.environ, "PROMETHEUS_MULTIPROC_DIR": folder}


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
    doors = {
        "http": (settings.http.host, settings.http.port),
        "console": (settings.console.host, settings.console.port),
    }
    refuse_taken(doors | smtp_doors(settings.smtp))


def _when_ready(settings: Settings, supervisor: Supervisor, people: Console, announce: Callable[[], None]) -> None:
    try:
        wait_until_ready(settings, supervisor.stopping)
    except Unavailable as late:
        people.print(f"{late.reason}; still waiting")
        wait_until_ready(settings, supervisor.stopping, within=math.inf)
    if not supervisor.stopping.is_set():
        announce()


def wait_until_ready(settings: Settings, stopping: threading.Event, within: float = READY_WITHIN) -> None:
    """Return when all doors answer, or when it is `stopping`. Raises Unavailable when they do not `within` so many seconds."""
    deadline = time.monotonic() + within
    while not stopping.is_set() and not _all_open(settings):
        if time.monotonic() > deadline:
            raise Unavailable("not all doors are open after a minute: log lines above say why, if anything went wrong")
        stopping.wait(0.1)


def _all_open(settings: Settings) -> bool:
    pages = [
        f"http://{settings.http.host}:{settings.http.port}/readyz",
        f"http://{settings.console.host}:{settings.console.port}/readyz",
    ]
    return greets(settings.smtp) and all(map(_is_ready, pages))


def _is_ready(page: str) -> bool:
    try:
        with urllib.request.urlopen(page, timeout=1) as answer:  # noqa: S310 - our own door
            return bool(answer.status == 200)  # noqa: PLR2004
    except OSError:
        return False


def _announce(settings: Settings, config: Path | None, people: Console) -> None:
    words = f"""[bold]golddust is listening.[/bold]
  public door                      http://{settings.http.host}:{settings.http.port}
  text messages, web hooks         {settings.http.public_url}
  form                             {settings.http.public_url.rstrip("/")}/tell-us
  mail                             smtp://{settings.smtp.host}:{settings.smtp.port}
  console                          {_sign_in_link(settings, config)}
                                   (signs you in once, within 15 minutes; `golddust user add NAME` for an account)"""
    people.print(words, soft_wrap=True)  # a link that is cut in two opens nothing
    for sender in Installation(settings).senders:
        if needed := sender.waiting_for():
            people.print(
                f"  [yellow]answers by {' and '.join(sorted(sender.channels))} wait[/yellow]: {escape(needed)}", soft_wrap=True
            )
    people.print("Ctrl-C stops it.")


def _sign_in_link(settings: Settings, config: Path | None) -> str:
    """A link, made by a process of its own, for the reason given at `_prepare`."""
    words = [sys.executable, "-m", "cli.main", "user", "link", "--data", str(settings.data_dir)]
    made = subprocess.run(  # noqa: S603 - our own program
        [*words, "--port", str(settings.console.port), *(["--config", str(config)] if config else [])],
        capture_output=True,
        text=True,
        check=False,
    )
    return made.stdout.strip() or "(no link could be made; `golddust doctor` says why)"

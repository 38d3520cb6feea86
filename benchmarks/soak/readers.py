"""Who looks at the console: streams that are followed and resumed, and pages that are read one after another."""

import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field

from sqlalchemy import Engine

from benchmarks.soak.pages import paths
from console.admission.accounts import Accounts
from console.admission.scopes import SCOPES
from golddust import topics
from golddust.clock import SystemClock

AWAY = "away"
SILENT = 60.0
"""Seconds: a stream says every 20 that it is still there."""
AGAIN, BETWEEN = 2.0, 1.0
INBOX, TAGGED = "/console/feedback/stream", f"/api/v1/streams/{topics.TAGGED}"
OUR_FAULT = 500
Guests = Sequence[threading.Thread]


@dataclass(slots=True)
class Seen:
    """What the readers had: the ids of events on each program's stream, statuses of pages, and how often streams were joined."""

    streams: dict[str, Counter[str]] = field(default_factory=dict)
    pages: Counter[str] = field(default_factory=Counter)
    broken: dict[str, str] = field(default_factory=dict)
    joined: int = 0
    told: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, path: str, status: object, said: bytes) -> None:
        """Count a page; keep the first words of one that is our fault."""
        with self.lock:
            self.pages[str(status)] += 1
            if status == OUR_FAULT:
                self.broken.setdefault(path, said[:200].decode(errors="replace"))


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who is signed in, and has a program's token, too."""

    cookie: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What lets them in."""
        return {"Cookie": f"golddust_session={self.cookie}", "Authorization": f"Bearer {self.token}"}


def guest(engine: Engine) -> Guest:
    """An administrator."""
    accounts = Accounts(engine, SystemClock())
    cookie = accounts.redeem(accounts.one_time_link("operator").partition("?")[0])
    return Guest(cookie, accounts.add_token("soak", SCOPES))


@contextmanager
def reading(ports: Sequence[int], engine: Engine, seen: Seen) -> Iterator[None]:
    """At each console: two who watch the inbox, a program that follows a topic, and somebody who goes from page to page."""
    stop, let_in = threading.Event(), guest(engine)
    open_to_read = paths(engine)
    guests = [thread for port in ports for thread in _guests(port, let_in, seen, open_to_read, stop)]
    for one in guests:
        one.start()
    try:
        yield
    finally:
        stop.set()
        for one in guests:
            one.join(SILENT + AGAIN)


def _guests(port: int, let_in: Guest, seen: Seen, open_to_read: Sequence[str], stop: threading.Event) -> Guests:
    name, dice = f"console at {port}", random.Random(port)
    had = seen.streams.setdefault(name, Counter())
    return [
        *(threading.Thread(target=_follow, args=(port, INBOX, let_in, seen, stop, None), daemon=True) for _ in range(2)),
        threading.Thread(target=_follow, args=(port, TAGGED, let_in, seen, stop, had), daemon=True),
        threading.Thread(target=_leaf, args=(port, lambda: dice.choice(open_to_read), let_in, seen, stop), daemon=True),
    ]


def _follow(port: int, path: str, let_in: Guest, seen: Seen, stop: threading.Event, had: Counter[str] | None) -> None:
    """Follow a stream, and resume it where it ended."""
    last = ""
    while not stop.is_set():
        with (
            suppress(OSError, http.client.HTTPException),
            closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SILENT)) as connection,
        ):
            connection.request("GET", path, headers=let_in.headers | ({"Last-Event-ID": last} if last else {}))
            answer = connection.getresponse()
            seen.joined += answer.status == http.client.OK
            while not stop.is_set() and answer.status == http.client.OK and (line := answer.readline()):
                last = line[4:].decode().strip() if line.startswith(b"id: ") else last
                if line.startswith(b"data: "):
                    _told(line[6:], seen, had)
        stop.wait(AGAIN)


def _told(data: bytes, seen: Seen, had: Counter[str] | None) -> None:
    seen.told += 1
    if had is not None:
        had[json.loads(data)["feedback"]] += 1


def _leaf(port: int, next_path: Callable[[], str], let_in: Guest, seen: Seen, stop: threading.Event) -> None:
    """Read one page after another."""
    while not stop.is_set():
        path = next_path()
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=SILENT)) as connection:
                began = time.monotonic()
                connection.request("GET", path, headers=let_in.headers)
                answer = connection.getresponse()
                seen.note(path, answer.status, answer.read())
                stop.wait(max(0.0, BETWEEN - (time.monotonic() - began)))
        except (OSError, http.client.HTTPException):
            seen.note(path, AWAY, b"")
            stop.wait(AGAIN)

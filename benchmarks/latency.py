"""How long a message takes from its acceptance to its stored tags, through a whole `golddust run` on Kafka at half load."""

import http.client
import itertools
import json
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import load, requests
from benchmarks.cluster import Lane, lane
from benchmarks.processes import Running

CONNECTIONS = 32
POSTERS = 8
LOOK_EVERY = 0.005
STORED_WITHIN = 300.0
WARM_UP = 200
SETTLE_SECONDS = 3.0
"""For the stages behind the store, which go on with what it has."""


@dataclass(frozen=True, slots=True)
class Latency:
    """What was measured. Rates are messages a second; latencies are in seconds, sorted. `behind`: of the posting, in seconds."""

    capacity: float
    rate: float
    latencies: Sequence[float]
    behind: float

    def quantile(self, share: float) -> float:
        """The latency within which that share of the messages was stored."""
        return self.latencies[min(len(self.latencies) - 1, int(share * len(self.latencies)))]


def measure(bootstrap: str, driver: str, count: int, seconds: float) -> Latency:
    """Find the capacity with so many messages at once, then post for so many seconds at half of it."""
    with lane(bootstrap) as ground, tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        running = Running(Path(folder) / "data", _settings(ground, driver))
        running.start()
        try:
            with closing(_Store(running.data / "store.sqlite3")) as store:
                return _measured(running, store, count, seconds)
        finally:
            running.stop()


def _settings(ground: Lane, driver: str) -> dict[str, str]:
    return {
        "GOLDDUST_LOG__BACKEND": "kafka",
        "GOLDDUST_LOG__BOOTSTRAP_SERVERS": f'["{ground.bootstrap}"]',
        "GOLDDUST_LOG__PREFIX": ground.prefix,
        "GOLDDUST_LOG__DRIVER": driver,
    }


def _measured(running: Running, store: "_Store", count: int, seconds: float) -> Latency:
    _all_at_once(running, store, 0, WARM_UP)
    capacity = count / _all_at_once(running, store, WARM_UP, count)
    time.sleep(SETTLE_SECONDS)
    rate = capacity / 2
    posted = list(requests.many(requests.hook, int(rate * seconds), WARM_UP + count))
    accepted, behind = _post(running.http, posted, rate, store)
    latencies = sorted(store.seen[one] - at for one, at in accepted.items())
    return Latency(capacity, rate, latencies, behind)


def _all_at_once(running: Running, store: "_Store", start: int, count: int) -> float:
    """Post them as fast as they are taken; returns the seconds until the last is stored."""
    wanted = len(store.seen) + count
    messages = requests.many(requests.hook, count, start)
    started = time.monotonic()
    load.http(running.http, messages, CONNECTIONS)
    store.wait_for(wanted)
    return time.monotonic() - started


def _post(port: int, messages: Sequence[bytes], rate: float, store: "_Store") -> tuple[dict[str, float], float]:
    """Post at that rate whatever the answers take; returns when each id was accepted, and by how much the last was late."""
    plan = _Plan(messages, rate)
    wanted = len(store.seen) + len(messages)
    posters = [threading.Thread(target=plan.post, args=(port,), daemon=True) for _ in range(POSTERS)]
    for poster in posters:
        poster.start()
    store.wait_for(wanted)
    return plan.accepted, plan.behind


@dataclass(slots=True)
class _Plan:
    """Who posts takes the next message and waits until it is due."""

    messages: Sequence[bytes]
    rate: float
    accepted: dict[str, float] = field(default_factory=dict)
    behind: float = 0.0
    started: float = field(default_factory=time.monotonic)
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def post(self, port: int) -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as connection:
            while (number := next(self.numbers)) < len(self.messages):
                due = self.started + number / self.rate
                time.sleep(max(0.0, due - time.monotonic()))
                self.behind = max(self.behind, time.monotonic() - due)
                feedback = _post_one(connection, self.messages[number])
                self.accepted[feedback] = time.monotonic()


def _post_one(connection: http.client.HTTPConnection, request: bytes) -> str:
    head, _, body = request.partition(b"\r\n\r\n")
    pairs = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
    headers = {name: value for name, value in pairs if name not in ("Host", "Content-Length")}
    connection.request("POST", "/hooks/shop", body, headers)
    return str(json.loads(connection.getresponse().read())["id"])


class _Store:
    """Looks for new tags every 5 ms, and notes when each message's first showed."""

    def __init__(self, path: Path) -> None:
        self.seen: dict[str, float] = {}
        self._path = path
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        last = 0
        with closing(sqlite3.connect(f"file:{self._path}?mode=ro", uri=True, timeout=30)) as store:
            while not self._ending.wait(LOOK_EVERY):
                rows = store.execute("SELECT rowid, feedback FROM tags WHERE rowid > ?", (last,)).fetchall()
                now = time.monotonic()
                for last, feedback in rows:  # noqa: B007 - the last of them is where to go on
                    self.seen.setdefault(feedback, now)

    def wait_for(self, count: int) -> None:
        """Return when so many are stored. Raises TimeoutError."""
        deadline = time.monotonic() + STORED_WITHIN
        while len(self.seen) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.seen):,} of {count:,} messages were stored in time")
            time.sleep(LOOK_EVERY)

    def close(self) -> None:
        """Stop looking."""
        self._ending.set()
        self._thread.join()

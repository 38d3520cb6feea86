"""What the doors for text messages and web hooks take in durably, beside a route of the same server that does nothing.

Wall-clock figures of a busy machine say little, so the processor time of the serving process stands beside them.
"""

import http.client
import itertools
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from benchmarks import load, requests
from benchmarks.doors import Door, door, expect, idle
from benchmarks.processes import SOURCE_SECRET, Running, cpu_seconds

IDLE_HTTP = """
import sys
from flask import Flask, request
from cli.processes.serving import serve

def make():
    app = Flask("idle")
    @app.post("/<path:any>")
    def take(any):
        request.get_data()
        return {"id": "none", "duplicate": False}, 202
    return app

serve("http", make, "127.0.0.1", int(sys.argv[1]), int(sys.argv[2]), None)
"""
HAMMER = """
import itertools, pathlib, sys
from golddust.bus.sqlite.log import SqliteLog
from golddust.records import Entry

log = SqliteLog(pathlib.Path(sys.argv[1]) / "log.sqlite3")
for number in itertools.count():
    log.append([Entry("golddust.hammer", str(number), b"x" * 512)] * 8)
"""
"""Another process that commits to the same file without a pause."""
SOURCES = {
    "GOLDDUST_HOOKS__TYPEFORM__SOURCE": "typeform",
    "GOLDDUST_HOOKS__TYPEFORM__VERIFY": f'{{"secrets": ["{SOURCE_SECRET}"]}}',
}
THREADS = "24"
POSTERS = 16
Make = Callable[[int], bytes]


@dataclass(slots=True)
class Taken:
    """The best of some rounds: accepts a second, and milliseconds of processor time for a thousand, the serving process alone."""

    per_second: float = 0.0
    cpu: float = float("inf")


@dataclass(frozen=True, slots=True)
class Waits:
    """How long accepts took at that many a second: in seconds, from when each was due, sorted."""

    rate: float
    seconds: Sequence[float]

    def quantile(self, share: float) -> float:
        """The time within which that share was answered."""
        return self.seconds[min(len(self.seconds) - 1, int(share * len(self.seconds)))]


def measure(count: int, connections: int, rounds: int) -> dict[str, Taken]:
    """Doing nothing, signed hooks, a ready source that signs by HMAC, signed text messages; the best of the rounds, in turns."""
    with idle(IDLE_HTTP, THREADS) as nothing, door("http", settings=SOURCES) as real:
        ways = _ways(nothing, real)
        best = {name: Taken() for name in ways}
        for turn in range(rounds):
            for name, (there, make) in ways.items():
                note_best(best[name], there, requests.many(make, count, turn * count), count, connections)
    return best


def _ways(nothing: Door, real: Running) -> dict[str, tuple[Door, Make]]:
    served = Door(real.http, real.pid)
    return {
        "nothing": (nothing, requests.hook),
        "hooks": (served, requests.hook),
        "hooks of a ready source": (served, requests.ready_hook),
        "texts": (served, lambda number: requests.text_message(number, real.url)),
    }


def note_best(best: Taken, there: Door, brought: Iterator[bytes], count: int, connections: int) -> None:
    """Post all that; keep what was quicker, and what took less, than the rounds before."""
    before = cpu_seconds(there.pid)
    result = load.http(there.port, brought, connections)
    expect(result, {"202", "200"}, count)
    best.per_second = max(best.per_second, result.per_second)
    best.cpu = min(best.cpu, (cpu_seconds(there.pid) - before) / count * 1e6)


def measure_waits(capacity: float, seconds: float) -> dict[str, Waits]:
    """How long hooks and texts wait at half of that capacity, while a second process writes to the same store all the time."""
    found: dict[str, Waits] = {}
    with door("http", settings=SOURCES) as real:
        makes: dict[str, Make] = {"hooks": requests.hook, "texts": lambda number: requests.text_message(number, real.url)}
        for name, make in makes.items():
            brought = list(requests.many(make, int(capacity / 2 * seconds)))
            with _hammered(real):
                found[name] = Waits(capacity / 2, _waits(real.http, brought, capacity / 2))
    return found


@contextmanager
def _hammered(real: Running) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", HAMMER, str(real.data)], stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        yield
    finally:
        process.terminate()
        process.wait(15)


def _waits(port: int, brought: Sequence[bytes], rate: float) -> list[float]:
    """Post at that rate, whatever the answers take; of each, the seconds from when it was due to its answer, sorted."""
    numbers, waits, started = itertools.count(), list[float](), time.monotonic()

    def post() -> None:
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
            while (number := next(numbers)) < len(brought):
                due = started + number / rate
                time.sleep(max(0.0, due - time.monotonic()))
                _post_one(connection, brought[number])
                waits.append(time.monotonic() - due)

    posters = [threading.Thread(target=post) for _ in range(POSTERS)]
    for poster in posters:
        poster.start()
    for poster in posters:
        poster.join()
    return sorted(waits)


def _post_one(connection: http.client.HTTPConnection, request: bytes) -> None:
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    connection.request("POST", first.split()[1], body, dict(line.split(": ", 1) for line in lines))
    answer = connection.getresponse()
    answer.read()
    if answer.status not in (HTTPStatus.OK, HTTPStatus.ACCEPTED):
        raise AssertionError(f"it was answered with {answer.status}")

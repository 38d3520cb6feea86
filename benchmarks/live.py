"""What live readers of the inbox cost: `golddust run` as it is run, and readers that fetch each new row as the page does.

`python -m benchmarks.live [--readers N] [--seconds N] [--a-second N ...] [--database URL]`
"""

import argparse
import asyncio
import itertools
import json
import os
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from benchmarks import requests
from benchmarks.processes import Running
from console.admission.accounts import Accounts
from golddust.clock import SystemClock
from golddust.database.engine import open_database
from sinks.store.archive import StoredArchive

TICKS = os.sysconf("SC_CLK_TCK")
SETTLES, WATCHED_EVERY = 5.0, 0.05
"""Seconds."""
NUMBERS = itertools.count(1)


@dataclass(slots=True)
class Readers:
    """Readers of one console: when each message was said, and after how many seconds each reader had its row."""

    port: int
    cookie: str
    said: dict[str, float] = field(default_factory=dict)
    stored: dict[str, float] = field(default_factory=dict)
    after: list[float] = field(default_factory=list)
    after_stored: list[float] = field(default_factory=list)

    async def read(self) -> None:
        """Follow the stream, and fetch what is new, until cancelled."""
        reader, writer = await self._ask("/console/feedback/stream")
        try:
            while line := await reader.readline():
                if line.startswith(b"data: "):
                    await self._fetch([one["id"] for one in json.loads(line[6:])])
        finally:
            writer.close()

    async def _fetch(self, ids: list[str]) -> None:
        reader, writer = await self._ask(f"/console/feedback/rows?ids={','.join(ids)}", close=True)
        page = await reader.read()
        writer.close()
        now = time.monotonic()
        shown = [one for one in ids if one.encode() in page]
        self.after += [now - self.said[one] for one in shown if one in self.said]
        self.after_stored += [now - self.stored.get(one, now) for one in shown if one in self.said]

    async def _ask(self, path: str, *, close: bool = False) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        ending = "Connection: close\r\n" if close else ""
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: golddust_session={self.cookie}\r\n{ending}\r\n".encode())
        await writer.drain()
        return reader, writer


async def measure(golddust: Running, engine: Engine, readers: int, seconds: float, a_second: float) -> dict[str, float]:
    """The console's share of a core while they read, and after how many seconds they had what came."""
    accounts, archive = Accounts(engine, SystemClock()), StoredArchive(engine)
    ours = Readers(golddust.console, accounts.redeem(accounts.one_time_link("operator").partition("?")[0]))
    tasks = [asyncio.ensure_future(ours.read()) for _ in range(readers)]
    watch = asyncio.ensure_future(_watch(archive, ours))
    await asyncio.sleep(SETTLES)
    pids = _console_of(golddust)
    before, clock, number = _ticks(pids), time.monotonic(), 0
    while a_second and time.monotonic() - clock < seconds:
        number += 1
        at = time.monotonic()
        ours.said[await asyncio.to_thread(_say, golddust, next(NUMBERS))] = at
        await asyncio.sleep(max(0.0, number / a_second - (time.monotonic() - clock)))
    await asyncio.sleep(2 if a_second else seconds)
    share = (_ticks(pids) - before) / TICKS / (time.monotonic() - clock)
    for task in (*tasks, watch):
        task.cancel()
    await asyncio.gather(*tasks, watch, return_exceptions=True)
    told = {"readers": readers, "a_second": a_second, "messages": number, "share_of_a_core": round(share, 3)}
    return {**told, **_waited("said", ours.after), **_waited("stored", ours.after_stored)}


def _waited(since: str, times: Sequence[float]) -> dict[str, float]:
    if len(times) < 2:  # noqa: PLR2004 - of fewer there are no quantiles
        return {}
    rounded = round(statistics.median(times), 2), round(statistics.quantiles(times, n=20)[-1], 2)
    return {"seen": len(times), f"after_{since}_p50_s": rounded[0], f"after_{since}_p95_s": rounded[1]}


async def _watch(archive: StoredArchive, ours: Readers) -> None:
    """Note when each message is in the database, tags and all."""
    while True:
        await asyncio.sleep(WATCHED_EVERY)
        waiting = [one for one in ours.said if one not in ours.stored]
        found = await asyncio.to_thread(archive.tagged, waiting) if waiting else ()
        ours.stored |= dict.fromkeys(found, time.monotonic())


def _say(golddust: Running, number: int) -> str:
    raw = requests.hook(number, f"The kettle broke after one week, number {number}, very disappointed")
    head, _, body = raw.partition(b"\r\n\r\n")
    first, *lines = head.decode().split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines)
    url = golddust.url + first.split(" ")[1]
    asked = urllib.request.Request(url, body, {k: v for k, v in headers.items() if k.lower() != "content-length"})  # noqa: S310
    with urllib.request.urlopen(asked, timeout=20) as answer:  # noqa: S310 - our own door
        return str(json.load(answer)["id"])


def _console_of(golddust: Running) -> list[int]:
    """The console's processes: granian's main one and its worker."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"console" in words and str(golddust.data).encode() in words:
            found.append(int(folder.name))
    return found


def _ticks(pids: list[int]) -> int:
    stats = [(Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in stats)


@contextmanager
def running(url: str) -> Iterator[tuple[Running, Engine]]:
    """Golddust on an empty database: SQLite, or a PostgreSQL at this address."""
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        data = Path(folder) / "data"
        store = {"GOLDDUST_STORE__URL": url} if url else {}
        golddust = Running(data, {"GOLDDUST_TAG__TIER": "textblob", **store})
        golddust.start()
        engine = open_database(url or f"sqlite:///{data / 'store.sqlite3'}")
        try:
            yield golddust, engine
        finally:
            engine.dispose()
            golddust.stop()


def main() -> None:
    """Start golddust, measure with nothing coming and with something coming, print a record of each."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--readers", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--a-second", type=float, nargs="*", default=[0.0, 0.5, 5.0], help="messages a second, one run each")
    asked.add_argument("--database", default="", metavar="URL")
    options = asked.parse_args()
    with running(options.database) as (golddust, engine):
        for a_second in options.a_second:
            print(json.dumps(asyncio.run(measure(golddust, engine, options.readers, options.seconds, a_second))), flush=True)


if __name__ == "__main__":
    main()

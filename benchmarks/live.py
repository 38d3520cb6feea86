"""What live readers of the inbox cost: `golddust run` as it is run, and readers that fetch each new row as the page does.

`python -m benchmarks.live [--readers N] [--seconds N] [--every SECONDS]`
"""

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import requests
from benchmarks.processes import Running
from console.accounts import Accounts
from golddust.clock import SystemClock
from golddust.database.engine import open_database

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Readers:
    """Readers of one console: when each message was said, and after how many seconds each reader had its row."""

    port: int
    cookie: str
    said: dict[str, float] = field(default_factory=dict)
    after: list[float] = field(default_factory=list)

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
        self.after += [now - self.said[one] for one in ids if one in self.said and one.encode() in page]

    async def _ask(self, path: str, *, close: bool = False) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        ending = "Connection: close\r\n" if close else ""
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: golddust_session={self.cookie}\r\n{ending}\r\n".encode())
        await writer.drain()
        return reader, writer


async def measure(golddust: Running, readers: int, seconds: float, every: float) -> dict[str, float]:
    """The console's share of a core while they read, and after how many seconds they had what came."""
    accounts = Accounts(open_database(f"sqlite:///{golddust.data / 'store.sqlite3'}"), SystemClock())
    ours = Readers(golddust.console, accounts.redeem(accounts.one_time_link("bench").partition("?")[0]))
    tasks = [asyncio.ensure_future(ours.read()) for _ in range(readers)]
    await asyncio.sleep(5)
    pids = _console_of(golddust)
    before, clock, number = _ticks(pids), time.monotonic(), 0
    while time.monotonic() - clock < seconds:
        number += 1
        at = time.monotonic()
        ours.said[await asyncio.to_thread(_say, golddust, number)] = at
        await asyncio.sleep(max(0.0, every - (time.monotonic() - at)))
    await asyncio.sleep(2)
    share = (_ticks(pids) - before) / TICKS / (time.monotonic() - clock)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    slowest = statistics.quantiles(ours.after, n=20)[-1]
    told = {"messages": number, "seen": len(ours.after), "share_of_a_core": round(share, 3)}
    return {
        "readers": readers,
        "every_s": every,
        **told,
        "median_s": round(statistics.median(ours.after), 2),
        "p95_s": round(slowest, 2),
    }


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


def main() -> None:
    """Start golddust, measure, print a record."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--readers", type=int, default=50)
    asked.add_argument("--seconds", type=float, default=30)
    asked.add_argument("--every", type=float, default=2)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="golddust-bench-") as folder:
        golddust = Running(Path(folder) / "data", {"GOLDDUST_TAG__TIER": "textblob"})
        golddust.start()
        try:
            print(json.dumps(asyncio.run(measure(golddust, options.readers, options.seconds, options.every))))
        finally:
            golddust.stop()


if __name__ == "__main__":
    main()

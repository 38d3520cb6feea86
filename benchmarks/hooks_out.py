"""Web hooks out to quick receivers, beside bare posting with the same HTTP client: `python -m benchmarks.hooks_out`.

Read the ratios: what golddust adds is reading the log, the filter, the signature, and a row for each try, written durably.
"""

import argparse
import asyncio
import http.client
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from golddust import topics, wire
from golddust.bus.sqlite import SqliteLog
from golddust.clock import SystemClock
from golddust.database.engine import open_database, upgrade_database
from golddust.database.erasing.register import Hashing
from golddust.events import Tagged
from golddust.metrics import NoMetrics
from golddust.records import Entry
from golddust.specimens import SPECIMENS
from golddust.subscribing import Wish
from sinks.subscriptions.crew import Crew
from sinks.subscriptions.house import House
from sinks.subscriptions.keeping import StoredSubscriptions
from sinks.subscriptions.options import Options
from sinks.subscriptions.sealing import Seal

OPTIONS = Options(http=True, private_networks=("127.0.0.0/8",))
TAGGED = next(one for one in SPECIMENS if isinstance(one, Tagged))
ASKED_EVERY = 0.02


class Quick(asyncio.Protocol):
    """A receiver that answers 204 to every request at once and counts them."""

    taken = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody came."""
        self._transport = transport
        self._read = b""

    def data_received(self, data: bytes) -> None:
        """Answer each whole request; GET is answered with the count."""
        self._read += data
        while (end := self._read.find(b"\r\n\r\n")) >= 0:
            head = self._read[:end].lower()
            start = head.find(b"content-length:")
            length = int(head[start + 15 :].split(b"\r\n", 1)[0]) if start >= 0 else 0
            if len(self._read) < end + 4 + length:
                return
            self._read = self._read[end + 4 + length :]
            self._answer(head.startswith(b"get"))

    def _answer(self, asked: bool) -> None:  # noqa: FBT001 - one of two answers
        body = str(Quick.taken).encode() if asked else b""
        Quick.taken += not asked
        status = b"200 OK" if asked else b"204 No Content"
        said = b"HTTP/1.1 " + status + (f"\r\nContent-Length: {len(body)}".encode() if asked else b"")
        self._transport.write(said + b"\r\n\r\n" + body)  # type: ignore[attr-defined] # TCP's can be written to


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Quick, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def receiver() -> Iterator[int]:
    """The port of a receiver in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.hooks_out", "--serve"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 - ourselves
        yield int(process.stdout.readline() if process.stdout else 0)
        process.kill()


def bare(port: int, bodies: Sequence[bytes], threads: int) -> float:
    """Seconds for posting them with so many threads, each with a connection that is kept."""

    def post(mine: Sequence[bytes]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for body in mine:
            connection.request("POST", "/", body, {"Content-Type": "application/json"})
            connection.getresponse().read()
        connection.close()

    workers = [threading.Thread(target=post, args=(bodies[n::threads],)) for n in range(threads)]
    began = time.perf_counter()
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    return time.perf_counter() - began


def posted(folder: Path, port: int, entries: Sequence[Entry], subscriptions: int) -> float:
    """Seconds until so many subscriptions, all to the same receiver, were each sent everything, from the start of the crew."""
    clock = SystemClock()
    log, engine = SqliteLog(folder / "log.sqlite3", clock), open_database(f"sqlite:///{folder / 'store.sqlite3'}")
    upgrade_database(engine)
    kept = StoredSubscriptions(engine, clock, Seal(b"1" * 32), OPTIONS, lambda: (topics.TAGGED,))
    began_at = clock.now() - timedelta(hours=1)
    log.append(entries)
    for number in range(subscriptions):
        kept.add(f"s{number}", Wish(url=f"http://127.0.0.1:{port}/", topics=(topics.TAGGED,)))
        kept.replay(f"s{number}", began_at)
    crew = Crew(House(engine, log, clock, NoMetrics(), OPTIONS, Seal(b"1" * 32), Hashing(b"2" * 32)))
    thread = threading.Thread(target=crew.run)
    before, began = taken(port), time.perf_counter()
    thread.start()
    while taken(port) < before + len(entries) * subscriptions:
        time.sleep(ASKED_EVERY)
    took = time.perf_counter() - began
    crew.stop()
    thread.join()
    log.close()
    engine.dispose()
    return took


def taken(port: int) -> int:
    """How many the receiver has."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    connection.request("GET", "/")
    count = int(connection.getresponse().read())
    connection.close()
    return count


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--count", type=int, default=2000, help="events in all")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    if asked.serve:
        asyncio.run(_serve())
        return
    table = Table("subscriptions", "bare posts a second", "web hooks a second", "ratio", title_justify="left")
    table.title = f"Web hooks out, {asked.count:,} in all, best of {asked.rounds}, {OPTIONS.parallel} at once for each"
    for subscriptions in (1, 10):
        count = asked.count // subscriptions
        entries = [wire.entry(msgspec.structs.replace(TAGGED, id=f"t{n}", customer=f"c{n}")) for n in range(count)]
        bodies = [entry.value for entry in entries] * subscriptions
        plain, ours = [], []
        for _ in range(asked.rounds):
            with receiver() as port, tempfile.TemporaryDirectory() as folder:
                plain.append(bare(port, bodies, OPTIONS.parallel * subscriptions))
                ours.append(posted(Path(folder), port, entries, subscriptions))
        done = count * subscriptions
        ratio = min(plain) / min(ours)
        table.add_row(str(subscriptions), f"{done / min(plain):,.0f}", f"{done / min(ours):,.0f}", f"{ratio:.2f}")
    Console(width=100).print(table)


if __name__ == "__main__":
    main()

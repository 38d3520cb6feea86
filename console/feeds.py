"""What comes onto the log's topics, for all who follow it: one thread reads a topic, however many streams there are.

It keeps the latest in memory, so that who comes back after a moment misses nothing; what is older is read from the log again.
"""

import asyncio
import threading
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import structlog

from golddust.errors import GoldDustError
from golddust.ports import Log, Reader
from golddust.records import Record

log = structlog.get_logger()

BATCH = 200
WAIT = 0.5
"""Seconds that a read waits for something new; the thread ends within them."""
PAUSE = 0.7
"""Seconds between two batches: who follows is told at most so often, however much comes."""
STORED_WITHIN = 20.0
"""Seconds that a batch is held back until the database has all of it."""
KEPT_BYTES = 4 * 2**20
MOST_BEHIND = 500
"""Records that are read from the log again for one who comes back; for more, the page must be loaded anew."""
OVERLAP = timedelta(seconds=1)
"""Clocks of brokers differ: who comes back is told a little twice rather than anything not at all."""
LONGEST_ID = 64
SLOWEST = 100
"""Batches that may wait for one follower before it is dropped, to come back."""

Stored = Callable[[Sequence[str]], Collection[str]]
"""Which of the feedbacks of these ids the database has, tags and all."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records that are told together; `id` names the place in the stream after them. `more`: others before them are left out."""

    id: str
    records: Sequence[Record]
    more: bool = False


@dataclass(slots=True, eq=False)
class Follower:
    """One stream: batches wait here for its loop. `dropped`: it was too slow."""

    loop: asyncio.AbstractEventLoop
    batches: "asyncio.Queue[Batch]" = field(default_factory=lambda: asyncio.Queue(SLOWEST))
    dropped: bool = False

    def tell(self, batch: Batch) -> None:
        """Called in the loop."""
        try:
            self.batches.put_nowait(batch)
        except asyncio.QueueFull:
            self.dropped = True


class Feed:
    """One topic. `stored`, where given, holds back what the database does not have yet."""

    def __init__(self, log_: Log, topic: str, stored: Stored | None = None) -> None:
        self._log = log_
        self._topic = topic
        self._stored = stored
        self._kept: deque[Batch] = deque()
        self._size = 0
        self._followers: set[Follower] = set()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._from_start = False

    def join(self, follower: Follower, last: str) -> list[Batch]:
        """Tell the follower all that comes from now on; returns what came since the batch of that id. Raises Unavailable."""
        with self._lock:
            if self._thread is None:
                reader = self._reader(None)
                self._thread = threading.Thread(target=self._read_on, args=(reader,), name=f"feed {self._topic}", daemon=True)
                self._thread.start()
            self._followers.add(follower)
            ids = [batch.id for batch in self._kept]
            if last in ids:
                return list(self._kept)[ids.index(last) + 1 :]
        try:
            return self._from_the_log(last)
        except GoldDustError:
            self.leave(follower)  # it is refused, and nobody would take it away later
            raise

    def leave(self, follower: Follower) -> None:
        """Tell it no more."""
        with self._lock:
            self._followers.discard(follower)

    def stop(self) -> None:
        """Read no more."""
        self._stopping.set()

    def _from_the_log(self, last: str) -> list[Batch]:
        """What was appended since then; a place that nobody can have been given is passed over."""
        since = moment_of(last)
        if since is None or self._topic not in self._log.topics():
            return []
        reader = self._log.browse(self._topic, since=since - OVERLAP, until_now=True)
        try:
            records = reader.read(MOST_BEHIND + 1, 0)
        finally:
            reader.close()
        return [Batch(_id(records), records[:MOST_BEHIND], len(records) > MOST_BEHIND)] if records else []

    def _read_on(self, reader: Reader | None) -> None:
        """Until it is stopped. A log that is away is asked again; what came meanwhile is read then."""
        began, last = datetime.now(UTC) - OVERLAP, None
        while not self._stopping.is_set():
            try:
                reader = reader or self._reader(last)
                records = reader.read(BATCH, WAIT) if reader else []
            except GoldDustError as away:
                log.warning("a stream has to wait", topic=self._topic, reason=str(away))
                reader = None
                last = last or (None if self._from_start else began)  # it may go away before anything came
                self._stopping.wait(PAUSE)
                continue
            if reader is None:
                self._stopping.wait(PAUSE)
            elif records:
                last = records[-1].appended_at
                self._await_stored(records)
                self._tell(Batch(_id(records), records))
                self._stopping.wait(PAUSE)
        if reader is not None:
            reader.close()

    def _reader(self, last: datetime | None) -> Reader | None:
        """From what comes next, or came after `last`. None where nothing ever came; whatever comes first is new then."""
        if self._topic not in self._log.topics():
            self._from_start = True
            return None
        if last is None and not self._from_start:
            return self._log.browse(self._topic, last=0)
        return self._log.browse(self._topic, since=last)

    def _await_stored(self, records: Sequence[Record]) -> None:
        """The rows that are asked for next must be there. What is not by then is told all the same.

        A partition is stored in its order: what comes before something that is there, and is not, became a dead letter.
        """
        newest = {record.partition: subject for record in records if (subject := _subject(record))}  # they are read in order
        wanted, tries = list(newest.values()), int(STORED_WITHIN * 10)
        while self._stored is not None and tries and not self._stopping.is_set():
            try:
                if set(wanted) <= set(self._stored(wanted)):
                    return
            except GoldDustError as away:
                log.warning("a stream has to wait for the database", topic=self._topic, reason=str(away))
            tries -= 1
            self._stopping.wait(0.1)

    def _tell(self, batch: Batch) -> None:
        with self._lock:
            self._kept.append(batch)
            self._size += _weight(batch)
            while self._size > KEPT_BYTES and len(self._kept) > 1:
                self._size -= _weight(self._kept.popleft())
            for follower in self._followers:
                follower.loop.call_soon_threadsafe(follower.tell, batch)


def _subject(record: Record) -> str:
    """Which feedback it is about; "" for what is no id of ours: the database would be asked for it in vain, or refuse to be."""
    subject = record.headers.get("ce_subject", "")
    return subject if subject.isascii() and subject.isprintable() and len(subject) <= LONGEST_ID else ""


def _id(records: Sequence[Record]) -> str:
    return id_of(max(record.appended_at for record in records))


def id_of(at: datetime) -> str:
    """The place in a stream at a time, in microseconds since 1970."""
    return str(int(at.timestamp() * 1_000_000))


def moment_of(last: str) -> datetime | None:
    """The time of a place in a stream; None for what is none."""
    if not (last.isascii() and last.isdecimal() and len(last) < len("10000000000000000")):
        return None
    return datetime.fromtimestamp(int(last) / 1_000_000, UTC)


def _weight(batch: Batch) -> int:
    return sum(len(record.value) for record in batch.records)

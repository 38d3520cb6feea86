"""Giving a stage again what is on the log, by copying it onto the topic that this stage alone reads.

Copies, and no positions moved back: the stage and all others stay at work meanwhile, on however many machines; the copies
are counted like everything else; and the topic is the one through which dead letters are given again. Each batch is one
append, so an end at any moment leaves whole batches behind, and a second run gives the same records once more, which every
stage can bear (see `docs/howto/replay.md`).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from golddust import marks, topics, wire
from golddust.errors import Refused
from golddust.events import CaseEvent, ReplyOutcome, ReplyRequest
from golddust.ports import Log, Reader
from golddust.records import Entry, Record

PAGE = 500
PAGE_OF_DELIVERIES = 20
"""A delivery may have 25 MiB, and a page is held in memory."""
MOST_BYTES = 8 << 20
"""Of one append; a record that alone has more goes alone."""
Mark = Callable[[Record, Entry], Entry]
E = TypeVar("E", CaseEvent, ReplyOutcome, ReplyRequest)


@dataclass(frozen=True, slots=True)
class Given:
    """What of one topic was given, or would be: how many records, and when the first and the last were appended."""

    topic: str
    records: int = 0
    first: datetime | None = None
    last: datetime | None = None

    def after(self, page: list[Record]) -> "Given":
        """With this page, too."""
        times = [record.appended_at for record in page]
        first, last = min([*times, *filter(None, [self.first])]), max([*times, *filter(None, [self.last])])
        return Given(self.topic, self.records + len(page), first, last)


@dataclass(frozen=True, slots=True)
class Replay:
    """What is to be given again to a stage: all that it reads since a time (None: from the first record on).

    `deliveries` is the log on which this machine's deliveries lie, which may be its spool.
    """

    stage: str
    since: datetime | None
    log: Log
    deliveries: Log

    def ahead(self) -> int:
        """How many records there are to be given; on Kafka marks of transactions may count, too. Raises Unavailable."""
        total = 0
        for topic in self._topics():
            with closing(self._browse(topic)) as reader:
                total += reader.lag()
        return total

    def count(self, progress: Callable[[int], None]) -> list[Given]:
        """What would be given; tells `progress` how much of it has been looked at. Raises Unavailable."""
        return [self._through(topic, lambda _: None, progress) for topic in self._topics()]

    def give(self, progress: Callable[[int], None]) -> list[Given]:
        """Give it. Raises Unavailable, and then whole batches were given."""
        mark = _marking(self.stage, self.log)
        return [self._through(topic, partial(self._append, mark), progress) for topic in self._topics()]

    def _topics(self) -> list[str]:
        """What the stage reads and what is there: to look at nothing must not make a topic."""
        return [topic for topic in topics.READ_BY[self.stage] if topic in self._home(topic).topics()]

    def _home(self, topic: str) -> Log:
        return self.deliveries if topic == topics.INTAKE else self.log

    def _browse(self, topic: str) -> Reader:
        return self._home(topic).browse(topic, since=self.since, until_now=True)

    def _through(self, topic: str, deal: Callable[[list[Record]], None], progress: Callable[[int], None]) -> Given:
        given = Given(topic)
        with closing(self._browse(topic)) as reader:
            while page := reader.read(PAGE_OF_DELIVERIES if topic == topics.INTAKE else PAGE, wait=0):
                deal(page)
                given = given.after(page)
                progress(len(page))
        return given

    def _append(self, mark: Mark, page: list[Record]) -> None:
        again = topics.again(self.stage)
        entries = [mark(record, Entry(again, record.key, record.value, record.headers)) for record in page]
        for batch in _batches(entries):
            self.log.append(batch)


def _batches(entries: list[Entry]) -> Iterator[list[Entry]]:
    """The entries in order, in batches that do not have too many bytes."""
    batch: list[Entry] = []
    size = 0
    for entry in entries:
        if batch and size + len(entry.value) > MOST_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(entry)
        size += len(entry.value)
    yield batch


def _marking(stage: str, log: Log) -> Mark:
    """Marks what is given so that nothing is said to a customer twice, even where the database was lost; see `golddust.marks`."""
    if stage == "replies":
        return partial(_mark_ended, {event.request: event for event in _events(log, topics.REPLIES_OUTCOMES, ReplyOutcome)})
    if stage in ("receive", "tag", "complaints"):
        requests = _events(log, topics.REPLIES_REQUESTED, ReplyRequest)
        answered = {one.feedback for one in requests if one.purpose in ("acknowledgement", "idea")}
        heard = {event.about for event in _events(log, topics.COMPLAINTS, CaseEvent) if event.step in ("said", "reopened")}
        return partial(_mark_answered, answered | heard)
    return lambda _, entry: entry


def _mark_ended(outcomes: Mapping[str, ReplyOutcome], record: Record, entry: Entry) -> Entry:
    outcome = outcomes.get(record.headers.get("ce_id", ""))
    return marks.ended(entry, outcome) if outcome else entry


def _mark_answered(feedback: set[str], record: Record, entry: Entry) -> Entry:
    about = record.headers.get("id" if record.topic == topics.INTAKE else "ce_subject", "")
    return marks.answered(entry) if about in feedback else entry


def _events(log: Log, topic: str, struct: type[E]) -> Iterator[E]:
    """The events of the topic that can be read, from the first on."""
    if topic not in log.topics():
        return
    with closing(log.browse(topic, until_now=True)) as reader:
        while page := reader.read(PAGE, wait=0):
            for record in page:
                with suppress(Refused):  # what cannot be read was never dealt with, and is a dead letter
                    yield wire.event_of(record, struct)

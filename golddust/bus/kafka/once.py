"""Dealing with the same event once, although it came in through several doors.

Two ingest processes cannot know of each other's messages, so a provider's retry that reaches another one lies on the log twice. A
stage that reads with `Once` passes the second one over. What it has dealt with it writes to a topic of its own, in the same
transaction as its outputs, one record a batch and partition; whoever is given the partition next reads it from there.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from golddust.bus.kafka.inquiry import Inquiry
from golddust.bus.kafka.layout import SEEN, SEEN_FOR, Layout
from golddust.ports import Clock
from golddust.records import Entry, Partition, Positions, Record

HOUR = timedelta(hours=1)


@dataclass(slots=True)
class _Known:
    """The ids dealt with in one partition, by the hour, and those handed out and not committed."""

    by_hour: dict[datetime, set[str]] = field(default_factory=dict)
    pending: dict[str, Record] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        return name in self.pending or any(name in names for names in self.by_hour.values())

    def add(self, names: Iterable[str], at: datetime) -> None:
        self.by_hour.setdefault(at.replace(minute=0, second=0, microsecond=0), set()).update(names)

    def forget(self, before: datetime) -> None:
        for hour in [hour for hour in self.by_hour if hour < before - HOUR]:
            del self.by_hour[hour]


class Once:
    """The ids of one topic's events that a stage has dealt with within the last 25 hours."""

    def __init__(self, inquiry: Inquiry, layout: Layout, clock: Clock, group: str, topic: str) -> None:
        self._inquiry = inquiry
        self._layout = layout
        self._clock = clock
        self._topic = topic
        self._memory = SEEN + group
        self._known: dict[Partition, _Known] = {}
        self._unread: set[Partition] = set()

    def given(self, partitions: Sequence[Partition]) -> None:
        """Others may have had these meanwhile: what was known of them counts no more."""
        for partition in partitions:
            if partition[0] == self._topic:
                self._known.pop(partition, None)
                self._unread.add(partition)

    def new_among(self, records: Sequence[Record]) -> list[Record]:
        """The records whose event was not dealt with, nor stands further up. Raises Unavailable."""
        new = []
        if self._unread:
            self._recall()
        for record in records:
            if record.topic == self._topic:
                known = self._known.setdefault((record.topic, record.partition), _Known())
                if known.has(name := name_of(record)):
                    continue
                known.pending[name] = record
            new.append(record)
        return new

    def entries(self, through: Positions) -> list[Entry]:
        """What must be written in the transaction that moves the group through these positions."""
        return [
            Entry(self._memory, next(iter(ended.values())).key, "\n".join(ended).encode("utf-8", "surrogateescape"))
            for ended in self._ended(through).values()
        ]

    def dealt_with(self, through: Positions) -> None:
        """The transaction went through."""
        now = self._clock.now()
        for partition, ended in self._ended(through).items():
            known = self._known[partition]
            known.add(ended, now)
            known.forget(now - SEEN_FOR)
            for name in ended:
                del known.pending[name]

    def rewind(self, to: Positions) -> None:
        """These will be handed out again."""
        for partition, at in to.items():
            if known := self._known.get(partition):
                known.pending = {name: r for name, r in known.pending.items() if r.position < at}

    def _ended(self, through: Positions) -> Mapping[Partition, dict[str, Record]]:
        ended = {
            p: {name: r for name, r in known.pending.items() if r.position < through[p]}
            for p, known in self._known.items()
            if p in through
        }
        return {p: records for p, records in ended.items() if records}

    def _recall(self) -> None:
        """Read what the stage wrote down of partitions that it was given: both topics are cut alike, and share their keys."""
        homes = {(self._memory, number): (self._topic, number) for _, number in self._unread}
        homes = {home: ours for home, ours in homes.items() if home[1] < self._layout.partitions(self._memory)}
        begin = self._inquiry.positions_at(list(homes), self._clock.now() - SEEN_FOR)
        end = {home: span.end for home, span in self._inquiry.spans(list(homes), committed=False).items()}
        found = {ours: _Known() for ours in homes.values()}
        for record in self._inquiry.read({home: begin.get(home, at) for home, at in end.items()}, end):
            names = record.value.decode("utf-8", "surrogateescape").split("\n")
            found[homes[record.topic, record.partition]].add(names, record.appended_at)
        self._known |= found
        self._unread.clear()


def name_of(record: Record) -> str:
    """The event's id, in one line whatever a foreign producer wrote; another reading of the same original is another event."""
    revision = record.headers.get("ce_revision", "")
    name = record.headers.get("ce_id") or record.headers.get("id") or f"{record.topic}/{record.partition}/{record.position}"
    name = f"{name}/{revision}" if revision else name
    return repr(name) if "\n" in name else name

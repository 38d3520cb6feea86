"""A log that lives as long as the process: for tests and trials. Durable it is not; all else it does as the others do."""

import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from golddust.bus.partitions import DEFAULT_PARTITIONS, partition_of
from golddust.clock import SystemClock
from golddust.errors import Occupied, Unavailable
from golddust.ports import Clock, Standing
from golddust.records import Entry, Partition, Place, Positions, Record, Tally


@dataclass
class _State:
    clock: Clock
    partitions: int
    records: list[Record] = field(default_factory=list)  # a record's position is its index
    positions: dict[str, dict[Partition, int]] = field(default_factory=dict)
    copied: dict[str, dict[int, int]] = field(default_factory=dict)
    takings: Counter[str] = field(default_factory=Counter)
    tallies: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # stage, topic, "read" or "written"
    seen: dict[str, str] = field(default_factory=dict)  # key -> scope
    occupied: set[str] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def append(self, entries: Sequence[Entry], stage: str = "") -> None:
        """Append for this stage; the caller holds `changed`."""
        for e in entries:
            self.tallies[stage, e.topic, "written"] += 1
            partition, position = partition_of(e.key, self.partitions), len(self.records)
            self.records.append(Record(e.topic, partition, position, e.key, e.value, dict(e.headers), self.clock.now()))
        self.changed.notify_all()


class MemoryLog:
    """A `Log` and a `Spool` in memory. Several threads may use it at once."""

    def __init__(self, clock: Clock | None = None, partitions: int = DEFAULT_PARTITIONS) -> None:
        self._state = _State(clock or SystemClock(), partitions)

    def append(self, entries: Sequence[Entry]) -> None:
        """Append all entries, at once."""
        with self._state.changed:
            self._state.append(entries)

    def copier(self, name: str) -> "MemoryCopier":
        """The way to copy something outside onto the log exactly once."""
        return MemoryCopier(self._state, name)

    def append_once(self, entry: Entry, once: str, scope: str) -> bool:
        """Append unless this key came before; marks the record where another key came under the same scope."""
        with self._state.changed:
            if once in self._state.seen:
                return False
            reused = bool(scope) and scope in self._state.seen.values()
            self._state.seen[once] = scope
            self._state.append([replace(entry, headers={**entry.headers, "reused": "yes"}) if reused else entry])
            return True

    def append_each_once(self, wanted: Sequence[tuple[Entry, str, str]]) -> list[bool]:
        """Do so for each (entry, once, scope)."""
        return [self.append_once(entry, once, scope) for entry, once, scope in wanted]

    def reader(self, topics: Sequence[str], group: str) -> "MemoryReader":
        """The group's only live reader; raises Occupied when there is one."""
        with self._state.changed:
            if group in self._state.occupied:
                raise Occupied(f"the group {group!r} has a live reader already, in this process")
            self._state.occupied.add(group)
            start = self._state.positions.get(group, {})
        return MemoryReader(self._state, tuple(topics), group, start)

    def browse(
        self, topic: str, last: int | None = None, since: datetime | None = None, *, until_now: bool = False
    ) -> "MemoryReader":
        """A reader without a group, from the first record, the last so many, or those since a time."""
        with self._state.changed:
            of_topic = (r for r in self._state.records if r.topic == topic)
            found = [r.position for r in of_topic if since is None or r.appended_at >= since]
            end = len(self._state.records)
        wanted = found if last is None else found[len(found) - last :] if last < len(found) else found
        floor = wanted[0] if wanted else end
        start = {(topic, p): floor for p in range(self._state.partitions)}
        return MemoryReader(self._state, (topic,), None, start, end if until_now else None)

    def fetch(self, place: Place) -> Record | None:
        """The record at that place, or None."""
        with self._state.changed:
            records = self._state.records
            found = records[place.position] if 0 <= place.position < len(records) else None
        return found if found is not None and found.place == place else None

    def topics(self) -> list[str]:
        """The topics that hold something."""
        with self._state.changed:
            return sorted({record.topic for record in self._state.records})

    def standings(self) -> list[Standing]:
        """Every group that ever committed, and how it stands."""
        with self._state.changed:
            return [self._standing(group) for group in sorted(self._state.positions)]

    def _standing(self, group: str) -> Standing:
        positions = self._state.positions[group]
        read_topics = {topic for topic, _ in positions}
        ahead = [r for r in self._state.records if r.topic in read_topics and r.position >= positions.get(_home(r), 0)]
        waiting = dict.fromkeys(sorted(read_topics), 0) | Counter(r.topic for r in ahead)
        return Standing(group, waiting, ahead[0].appended_at if ahead else None)

    def tallies(self) -> list[Tally]:
        """What every stage has read and written of every topic."""
        with self._state.changed:
            counts = self._state.tallies
            keys = sorted({(stage, topic) for stage, topic, _ in counts})
            return [Tally(stage, topic, counts[stage, topic, "read"], counts[stage, topic, "written"]) for stage, topic in keys]

    def check(self) -> None:
        """Memory is always there."""

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryCopier:
    """A `Copier` on the memory log."""

    def __init__(self, state: _State, name: str) -> None:
        self._state = state
        self._name = name
        self._taken: int | None = None

    def positions(self) -> dict[int, int]:
        """Take the name over, and say how far each part was copied."""
        with self._state.changed:
            self._state.takings[self._name] += 1
            self._taken = self._state.takings[self._name]
            return dict(self._state.copied.get(self._name, {}))

    def append(self, entries: Sequence[Entry], through: Mapping[int, int]) -> None:
        """Append the entries and note the positions, at once; raises Unavailable when another took over."""
        with self._state.changed:
            if self._taken != self._state.takings[self._name]:
                raise Unavailable(f"another copies {self._name!r} onto the log now")
            self._state.append(entries, self._name)
            self._state.copied.setdefault(self._name, {}).update(through)

    def close(self) -> None:
        """Nothing is held."""


class MemoryReader:
    """A group's way through the memory log."""

    def __init__(
        self, state: _State, topics: tuple[str, ...], group: str | None, start: Positions, end: int | None = None
    ) -> None:
        self._state = state
        self._end = end
        self._topics = topics
        self._group = group
        self._cursor: dict[Partition, int] = dict(start)
        self._handed_out: list[Record] = []
        self._closed = False

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        """The next records; [] when none came within `wait` seconds."""
        with self._state.changed:
            self._state.changed.wait_for(lambda: bool(self._ahead(1, without)), timeout=wait)
            records = self._ahead(limit, without)
            self._cursor |= {_home(r): r.position + 1 for r in records}
            self._handed_out += records
            return records

    def _ahead(self, limit: int, without: frozenset[Partition]) -> list[Record]:
        found: list[Record] = []
        for record in self._state.records[: self._end]:
            home = _home(record)
            wanted = record.topic in self._topics and home not in without
            if wanted and record.position >= self._cursor.get(home, 0):
                found.append(record)
                if len(found) == limit:
                    break
        return found

    def commit(self, through: Positions, outputs: Sequence[Entry]) -> None:
        """Append the outputs and move the group, at once."""
        if self._group is None:
            raise AssertionError("a reader without a group cannot commit")
        with self._state.changed:
            self._state.append(outputs, self._group)
            self._state.positions.setdefault(self._group, {}).update(through)
            settled = [r for r in self._handed_out if r.position < through.get(_home(r), 0)]
            self._state.tallies.update((self._group, r.topic, "read") for r in settled)
            self._handed_out = [r for r in self._handed_out if r.position >= through.get(_home(r), 0)]

    def rewind(self, to: Positions) -> None:
        """Hand out from these positions again."""
        self._cursor |= to
        self._handed_out = [r for r in self._handed_out if r.position < to.get(_home(r), r.position + 1)]

    def lag(self) -> int:
        """How many records lie ahead of what is committed."""
        with self._state.changed:
            at = self._cursor if self._group is None else self._state.positions.get(self._group, {})
            return sum(r.topic in self._topics and r.position >= at.get(_home(r), 0) for r in self._state.records[: self._end])

    def close(self) -> None:
        """Give the group's place back."""
        if not self._closed and self._group is not None:
            with self._state.changed:
                self._state.occupied.discard(self._group)
        self._closed = True


def _home(record: Record) -> Partition:
    return (record.topic, record.partition)

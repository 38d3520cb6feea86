"""A log that lives as long as the process: for tests and trials. Durable it is not; all else it does as the others do."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from golddust.bus.partitions import DEFAULT_PARTITIONS, partition_of
from golddust.clock import SystemClock
from golddust.errors import Occupied
from golddust.ports import Clock, Standing
from golddust.records import Bookmark, Entry, Partition, Place, Positions, Record


@dataclass
class _State:
    clock: Clock
    partitions: int
    records: list[Record] = field(default_factory=list)  # a record's position is its index
    positions: dict[str, dict[Partition, int]] = field(default_factory=dict)
    bookmarks: dict[str, int] = field(default_factory=dict)
    seen: dict[str, str] = field(default_factory=dict)  # key -> scope
    occupied: set[str] = field(default_factory=set)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def append(self, entries: Sequence[Entry]) -> None:
        """Append; the caller holds `changed`."""
        for e in entries:
            partition, position = partition_of(e.key, self.partitions), len(self.records)
            self.records.append(Record(e.topic, partition, position, e.key, e.value, dict(e.headers), self.clock.now()))
        self.changed.notify_all()


class MemoryLog:
    """A `Log` and a `Spool` in memory. Several threads may use it at once."""

    def __init__(self, clock: Clock | None = None, partitions: int = DEFAULT_PARTITIONS) -> None:
        self._state = _State(clock or SystemClock(), partitions)

    def append(self, entries: Sequence[Entry], bookmark: Bookmark | None = None) -> None:
        """Append all entries and move the bookmark, at once."""
        with self._state.changed:
            self._state.append(entries)
            if bookmark is not None:
                self._state.bookmarks[bookmark.name] = bookmark.position

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

    def bookmark(self, name: str) -> int:
        """The position last stored under this name; 0 when there is none."""
        with self._state.changed:
            return self._state.bookmarks.get(name, 0)

    def reader(self, topics: Sequence[str], group: str) -> "MemoryReader":
        """The group's only live reader; raises Occupied when there is one."""
        with self._state.changed:
            if group in self._state.occupied:
                raise Occupied(f"the group {group!r} has a live reader already, in this process")
            self._state.occupied.add(group)
            start = self._state.positions.get(group, {})
        return MemoryReader(self._state, tuple(topics), group, start)

    def browse(self, topic: str, last: int | None) -> "MemoryReader":
        """A reader without a group, from the first record or from the last so many."""
        with self._state.changed:
            found = [r.position for r in self._state.records if r.topic == topic]
            end = len(self._state.records)
        wanted = found if last is None else found[len(found) - last :] if last < len(found) else found
        floor = wanted[0] if wanted else end
        start = {(topic, p): floor for p in range(self._state.partitions)}
        return MemoryReader(self._state, (topic,), None, start)

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
        return Standing(group, len(ahead), ahead[0].appended_at if ahead else None)

    def check(self) -> None:
        """Memory is always there."""

    def close(self) -> None:
        """Nothing to let go of."""


class MemoryReader:
    """A group's way through the memory log."""

    def __init__(self, state: _State, topics: tuple[str, ...], group: str | None, start: Positions) -> None:
        self._state = state
        self._topics = topics
        self._group = group
        self._cursor: dict[Partition, int] = dict(start)
        self._closed = False

    def read(self, limit: int, wait: float, without: frozenset[Partition] = frozenset()) -> list[Record]:
        """The next records; [] when none came within `wait` seconds."""
        with self._state.changed:
            self._state.changed.wait_for(lambda: bool(self._ahead(1, without)), timeout=wait)
            records = self._ahead(limit, without)
            self._cursor |= {_home(r): r.position + 1 for r in records}
            return records

    def _ahead(self, limit: int, without: frozenset[Partition]) -> list[Record]:
        found: list[Record] = []
        for record in self._state.records:
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
            self._state.append(outputs)
            self._state.positions.setdefault(self._group, {}).update(through)

    def rewind(self, to: Positions) -> None:
        """Hand out from these positions again."""
        self._cursor |= to

    def lag(self) -> int:
        """How many records lie ahead of what is committed."""
        with self._state.changed:
            committed = self._state.positions.get(self._group or "", {})
            return sum(r.topic in self._topics and r.position >= committed.get(_home(r), 0) for r in self._state.records)

    def close(self) -> None:
        """Give the group's place back."""
        if not self._closed and self._group is not None:
            with self._state.changed:
                self._state.occupied.discard(self._group)
        self._closed = True


def _home(record: Record) -> Partition:
    return (record.topic, record.partition)

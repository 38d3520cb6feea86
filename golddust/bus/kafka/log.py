"""The log itself: appending, and finding one's way about.

Nothing is connected before it is used, so that a process starts while the brokers are away and goes on when they are there.
"""

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from golddust import topics
from golddust.bus.kafka import browser, ledger
from golddust.bus.kafka.browser import KafkaBrowser
from golddust.bus.kafka.copier import KafkaCopier
from golddust.bus.kafka.drivers import MakeDriver, driver_of
from golddust.bus.kafka.inquiry import Inquiry
from golddust.bus.kafka.intake import BrokerSpool
from golddust.bus.kafka.layout import KEEPING, LEDGER, SEEN, Layout, kept_otherwise
from golddust.bus.kafka.ledger import Pages
from golddust.bus.kafka.once import Once
from golddust.bus.kafka.options import KafkaOptions
from golddust.bus.kafka.reader import KafkaReader
from golddust.bus.kafka.retention import ASKED, Kept, kept
from golddust.bus.kafka.slots import Slots
from golddust.bus.kafka.writer import Cluster, Writer
from golddust.clock import SystemClock
from golddust.ports import Clock, Standing
from golddust.records import Entry, Partition, Place, Record, Tally

APPENDER = "append"


class KafkaLog:
    """A `Log` on Kafka. Threads may share it; make it anew after a fork.

    `folder`: where this machine's writers keep their names, so that a restart ends at once what a killed one left open.
    """

    def __init__(
        self,
        options: KafkaOptions,
        folder: Path | None = None,
        clock: Clock | None = None,
        make_driver: MakeDriver = driver_of,
    ) -> None:
        self._options = options
        self._clock = clock or SystemClock()
        self._inquiry = Inquiry(options)
        self._layout = Layout(options, self._inquiry)
        self._pages = Pages(self._inquiry, self._layout)
        self._cluster = Cluster(make_driver(options), self._inquiry, self._layout)
        self._slots = Slots(folder)
        self._appending = threading.Lock()
        self._appender: Writer | None = None
        self._name = ""

    def append(self, entries: Sequence[Entry]) -> None:
        """Append all entries in one transaction; durable on return."""
        with self._appending:
            if self._appender is None:
                self._name = self._name or self._slots.take(APPENDER)
                self._appender = Writer(self._cluster, self._name, "")
            if not self._appender.is_ready:
                self._appender.take_over()
            self._appender.write(entries, {}, {}, {})

    def copier(self, name: str) -> KafkaCopier:
        """The way to copy something outside onto the log exactly once."""
        return KafkaCopier(self._cluster, name)

    def reader(self, topics: Sequence[str], group: str, once: str = "") -> KafkaReader:
        """A member of the group, one of as many as there are. Events of the topic `once` are handed out once within 25 hours."""
        memory = Once(self._inquiry, self._layout, self._clock, group, once) if once else None
        return KafkaReader(self._cluster, self._slots, group, topics, memory)

    def intake(self) -> BrokerSpool:
        """A spool on the brokers themselves."""
        return BrokerSpool(self._options, self._layout)

    def browse(
        self, topic: str, last: int | None = None, since: datetime | None = None, *, until_now: bool = False
    ) -> KafkaBrowser:
        """A reader without a group, from the first record, the last so many, or those since a time."""
        homes = self._homes([topic])
        end = {p: span.end for p, span in self._inquiry.spans(homes, committed=False).items()} if until_now else None
        if last is not None:
            start = browser.last(self._inquiry, homes, last)
        elif since is not None:
            start = browser.since(self._inquiry, homes, since)
        else:
            start = {p: span.first for p, span in self._inquiry.spans(homes).items()}
        return KafkaBrowser(self._inquiry, topic, len(homes), self._options.prefix, start, end)

    def _homes(self, names: Sequence[str]) -> list[Partition]:
        """The partitions of those of the topics that are there: to look at nothing must not make a topic."""
        return [(name, number) for name, count in self._inquiry.partitions(names).items() for number in range(count)]

    def fetch(self, place: Place) -> Record | None:
        """The record at that place, or None when it is gone."""
        home = (place.topic, place.partition)
        if home not in self._homes([place.topic]):
            return None
        span = self._inquiry.spans([home])[home]
        if not span.first <= place.position < span.end:
            return None
        found = self._inquiry.read({home: place.position}, {home: place.position + 1}, chunk=1)
        return next((record for record in found if record.position == place.position), None)

    def topics(self) -> list[str]:
        """The topics that hold, or held, something."""
        names = [name for name in self._inquiry.topics() if name != LEDGER]
        spans = self._inquiry.spans(self._homes(names))
        return sorted({topic for (topic, _), span in spans.items() if span.end})

    def standings(self) -> list[Standing]:
        """Every group that ever committed, and how it stands; between two commits lags may count marks of transactions.

        A stage of ours that is a group, and of which no position is known, has everything before it: so it is at its start, and
        so it may be after a broker was killed.
        """
        groups = self._inquiry.groups()
        known = self._inquiry.committed(groups)
        committed = {group: positions for group in groups if (positions := known.get(group, {})) or group in topics.READ_BY}
        read = {group: sorted({topic for topic, _ in at} or topics.READ_BY[group]) for group, at in committed.items()}
        spans = self._inquiry.spans(self._homes(sorted({topic for names in read.values() for topic in names})))
        found = []
        for group, positions in sorted(committed.items()):
            waiting = dict.fromkeys(read[group], 0)
            behind = {p: max(positions.get(p, 0), span.first) for p, span in spans.items() if p[0] in waiting}
            behind = {p: at for p, at in behind.items() if at < spans[p].end}
            for (topic, number), at in behind.items():
                waiting[topic] += spans[topic, number].end - at
            found.append(Standing(group, waiting, self._oldest(behind)))
        return found

    def _oldest(self, behind: dict[Partition, int]) -> datetime | None:
        """The time of the first record at these positions."""
        found = self._inquiry.read(behind, {p: at + 1 for p, at in behind.items()}, chunk=1)
        return min((record.appended_at for record in found), default=None)

    def tallies(self) -> list[Tally]:
        """What every stage has read and written of every topic."""
        return ledger.tallies(self._pages.now())

    def kept(self, newest: datetime) -> list[Kept]:
        """For each topic, until when what was appended there by then can be read, as the brokers say."""
        names = [name for name in self._inquiry.topics() if name != LEDGER and not name.startswith(SEEN)]
        found = self._inquiry.settings(names, ASKED)
        return [kept(name, found[name], newest) for name in sorted(found)]

    def make(self, names: Sequence[str]) -> None:
        """See that these topics are there, made as ours are. Raises Unavailable where the cluster does not allow it."""
        self._layout.ensure(names)

    def check(self) -> None:
        """Touch the log without writing; raises Unavailable when it is away, or lacks topics that it may not make."""
        self._layout.check(
            [*topics.PUBLIC, topics.STAFF, topics.STATUSES, topics.PARKED, *map(topics.again, topics.READ_BY), LEDGER]
        )

    def astray(self) -> dict[str, dict[str, str]]:
        """Topics that keep their records otherwise than they would be made now: for each, the settings as they should be."""
        found = self._inquiry.settings(self._inquiry.topics(), KEEPING)
        return {name: wrong for name, has in sorted(found.items()) if (wrong := kept_otherwise(self._options, name, has))}

    def close(self) -> None:
        """Let go of connections; readers and copiers are closed by those who have them."""
        if self._appender is not None:
            self._appender.close()
            self._slots.give_back(self._name)
        self._inquiry.close()

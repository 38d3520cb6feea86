"""One writer: all that it writes goes through transactions under one transactional id, each with its page of the ledger."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from golddust.bus.kafka import ledger
from golddust.bus.kafka.drivers import Driver, Membership, TransactionalProducer
from golddust.bus.kafka.inquiry import Inquiry
from golddust.bus.kafka.layout import LEDGER, Layout
from golddust.bus.kafka.ledger import Counts, Page
from golddust.errors import TooLarge, Unavailable
from golddust.records import Entry, Positions

NOTHING: Counts = {}


@dataclass(frozen=True, slots=True)
class Cluster:
    """What readers, writers and copiers of one log share."""

    driver: Driver
    inquiry: Inquiry
    layout: Layout


class Writer:
    """Writes under one name. After a failure it takes its name over again before it writes, so that in doubt nothing is doubled.

    Used by one thread at a time.
    """

    def __init__(self, cluster: Cluster, name: str, stage: str) -> None:
        self._cluster = cluster
        self._name = name
        self._stage = stage
        self._producer: TransactionalProducer | None = None
        self._page = Page(stage)

    def take_over(self) -> Page:
        """Shut out whoever writes under the name, end what they left open, and return the page as it then stands."""
        self.close()
        self._cluster.layout.ensure([LEDGER])
        producer = self._cluster.driver.producer(self._name)
        try:
            producer.take_over()
            self._page = ledger.page_of(self._cluster.inquiry, self._cluster.layout, self._name, self._stage)
        except Unavailable:
            producer.close()
            raise
        self._producer = producer
        return self._page

    @property
    def is_ready(self) -> bool:
        """Whether the name is ours, as far as we know."""
        return self._producer is not None

    def write(
        self,
        entries: Sequence[Entry],
        read: Mapping[str, int],
        positions: Mapping[int, int],
        through: Positions,
        membership: Membership = None,
        repeated: Counts = NOTHING,
    ) -> None:
        """Write the entries, move the group, and note it all in the ledger, in one transaction; `repeated` are among `read`.

        Raises TooLarge, and then nothing happened; Unavailable, and then the name must be taken over to learn what did.
        """
        if self._producer is None:
            raise Unavailable(f"another process writes as {self._name} now", retry_after=1)
        page = self._page.after(read, repeated, _topics(entries), positions, through)
        records = self._cluster.layout.outgoing([*entries, ledger.entry_of(self._name, page)])
        try:
            self._producer.transact(records, through, membership)
        except Unavailable:
            self.close()
            raise
        except TooLarge:
            self.take_over()  # the transaction was ended; its producer is of no more use
            raise
        self._page = page

    def close(self) -> None:
        """Let go of the connection; the name stays."""
        if self._producer is not None:
            producer, self._producer = self._producer, None
            producer.close()


def _topics(entries: Iterable[Entry]) -> Iterable[str]:
    return (entry.topic for entry in entries)

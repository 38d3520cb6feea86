"""Where a group goes on in partitions that one of its members was given."""

from collections.abc import Iterable, Sequence

import structlog

from golddust.bus.kafka import ledger
from golddust.bus.kafka.inquiry import Inquiry
from golddust.bus.kafka.layout import Layout
from golddust.bus.kafka.ledger import Pages
from golddust.records import Partition, Positions, Record

log = structlog.get_logger()


class Places:
    """Sees where brokers have lost a group's position, and takes it from the stage's own ledger then (ADR 39).

    A broker that was killed may come back without the positions of a group, or with one that it never calls settled; and a group
    that nobody is a member of for a week loses its own by Kafka's default (`offsets.retention.minutes`). A client would begin
    at the first record then.
    """

    def __init__(self, inquiry: Inquiry, layout: Layout, group: str) -> None:
        self._inquiry = inquiry
        self._layout = layout
        self._group = group
        self._unseen: set[Partition] = set()
        self._unsettled: set[Partition] = set()
        self._stood: dict[Partition, int] = {}

    def given(self, partitions: Sequence[Partition]) -> None:
        """These are ours from now on: it must be seen where the group stands in them."""
        self._unseen.update(partitions)

    def taken(self, partitions: Iterable[Partition]) -> None:
        """These are others' from now on."""
        self._unseen.difference_update(partitions)
        for partition in partitions:
            self._stood.pop(partition, None)

    def unsettled(self, partitions: Iterable[Partition]) -> None:
        """No position could be learned of these. When they are ours again the ledger counts."""
        self._unsettled.update(partitions)

    def elsewhere(self) -> Positions:
        """Of the partitions given since the last call, those in which to go on elsewhere than the client would, and where.

        Raises Unavailable; then the partitions must be given again.
        """
        if not self._unseen:
            return {}
        unseen, self._unseen = self._unseen, set()
        known = self._inquiry.committed([self._group]).get(self._group, {})
        lost = {p for p in unseen if p not in known or p in self._unsettled}
        at = self._by_the_ledger(lost) if lost else {}
        self._unsettled -= unseen
        at = {p: max(position, known.get(p, 0)) for p, position in at.items()}
        self._stood |= self._still_there({p: known[p] for p in unseen & known.keys()}) | at
        if at:
            log.warning("brokers lost positions; they are taken from the ledger", stage=self._group, partitions=len(at))
        return at

    def stood(self, partition: Partition) -> int:
        """Where the group stood in a partition when it was given to us: it never goes back behind that. 0: nothing is known."""
        return self._stood.get(partition, 0)

    def behind(self, found: Iterable[Record]) -> dict[Partition, int]:
        """The partitions of these records in which the client began before the group's position, and that position.

        A client that asked a broker too soon after it was killed is told of no position, and begins at the first record.
        """
        early = {home for record in found if record.position < self.stood(home := (record.topic, record.partition))}
        if early:
            log.warning("the client began before its group; it is sent on", stage=self._group, partitions=len(early))
        return {home: self._stood[home] for home in early}

    def _still_there(self, known: dict[Partition, int]) -> dict[Partition, int]:
        """Without positions beyond the end, which are of a topic that was made anew since."""
        spans = self._inquiry.spans(list(known))
        return {p: position for p, position in known.items() if position <= spans[p].end}

    def _by_the_ledger(self, lost: set[Partition]) -> dict[Partition, int]:
        """What the ledger says of these. A topic that was made anew since is shorter than that: of it nothing is known."""
        reached = ledger.reached(Pages(self._inquiry, self._layout).now(), self._group)
        at = {p: reached[p] for p in lost if p in reached}
        spans = self._inquiry.spans(list(at), committed=False)
        return {p: position for p, position in at.items() if position <= spans[p].end}

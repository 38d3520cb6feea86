"""The ledger: what each writer has read and written, and how far it came, kept in the writers' own transactions.

It is a compacted topic. Only the newest page of each name counts; a writer reads its own when it takes the name over, and
writes a new one in every transaction.
"""

import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec

from golddust.bus.kafka.inquiry import Inquiry
from golddust.bus.kafka.layout import LEDGER, Layout
from golddust.bus.partitions import partition_of
from golddust.records import Entry, Partition, Positions, Tally

NEAR, FURTHER = 2_000, 16
"""So many positions before the end a page is looked for at first, and then so many times further."""
Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Page:
    """One writer's page: its stage, records read, passed over and written by topic, and how far it came.

    `positions`: of what it copies, by its parts. `reached`: of what its group reads, by topic and partition.
    """

    stage: str
    read: Counts = field(default_factory=dict)
    written: Counts = field(default_factory=dict)
    positions: Mapping[int, int] = field(default_factory=dict)
    repeated: Counts = field(default_factory=dict)
    reached: Mapping[str, Mapping[int, int]] = field(default_factory=dict)

    def after(
        self, read: Counts, repeated: Counts, written: Iterable[str], positions: Mapping[int, int], through: Positions
    ) -> "Page":
        """The page once these were read (the `repeated` among them) and written too, and the positions were reached."""
        reached = {topic: dict(of_topic) for topic, of_topic in self.reached.items()}
        for (topic, partition), at in through.items():
            reached.setdefault(topic, {})[partition] = at
        return replace(
            self,
            read=dict(Counter(self.read) + Counter(read)),
            written=dict(Counter(self.written) + Counter(written)),
            positions={**self.positions, **positions},
            repeated=dict(Counter(self.repeated) + Counter(repeated)),
            reached=reached,
        )


_DECODER = msgspec.json.Decoder(Page)
_ENCODER = msgspec.json.Encoder()


def entry_of(name: str, page: Page) -> Entry:
    """The page as an entry for the ledger."""
    return Entry(LEDGER, name, _ENCODER.encode(page))


def page_of(inquiry: Inquiry, layout: Layout, name: str, stage: str) -> Page:
    """The newest page of that name, or an empty one. Raises Unavailable.

    Waits for the end of other writers' transactions that began before: behind one of them our own page may lie. Looked for from
    the end on, where that of a busy writer is: what compaction leaves of a day's transactions takes seconds to read.
    """
    home = (LEDGER, partition_of(name, layout.partitions(LEDGER)))
    span = inquiry.spans([home], committed=False)[home]
    looked, reach = span.end, NEAR
    while looked > span.first:
        begin = max(span.first, span.end - reach)
        for record in reversed(inquiry.read({home: begin}, {home: looked})):
            if record.key == name:
                return _DECODER.decode(record.value)
        looked, reach = begin, reach * FURTHER
    return Page(stage)


class Pages:
    """The newest page of each name: read from the beginning once, and then only what came since. Threads may share it."""

    def __init__(self, inquiry: Inquiry, layout: Layout) -> None:
        self._inquiry = inquiry
        self._layout = layout
        self._lock = threading.Lock()
        self._newest: dict[str, Page] = {}
        self._end: dict[Partition, int] = {}

    def now(self) -> list[Page]:
        """As they are, or become with transactions that began before. Raises Unavailable."""
        with self._lock:
            homes = [(LEDGER, number) for number in range(self._layout.partitions(LEDGER))]
            spans = self._inquiry.spans(homes, committed=False)
            if any(span.end < self._end.get(home, 0) for home, span in spans.items()):
                self._newest, self._end = {}, {}  # the topic was made anew
            begin = {home: max(span.first, self._end.get(home, 0)) for home, span in spans.items()}
            end = {home: span.end for home, span in spans.items()}
            found: dict[str, bytes] = {}
            self._inquiry.visit(begin, end, lambda record: found.update({record.key: record.value}))
            self._newest |= {name: _DECODER.decode(value) for name, value in found.items()}
            self._end = end
            return list(self._newest.values())


def reached(pages: Iterable[Page], stage: str) -> dict[Partition, int]:
    """How far the writers of a stage took their group, each partition as far as the one that came furthest."""
    furthest: dict[Partition, int] = {}
    for page in pages:
        if page.stage == stage:
            for topic, of_topic in page.reached.items():
                for partition, at in of_topic.items():
                    furthest[topic, partition] = max(at, furthest.get((topic, partition), 0))
    return furthest


def tallies(pages: Sequence[Page]) -> list[Tally]:
    """The pages of all writers, added up by stage and topic."""
    read, written, repeated = (_summed(pages, kind) for kind in ("read", "written", "repeated"))
    return [
        Tally(stage, topic, read[stage, topic], written[stage, topic], repeated[stage, topic])
        for stage, topic in sorted(read.keys() | written.keys())
    ]


def _summed(pages: Iterable[Page], kind: str) -> Counter[tuple[str, str]]:
    """The counts of that kind, by stage and topic."""
    total: Counter[tuple[str, str]] = Counter()
    for page in pages:
        total.update({(page.stage, topic): count for topic, count in getattr(page, kind).items()})
    return total

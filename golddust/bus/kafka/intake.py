"""Deliveries straight to the brokers, for doors on machines without a disk of their own."""

import threading
from collections import Counter, OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from kafka import KafkaProducer
from kafka.errors import KafkaError

from golddust.bus.kafka.clients import connected
from golddust.bus.kafka.drivers.python import close_producer
from golddust.bus.kafka.edge import translated
from golddust.bus.kafka.layout import Layout
from golddust.bus.kafka.options import ANSWER_WITHIN, WIRE_ROOM, KafkaOptions
from golddust.bus.kafka.rows import Outgoing
from golddust.records import Entry

REMEMBERED = 100_000
"""Keys that one door remembers, to tell a sender at once that it said this before."""


class BrokerSpool:
    """A `Spool` on Kafka: returns when all in-sync replicas have the entries. Threads may share it.

    A door knows its own keys only, so a delivery that reaches two doors lies there twice; the stage that reads it passes the
    second one over. For the same reason a reused id with other words is marked only where one door saw both.
    """

    def __init__(self, options: KafkaOptions, layout: Layout) -> None:
        self._options = options
        self._layout = layout
        self._lock = threading.Lock()
        self._connecting = threading.Lock()
        self._producer: KafkaProducer | None = None
        self._keys: OrderedDict[str, str] = OrderedDict()  # key -> scope
        self._scopes: Counter[str] = Counter()

    def append_once(self, entry: Entry, once: str, scope: str) -> bool:
        """Append durably unless this door appended the key before; returns whether it was new. Raises Unavailable, TooLarge."""
        return self.append_each_once([(entry, once, scope)])[0]

    def append_each_once(self, wanted: Sequence[tuple[Entry, str, str]]) -> list[bool]:
        """Do so for each. Raises Unavailable, and then some may be there all the same; saying them again does no harm."""
        with self._lock:
            news = [once not in self._keys for _, once, _ in wanted]
            reused = [bool(scope) and self._scopes[scope] > 0 for _, _, scope in wanted]
        found = zip(wanted, news, reused, strict=True)
        entries = [_marked(entry, reused=again) for (entry, _, _), new, again in found if new]
        self._send(self._layout.outgoing(entries))
        with self._lock:
            for (_, once, scope), new in zip(wanted, news, strict=True):
                if new and once not in self._keys:
                    self._keys[once] = scope
                    self._scopes[scope] += 1
            while len(self._keys) > REMEMBERED:
                self._forget(self._keys.popitem(last=False)[1])
        return news

    def _forget(self, scope: str) -> None:
        self._scopes[scope] -= 1
        if not self._scopes[scope]:
            del self._scopes[scope]

    def _send(self, records: Sequence[Outgoing]) -> None:
        with translated(), self._anew_after_failure():
            send = self._connected().send
            futures = [send(r.topic, value=r.value, key=r.key, headers=r.headers, partition=r.partition) for r in records]
            for future in futures:
                future.get(timeout=ANSWER_WITHIN * 1.5)

    @contextmanager
    def _anew_after_failure(self) -> Iterator[None]:
        """A producer that failed may have failed for good, so the next delivery gets another."""
        try:
            yield
        except KafkaError:
            self.close()
            raise

    def _connected(self) -> KafkaProducer:
        with self._connecting:
            if self._producer is None:
                self._producer = connected(
                    KafkaProducer,
                    **self._options.connection,
                    metrics_enabled=False,
                    acks="all",
                    enable_idempotence=True,
                    compression_type=None if self._options.compression == "none" else self._options.compression,
                    max_request_size=self._options.intake_limit + WIRE_ROOM,
                    linger_ms=2,
                    delivery_timeout_ms=int(ANSWER_WITHIN * 1500),
                    max_block_ms=int(ANSWER_WITHIN * 500),
                    allow_auto_create_topics=False,
                )
            return self._producer

    def close(self) -> None:
        """Let go of the connection."""
        producer, self._producer = self._producer, None
        if producer is not None:
            close_producer(producer)


def _marked(entry: Entry, *, reused: bool) -> Entry:
    return Entry(entry.topic, entry.key, entry.value, {**entry.headers, "reused": "yes"}) if reused else entry

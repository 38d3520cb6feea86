"""Deliveries straight to the brokers, for doors on machines without a disk of their own."""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress

from kafka import KafkaProducer
from kafka.errors import KafkaError

from golddust.bus.kafka.drivers import CLOSE_WITHIN
from golddust.bus.kafka.edge import translated
from golddust.bus.kafka.layout import Layout
from golddust.bus.kafka.options import ANSWER_WITHIN, KafkaOptions
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
        self._producer: KafkaProducer | None = None
        self._keys: OrderedDict[str, str] = OrderedDict()  # key -> scope

    def append_once(self, entry: Entry, once: str, scope: str) -> bool:
        """Append durably unless this door appended the key before; returns whether it was new. Raises Unavailable, TooLarge."""
        return self.append_each_once([(entry, once, scope)])[0]

    def append_each_once(self, wanted: Sequence[tuple[Entry, str, str]]) -> list[bool]:
        """Do so for each. Raises Unavailable, and then some may be there all the same; saying them again does no harm."""
        with self._lock:
            scopes = set(self._keys.values()) if any(scope for _, _, scope in wanted) else set()
            news = [once not in self._keys for _, once, _ in wanted]
        entries = [
            _marked(e, reused=scope in scopes and bool(scope)) for (e, _, scope), new in zip(wanted, news, strict=True) if new
        ]
        self._send(self._layout.outgoing(entries))
        with self._lock:
            self._keys |= {once: scope for (_, once, scope), new in zip(wanted, news, strict=True) if new}
            while len(self._keys) > REMEMBERED:
                self._keys.popitem(last=False)
        return news

    def _send(self, records: Sequence[Outgoing]) -> None:
        with translated():
            send = self._connected().send
            futures = [send(r.topic, value=r.value, key=r.key, headers=r.headers, partition=r.partition) for r in records]
            for future in futures:
                future.get(timeout=ANSWER_WITHIN * 1.5)

    def _connected(self) -> KafkaProducer:
        with self._lock:
            if self._producer is None:
                self._producer = KafkaProducer(
                    **self._options.connection,
                    metrics_enabled=False,
                    acks="all",
                    enable_idempotence=True,
                    compression_type=None if self._options.compression == "none" else self._options.compression,
                    max_request_size=self._options.intake_limit + (1 << 16),
                    linger_ms=2,
                    delivery_timeout_ms=int(ANSWER_WITHIN * 1500),
                    max_block_ms=int(ANSWER_WITHIN * 500),
                    allow_auto_create_topics=False,
                )
            return self._producer

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(KafkaError):  # what is unsent was never acknowledged
            if self._producer is not None:
                self._producer.close(timeout=CLOSE_WITHIN.total_seconds())


def _marked(entry: Entry, *, reused: bool) -> Entry:
    return Entry(entry.topic, entry.key, entry.value, {**entry.headers, "reused": "yes"}) if reused else entry

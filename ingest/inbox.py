"""The one way in: a delivery becomes durable, once, and gets the id that it keeps for good."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from golddust import wire
from golddust.errors import TooLarge
from golddust.events import Channel, Delivery
from golddust.identity import derived_id
from golddust.ports import Metrics, Receipt, Spool
from golddust.records import Entry
from golddust.traces import NoTraces, Traces

LARGEST = 64 << 20
"""Bytes of one delivery; doors have lower limits of their own."""


def new_delivery(
    channel: Channel,
    source: str,
    external_id: str,
    said: bytes,
    original: bytes,
    received_at: datetime,
    sender: str,
    facts: Mapping[str, str],
) -> Delivery:
    """A delivery with its id, made from channel, source, external id and what was said (without trace headers and the like).

    `sender` only decides the order in which deliveries are read; it is kept as a digest, so that no address is a key on the log.
    """
    digest = hashlib.sha256(said).digest()
    return Delivery(
        id=derived_id(channel, source, external_id, digest),
        channel=channel,
        source=source,
        external_id=external_id,
        received_at=received_at,
        sender=hashlib.sha256(sender.encode("utf-8", "surrogatepass")).hexdigest()[:26],
        original=original,
        facts=dict(facts),
    )


class SpoolInbox:
    """An `Inbox` on a spool."""

    def __init__(self, spool: Spool, metrics: Metrics, traces: Traces | None = None) -> None:
        self._spool = spool
        self._metrics = metrics
        self._traces = traces or NoTraces()

    def accept(self, delivery: Delivery) -> Receipt:
        """Make the delivery durable, unless this very one is already. Raises Unavailable (Full when the disk is), TooLarge."""
        return self.accept_all([delivery])[0]

    def accept_all(self, deliveries: Sequence[Delivery]) -> list[Receipt]:
        """Make all of them durable with one sync of the disk; raises as `accept` does, and then none was taken in."""
        news = self._spool.append_each_once([self._wanted(delivery) for delivery in deliveries])
        for delivery, new in zip(deliveries, news, strict=True):
            self._metrics.count("golddust_deliveries_total", channel=delivery.channel, duplicate="no" if new else "yes")
            if new:
                self._traces.taken_in(delivery.id, delivery.channel, delivery.received_at)
        return [Receipt(delivery.id, duplicate=not new) for delivery, new in zip(deliveries, news, strict=True)]

    def _wanted(self, delivery: Delivery) -> tuple[Entry, str, str]:
        entry, once, scope = _wanted(delivery)
        return self._traces.begun(entry, delivery.id), once, scope


def _wanted(delivery: Delivery) -> tuple[Entry, str, str]:
    """The entry, the key under which it is taken in once, and the scope in which another key means a reused external id."""
    if len(delivery.original) > LARGEST:
        raise TooLarge(f"more than {LARGEST >> 20} MiB")
    scope = f"{delivery.channel}\0{delivery.source}\0{delivery.external_id}" if delivery.external_id else ""
    return wire.delivery_entry(delivery), delivery.id, scope

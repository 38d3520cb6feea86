"""Every topic at Kafka that the roles need."""

from collections.abc import Iterable

from golddust import topics
from golddust.bus.kafka.layout import LEDGER, SEEN


def needed(names: Iterable[str], *, straight: bool) -> list[str]:
    """All of them, with a stream for each of these names of the taxonomy; `straight`: what comes in goes to the brokers, too."""
    internal = [topics.PARKED, topics.STAFF, topics.STATUSES, LEDGER, SEEN + "tag", *map(topics.again, topics.READ_BY)]
    internal += [topics.INTAKE, SEEN + "receive"] if straight else []
    return sorted({*topics.PUBLIC, *internal, *map(topics.of_topic, names)})

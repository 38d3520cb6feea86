"""Copying something outside onto the Kafka log, exactly once."""

from collections.abc import Mapping, Sequence

from golddust.bus.kafka.writer import Cluster, Writer
from golddust.records import Entry


class KafkaCopier:
    """A `Copier`. Its name is a transactional id, so the brokers shut out whoever had it before."""

    def __init__(self, cluster: Cluster, name: str) -> None:
        self._writer = Writer(cluster, f"golddust.copier.{name}", name)

    def positions(self) -> Mapping[int, int]:
        """Take the name over, and say how far each part was copied."""
        return self._writer.take_over().positions

    def append(self, entries: Sequence[Entry], through: Mapping[int, int]) -> None:
        """Append the entries and note the positions, in one transaction."""
        self._writer.write(entries, {}, through, {})

    def close(self) -> None:
        """Let go of the connection."""
        self._writer.close()

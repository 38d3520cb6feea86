"""The two things that a stage does with Kafka all day, behind a seam: kafka-python does them, or librdkafka where speed counts.

Each driver turns its client's errors into ours.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Protocol

from golddust.bus.kafka.options import KafkaOptions
from golddust.bus.kafka.rows import Outgoing
from golddust.errors import Misconfigured, Problem
from golddust.records import Partition, Positions, Record

Membership = Any
"""What a group knew of a member when it handed records out; a commit made with it is refused once others have them."""


class Membering(Protocol):
    """Told when the group gives partitions, or takes them away. Called while `poll` runs."""

    def given(self, partitions: Sequence[Partition]) -> None:
        """These are ours from now on, at the group's position."""

    def taken(self, partitions: Sequence[Partition]) -> None:
        """These are others' from now on."""


class GroupConsumer(Protocol):
    """A member of a consumer group that reads what is committed. Names of topics are those of golddust. Raises Unavailable."""

    def poll(self, limit: int, wait: float) -> list[Record]:
        """The next records, at most `limit`; [] when none came within `wait` seconds."""

    def membership(self) -> Membership:
        """The membership as it is now."""

    def is_settled(self) -> bool:
        """Whether the group is not about to share its partitions out anew."""

    def hold(self, partitions: frozenset[Partition]) -> None:
        """Hand out nothing of these, until the next call says otherwise; of those that are not ours nothing is said."""

    def position(self, partition: Partition) -> int:
        """The next position to be handed out of a partition that is ours."""

    def seek(self, partition: Partition, position: int) -> None:
        """Hand out from there."""

    def commit(self, positions: Positions) -> None:
        """Move the group without a transaction."""

    def close(self) -> None:
        """Leave the group; never waits long."""


class TransactionalProducer(Protocol):
    """Writes in transactions under one transactional id. Raises Unavailable, after which it must be closed."""

    def take_over(self) -> None:
        """End what was begun under this id before, by whomever, and shut them out."""

    def transact(self, records: Sequence[Outgoing], through: Positions, membership: Membership) -> None:
        """Write the records and move the membership's group through these positions, all or nothing; durable on return.

        Raises TooLarge when a topic, made by other hands, takes less than ours would; then nothing happened.
        """

    def close(self) -> None:
        """Let go; never waits long."""


class Driver(Protocol):
    """Makes both. Making one needs an answer from a broker; raises Unavailable."""

    def consumer(self, group: str, topics: Sequence[str], membering: Membering) -> GroupConsumer:
        """A member of the group that reads these topics."""

    def producer(self, transactional_id: str) -> TransactionalProducer:
        """A producer of that id."""


MakeDriver = Callable[[KafkaOptions], Driver]
CLOSE_WITHIN = timedelta(seconds=1)


def driver_of(options: KafkaOptions) -> Driver:
    """The driver that the options name. Raises Misconfigured when its package is not installed."""
    if options.driver == "librdkafka":
        try:
            from golddust.bus.kafka.drivers.librdkafka import LibrdkafkaDriver  # noqa: PLC0415 - an optional package
        except ModuleNotFoundError as missing:
            raise Misconfigured((Problem("log.driver", options.driver, "needs the package confluent-kafka"),)) from missing

        return LibrdkafkaDriver(options)
    from golddust.bus.kafka.drivers.python import PythonDriver  # noqa: PLC0415 - only the one in use is loaded

    return PythonDriver(options)

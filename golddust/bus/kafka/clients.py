"""Kafka's clients, let go of wholly: of what failed to connect, or to take its leave, no socket and no thread stays behind."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, TypeVar

from kafka import KafkaConsumer
from kafka.net.compat import KafkaNetClient

Client = TypeVar("Client")


def connected(kind: Callable[..., Client], **settings: Any) -> Client:
    """A client of this kind: a KafkaConsumer, KafkaProducer or KafkaAdminClient. Raises what that raises.

    Made while no broker answers, the client (3.0.12) raises and leaves its sockets open, and of a consumer the thread that drives
    them: one more of each with every try, until the process may open no more.
    """
    with ExitStack() as opened:

        def connections(**told: Any) -> KafkaNetClient:
            one = KafkaNetClient(**told)
            opened.callback(one.close)
            return one

        client = kind(**settings, kafka_client=connections)
        opened.pop_all()
        return client


def let_go_of(consumer: KafkaConsumer, within: float) -> None:
    """Close it, waiting at most `within` seconds for its group; where that fails, its connections are closed all the same."""
    try:
        consumer.close(autocommit=False, timeout_ms=int(within * 1000))
    finally:
        consumer._client.close()  # noqa: SLF001 - the client leaves it open where the group could not be left

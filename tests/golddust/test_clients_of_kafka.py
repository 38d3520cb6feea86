"""A broker that does not answer costs no descriptor and no thread, however often it is tried."""

import gc
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import KafkaError

from golddust.bus.kafka.clients import connected, let_go_of


@pytest.fixture
def silent() -> Iterator[str]:
    """The address of a server that takes connections and says nothing. Nothing is tidied up behind our back meanwhile."""
    gc.collect()
    gc.disable()
    try:
        with socket.create_server(("127.0.0.1", 0)) as server:
            yield f"127.0.0.1:{server.getsockname()[1]}"
    finally:
        gc.enable()


def _open() -> set[str]:
    """Sockets and waiting places of this process."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # gone meanwhile
            what = str(descriptor.readlink())
            if what.startswith(("socket", "anon_inode")):
                found.add(f"{descriptor.name} {what}")
    return found


def _drivers() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("kafka")}


@pytest.mark.parametrize("kind", [KafkaConsumer, KafkaProducer, KafkaAdminClient])
def test_a_client_that_never_connected_leaves_nothing_behind(kind: Callable[..., object], silent: str) -> None:
    before = _open(), _drivers()

    with pytest.raises(KafkaError):
        connected(kind, bootstrap_servers=[silent], bootstrap_timeout_ms=200)

    assert (_open(), _drivers()) == before


def test_a_consumer_that_cannot_take_its_leave_is_closed_all_the_same(silent: str) -> None:
    before = _open(), _drivers()
    consumer = connected(KafkaConsumer, bootstrap_servers=[silent], api_version=(2, 8), group_id="readers")

    def stuck(**_: object) -> None:
        raise KafkaError

    consumer._coordinator.close = stuck
    with pytest.raises(KafkaError):
        let_go_of(consumer, 0.2)

    assert (_open(), _drivers()) == before

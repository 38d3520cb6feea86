"""golddust as its users run it: real processes, real doors."""

import json
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from benchmarks.processes import Running, free_port


class Mailbox:
    """Keeps every mail that a relay would carry."""

    def __init__(self) -> None:
        self.mails: list[tuple[list[str], bytes]] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:  # noqa: N802, ARG002
        self.mails.append((list(envelope.rcpt_tos), bytes(envelope.original_content)))
        return "250 OK"


@pytest.fixture
def relay() -> Iterator[tuple[Mailbox, int]]:
    """A relay that takes everything, and its port."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield mailbox, controller.port
    controller.stop()


BOTH_LOGS = ["sqlite", pytest.param("kafka", marks=pytest.mark.service)]
SQLITE_AND_LATER_KAFKA = ["sqlite", pytest.param("kafka", marks=[pytest.mark.service, pytest.mark.long])]
WHATEVER_THE_LOG = pytest.mark.parametrize("golddust", SQLITE_AND_LATER_KAFKA, indirect=True)
"""For stories in which the log only passes on what tests/contracts proves of both; `make torture` tells them on Kafka as well."""


def settings_of(log: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """The settings of a golddust on that log, with topics of its own on the broker that all tests share."""
    if log == "sqlite":
        return {}
    return {
        "GOLDDUST_LOG__BACKEND": "kafka",
        "GOLDDUST_LOG__BOOTSTRAP_SERVERS": json.dumps([request.getfixturevalue("kafka")]),
        "GOLDDUST_LOG__PREFIX": f"j{secrets.token_hex(4)}.",
        "GOLDDUST_LOG__PARTITIONS": "4",
    }


@pytest.fixture(params=BOTH_LOGS)
def golddust(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Running]:
    """`golddust run` on a folder of its own, on either log, not started yet; whatever is left of it is ended afterwards."""
    running = Running(tmp_path / "data", settings_of(request.param, request))
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()

"""golddust as its users run it: real processes, real doors."""

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


@pytest.fixture
def golddust(tmp_path: Path) -> Iterator[Running]:
    """`golddust run` on a folder of its own, not started yet; whatever is left of it is ended afterwards."""
    running = Running(tmp_path / "data")
    yield running
    if running.process is not None and running.process.poll() is None:
        running.stop()

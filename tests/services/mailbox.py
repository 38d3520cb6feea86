"""A real SMTP server that keeps what it gets, or answers as a test wants. Fixture: `mailbox`."""

import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any, cast

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.services.ports import free_port

TAKEN = "250 2.0.0 taken"


@dataclass(slots=True)
class Mailbox:
    """What came, and what to answer: at MAIL and RCPT "" means yes; at the end "drop" means closing without an answer."""

    port: int = 0
    at_mail: str = ""
    at_rcpt: str = ""
    at_end: str = TAKEN
    drop_at_quit: bool = False
    envelopes: list[Envelope] = field(default_factory=list)

    def raw(self) -> bytes:
        """The last mail's bytes."""
        return cast("bytes", self.envelopes[-1].original_content)

    def mail(self) -> EmailMessage:
        """The last mail, parsed."""
        return cast("EmailMessage", email.message_from_bytes(self.raw(), policy=email.policy.default))

    async def handle_MAIL(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802 - aiosmtpd's name
        if self.at_mail:
            return self.at_mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802, ARG002 - as above
        if self.at_rcpt:
            return self.at_rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        self.envelopes.append(envelope)
        if self.at_end == "drop":
            cast("Any", server).transport.abort()
        return self.at_end

    async def handle_QUIT(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802 - as above
        if self.drop_at_quit:
            cast("Any", server).transport.abort()
        return "221 Bye"


def listening(mailbox: Mailbox, **options: Any) -> Controller:
    """A server for the mailbox, started."""
    controller = Controller(mailbox, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    mailbox.port = controller.port
    return controller


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server on a free port, which takes addresses with letters outside of ASCII."""
    box = Mailbox()
    controller = listening(box, enable_SMTPUTF8=True)
    yield box
    controller.stop()


@pytest.fixture
def plain_mailbox() -> Iterator[Mailbox]:
    """One that takes ASCII only."""
    box = Mailbox()
    controller = listening(box, enable_SMTPUTF8=False)
    yield box
    controller.stop()

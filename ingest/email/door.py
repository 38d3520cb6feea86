"""What happens to the commands of an SMTP conversation: who is written to, and how a mail becomes durable deliveries."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from aiosmtpd.smtp import Envelope, Session

from golddust.events import Delivery
from golddust.ports import Clock, Inbox
from ingest.email import edge
from ingest.email.identity import fingerprint
from ingest.email.options import Options
from ingest.email.session import Conversation
from ingest.inbox import new_delivery

_POSTMASTER = "postmaster"


@dataclass(frozen=True, slots=True)
class Door:
    """aiosmtpd's handler. It does not look into the mail: raw bytes first, parse later."""

    options: Options
    inbox: Inbox
    clock: Clock
    workers: ThreadPoolExecutor

    async def handle_EHLO(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Conversation, session: Session, _envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """What is offered: no log-in, for nobody may send through us."""
        session.host_name = hostname
        offered = [line for line in responses if not line.startswith("250-AUTH")]
        return [*offered[:-1], "250-PIPELINING", offered[-1]]

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: Conversation, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take any local part at a domain of ours, and nothing else."""
        if len(envelope.rcpt_tos) >= self.options.max_recipients:
            return edge.TOO_MANY_RECIPIENTS
        if not self._is_ours(address):
            server.refused("unknown")
            return edge.NOT_HERE
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - the name is aiosmtpd's
        self, _server: Conversation, session: Session, envelope: Envelope
    ) -> str:
        """Make one delivery for each recipient durable, then say under which ids."""
        loop = asyncio.get_running_loop()
        ids = await loop.run_in_executor(self.workers, self._take_in, session, envelope)
        more = f" and {len(ids) - 1} more" if len(ids) > 1 else ""
        return f"250 2.0.0 Taken in as {ids[0]}{more}"

    def _is_ours(self, address: str) -> bool:
        local, _, domain = address.rpartition("@")
        if not local:
            return domain.lower() == _POSTMASTER
        return _is_unicode(address) and domain.lower() in self.options.domains

    def _take_in(self, session: Session, envelope: Envelope) -> list[str]:
        """Runs beside others in a thread, so that many mails share one sync of the disk.

        When one recipient's delivery fails, so does all: the retry finds the others already taken in and changes nothing.
        """
        return [self.inbox.accept(delivery).id for delivery in self._deliveries(session, envelope)]

    def _deliveries(self, session: Session, envelope: Envelope) -> Sequence[Delivery]:
        content = bytes(envelope.content or b"")
        print_ = fingerprint(content)
        now, facts = self.clock.now(), _facts(session, envelope)
        return [
            new_delivery(
                channel="email",
                source=recipient,
                external_id=print_.external_id(recipient),
                said=print_.said,
                original=content,
                received_at=now,
                sender=facts["envelope_sender"].lower(),
                facts={**facts, "recipient": written},
            )
            for recipient, written in self._recipients(envelope).items()
        ]

    def _recipients(self, envelope: Envelope) -> dict[str, str]:
        """Each address of ours once, in one spelling, with the spelling that came."""
        return {self._full(written).lower(): written for written in envelope.rcpt_tos}

    def _full(self, written: str) -> str:
        return written if "@" in written else f"{written}@{self.options.domains[0]}"


def _facts(session: Session, envelope: Envelope) -> dict[str, str]:
    sender = envelope.mail_from or ""
    peer = session.peer[0] if isinstance(session.peer, tuple) else str(session.peer or "")
    return {
        "envelope_sender": "" if sender == "<>" else _clean(sender),
        "helo": _clean(session.host_name or ""),
        "peer": str(peer),
        "tls": "yes" if session.ssl is not None else "no",
    }


def _is_unicode(text: str) -> bool:
    """Whether the bytes sent were UTF-8; aiosmtpd hands others over as lone surrogates."""
    return text.isprintable()


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)

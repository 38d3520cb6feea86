"""What happens to the commands of an SMTP conversation: who is written to, and how a mail becomes durable deliveries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from aiosmtpd.smtp import Envelope, Session

from golddust.events import Delivery
from golddust.ports import Clock
from ingest.email.identity import fingerprint
from ingest.email.options import Options
from ingest.email.smtp import edge
from ingest.email.smtp.checking import Checks
from ingest.email.smtp.session import Conversation
from ingest.email.smtp.taking import Taking
from ingest.inbox import new_delivery

_POSTMASTER = "postmaster"


@dataclass(frozen=True, slots=True)
class Door:
    """aiosmtpd's handler. It does not look into the mail: raw bytes first, parse later."""

    options: Options
    taking: Taking
    clock: Clock
    checks: Checks

    def __dir__(self) -> list[str]:
        """Only what aiosmtpd looks for in each conversation anew."""
        return ["handle_DATA", "handle_RCPT"]

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
        """Make one delivery for each recipient durable, then say under which ids.

        When one recipient's fails, so do all: the retry finds the others already taken in and changes nothing.
        """
        facts = await self.checks.facts(envelope.original_content or b"", _facts(session, envelope))
        receipts = await self.taking.take(partial(self._deliveries, envelope, facts))
        more = f" and {len(receipts) - 1} more" if len(receipts) > 1 else ""
        return f"250 2.0.0 Taken in as {receipts[0].id}{more}"

    def _is_ours(self, address: str) -> bool:
        local, _, domain = address.rpartition("@")
        if not local:
            return domain.lower() == _POSTMASTER
        return _is_unicode(address) and domain.lower() in self.options.domains

    def _deliveries(self, envelope: Envelope, facts: Mapping[str, str]) -> Sequence[Delivery]:
        """Runs in a thread."""
        content = envelope.original_content or b""
        print_ = fingerprint(content)
        now = self.clock.now()
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

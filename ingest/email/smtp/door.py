"""What happens to the commands of a conversation: who is written to, and how a mail becomes durable deliveries."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from aiosmtpd.smtp import Envelope, Session

from golddust.events import Delivery
from golddust.ports import Clock, Receipt
from ingest.email.identity import fingerprint
from ingest.email.recipients import Recipients
from ingest.email.smtp import edge
from ingest.email.smtp.checking import Checks
from ingest.email.smtp.commands import Conversation
from ingest.email.smtp.taking import Taking
from ingest.inbox import new_delivery


@dataclass(frozen=True, slots=True)
class Door:
    """aiosmtpd's handler. It does not look into the mail: raw bytes first, parse later."""

    recipients: Recipients
    most: int
    taking: Taking
    clock: Clock
    checks: Checks

    def __dir__(self) -> list[str]:
        """Only what aiosmtpd looks for in each conversation anew."""
        return ["handle_RCPT"]

    async def handle_RCPT(  # noqa: N802 - the name is aiosmtpd's
        self, server: Conversation, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Take the addresses of ours, and nothing else."""
        if len(envelope.rcpt_tos) >= self.most:
            return edge.TOO_MANY_RECIPIENTS
        if not self.recipients.is_at_home(address):
            return server.unknown_recipient(edge.NOT_HERE)
        if not self.recipients.is_known(address):
            return server.unknown_recipient(edge.UNKNOWN)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def take(self, conversation: Conversation, session: Session, envelope: Envelope) -> Sequence[str]:
        """Make one delivery for each recipient durable, then say under which ids.

        In SMTP, when one recipient's fails, so do all: the retry finds the others already taken in and changes nothing.
        In LMTP each recipient has an answer of its own.
        """
        content = envelope.original_content or b""
        facts = await self.checks.facts(content, _facts(conversation, session, envelope))
        if conversation.entrance.speaks == "LMTP":
            return await self._take_each(conversation, envelope, facts)
        receipts = await self.taking.take(partial(self._deliveries, content, self._written(envelope), facts))
        more = f" and {len(receipts) - 1} more" if len(receipts) > 1 else ""
        return [f"250 2.0.0 Taken in as {receipts[0].id}{more}"]

    async def _take_each(self, conversation: Conversation, envelope: Envelope, facts: Mapping[str, str]) -> Sequence[str]:
        """One reply for each recipient that was accepted, in their order (RFC 2033 §4.2), also when one was named twice."""
        content, written = envelope.original_content or b"", self._written(envelope)
        deliveries = await asyncio.to_thread(self._deliveries, content, written, facts)
        takings = [self.taking.take(partial(_the_one, delivery)) for delivery in deliveries]
        answers = dict(zip(written, await asyncio.gather(*takings, return_exceptions=True), strict=True))
        replies = {one: await self._reply(conversation, answer) for one, answer in answers.items()}
        return [replies[self.recipients.full(one)] for one in envelope.rcpt_tos]

    async def _reply(self, conversation: Conversation, answer: list[Receipt] | BaseException) -> str:
        if isinstance(answer, Exception):
            return await conversation.handle_exception(answer)
        if isinstance(answer, BaseException):
            raise answer
        return f"250 2.0.0 Taken in as {answer[0].id}"

    def _written(self, envelope: Envelope) -> Mapping[str, str]:
        """Each address of ours once, in one spelling, with the spelling that came."""
        return {self.recipients.full(written): written for written in envelope.rcpt_tos}

    def _deliveries(self, content: bytes, written: Mapping[str, str], facts: Mapping[str, str]) -> Sequence[Delivery]:
        """Runs in a thread."""
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
                facts={**facts, "recipient": spelt, **self._labels(recipient)},
            )
            for recipient, spelt in written.items()
        ]

    def _labels(self, recipient: str) -> Mapping[str, str]:
        labels = self.recipients.labels_of(recipient)
        return {"labels": labels} if labels else {}


def _the_one(delivery: Delivery) -> Sequence[Delivery]:
    return [delivery]


def _facts(conversation: Conversation, session: Session, envelope: Envelope) -> dict[str, str]:
    sender = envelope.mail_from or ""
    client = conversation.client
    lmtp = {"protocol": "lmtp"} if conversation.entrance.speaks == "LMTP" else {}
    return {
        "envelope_sender": "" if sender == "<>" else _clean(sender),
        "helo": _clean(session.host_name or ""),
        "peer": client.address if client is not None else "",
        "tls": "yes" if session.ssl is not None else "no",
        **lmtp,
    }


def _clean(text: str) -> str:
    return "".join(c if c.isprintable() else "\ufffd" for c in text)

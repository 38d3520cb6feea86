"""A mail that a relay received for us and posts as a web hook: the same delivery as if it had come by SMTP."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from golddust.errors import Malformed
from golddust.events import Delivery
from ingest.email.identity import fingerprint
from ingest.hooks.expressions import Expression
from ingest.hooks.options import Mail
from ingest.inbox import new_delivery
from ingest.wording import one_line

MOST_RECIPIENTS = 100
Labels = Callable[[str], str]
"""The labels of an address of ours, as JSON; "" for none."""


@dataclass(frozen=True, slots=True)
class RelayedMail:
    """Finds the mail in a document."""

    raw: Expression
    recipient: Expression | None
    sender: Expression | None
    source: str
    labels: Labels

    def deliveries(self, document: Any, now: datetime) -> list[Delivery]:
        """One for each recipient; [] when there is no whole mail in it. Raises Malformed when nobody is named whom it was for."""
        found = self.raw.value("mail.raw", document)
        if not isinstance(found, str) or not found.strip():
            return []
        raw = _bytes(found)
        told = fingerprint(raw)
        sender = self._sender(document)
        facts = {"relay": self.source, **({} if sender is None else {"envelope_sender": sender})}
        return [
            new_delivery(
                channel="email",
                source=recipient.lower(),
                external_id=told.external_id(recipient.lower()),
                said=told.said,
                original=raw,
                received_at=now,
                sender=(sender or "").lower(),
                facts={**facts, "recipient": recipient, **self._labels(recipient.lower())},
            )
            for recipient in self._recipients(document)
        ]

    def _sender(self, document: Any) -> str | None:
        """The envelope's sender, "" for the null sender of reports; None where the relay does not say."""
        found = self.sender.value("mail.sender", document) if self.sender is not None else None
        return one_line(found).strip("<> ") if isinstance(found, str) else None

    def _recipients(self, document: Any) -> list[str]:
        written = [one_line(one).strip("<> ") for one in _texts("mail.recipient", self.recipient, document)]
        found = list(dict.fromkeys(one for one in written if "@" in one))[:MOST_RECIPIENTS]
        if not found:
            raise Malformed("mail.recipient: expected the address of ours that the mail was for")
        return found

    def _labels(self, recipient: str) -> dict[str, str]:
        labels = self.labels(recipient)
        return {"labels": labels} if labels else {}


def relayed_mail(options: Mail, source: str, labels: Labels) -> RelayedMail | None:
    """What finds mails by these expressions; None where the source is no relay for mail."""
    if not options.raw:
        return None
    recipient, sender = (Expression(one) if one else None for one in (options.recipient, options.sender))
    return RelayedMail(Expression(options.raw), recipient, sender, source, labels)


def _texts(name: str, expression: Expression | None, document: Any) -> list[str]:
    """One text or several, also those that stand in one field with commas between them."""
    found = expression.value(name, document) if expression is not None else None
    many = found if isinstance(found, list) else [found]
    return [part for one in many if isinstance(one, str) for part in one.split(",")]


def _bytes(text: str) -> bytes:
    """The mail's own bytes: what was no UTF-8 in a form is kept as lone surrogates (PEP 383)."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")

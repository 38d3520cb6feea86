"""From a request that is proven to be the source's to the deliveries in it. The door stores them, `hooks try` shows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from golddust.errors import Malformed
from golddust.events import Delivery
from ingest.hooks.expressions import Expression
from ingest.hooks.mapping import Mapped, Mapper, mapper
from ingest.hooks.options import Options, Payload
from ingest.hooks.payload import PART, Part, parts_of
from ingest.hooks.relayed_mail import Labels, RelayedMail, relayed_mail
from ingest.hooks.verify.request import Incoming
from ingest.inbox import new_delivery


@dataclass(frozen=True, slots=True)
class Said:
    """One delivery, and why it cannot be read ("" when it can): among many it is kept all the same, and becomes a dead letter."""

    delivery: Delivery
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """All that a request said. `alone`: it could only be one thing, and the answer is of one."""

    said: Sequence[Said]
    alone: bool


@dataclass(frozen=True, slots=True)
class Intake:
    """Reads the requests of one source."""

    name: str
    payload: Payload
    each: Expression | None
    when: Expression | None
    mapper: Mapper
    mail: RelayedMail | None
    by_words: bool

    def request(self, incoming: Incoming, message_id: str, now: datetime) -> Request:
        """What it says, in order, without what is not wanted. Raises Malformed when nothing of it can be read; TooLarge.

        `message_id` names the request, "" when nothing does.
        """
        parts = parts_of(self.payload, self.each, incoming)
        wanted = [part for part in parts if self._is_wanted(part)]
        alone = all(PART not in part.facts for part in parts) and bool(wanted)
        said = [one for part in wanted for one in self._said(part, message_id, now, alone=alone)]
        if said and all(one.problem for one in said):
            raise Malformed(said[0].problem)
        return Request(said, alone)

    def _is_wanted(self, part: Part) -> bool:
        if self.when is None or part.wrong:
            return True
        return self.when.value("when", part.document) not in (None, False, "", [], {})

    def _said(self, part: Part, message_id: str, now: datetime, *, alone: bool) -> list[Said]:
        try:
            if part.wrong:
                raise part.wrong
            mails = self.mail.deliveries(part.document, now) if self.mail else []
            return [Said(mail) for mail in mails] or [Said(self._delivery(part, message_id, now))]
        except Malformed as wrong:
            if alone:
                raise
            return [Said(self._unread(part, now), wrong.reason)]

    def _delivery(self, part: Part, message_id: str, now: datetime) -> Delivery:
        mapped = self.mapper.apply(part.document)  # refuses now what could not be read later
        external_id = self._external_id(mapped, part, message_id)
        return new_delivery(
            channel="hook",
            source=self.name,
            external_id=external_id,
            said=_words(mapped) if self.by_words else part.said,
            original=part.original,
            received_at=now,
            sender=f"{self.name}/{mapped.address.value or external_id}",  # what one customer says stays in order
            facts=part.facts,
        )

    def _external_id(self, mapped: Mapped, part: Part, message_id: str) -> str:
        """What was said has a name of its own; else the event has, else the request, with the part's number."""
        number = part.facts.get(PART, "").partition("/")[0]
        of_the_request = f"{message_id}#{number}" if message_id and number else message_id
        return mapped.id or (part.name if part.in_its_body else "") or of_the_request or part.name

    def _unread(self, part: Part, now: datetime) -> Delivery:
        return new_delivery("hook", self.name, "", part.original, part.original, now, self.name, part.facts)


def intakes(sources: Mapping[str, Options], labels: Labels) -> dict[str, Intake]:
    """The intake of each source."""
    return {name: _intake(name, options, labels) for name, options in sources.items()}


def _intake(name: str, options: Options, labels: Labels) -> Intake:
    each, when = (Expression(written) if written else None for written in (options.each, options.when))
    mail = relayed_mail(options.mail, name, labels)
    return Intake(name, options.payload, each, when, mapper(options.map), mail, options.once == "words")


def _words(mapped: Mapped) -> bytes:
    address = mapped.address
    return msgspec.json.encode([mapped.text, mapped.subject, mapped.rating, address.kind, address.value])

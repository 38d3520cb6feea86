"""Which case a message belongs to: one a matter, so a follow-up joins it. Certain matches only; people do the rest by merging.

What proves that it answers a reply of ours belongs to that reply's case, whoever sent it. Without proof a message belongs to a
case that it answers (our reply's id) or names (the case's reference) only when its sender takes part in that case: its customer,
at any address of theirs, or somebody who has proven it before; and never when the sender is in doubt. The number of another
customer's case in a text proves nothing. A text message has no thread, so it also joins the case that its sender spoke of within
the last hours, when nothing says that it is about something else. A copy of a mail goes where the first one went, as a note.
Source: field notes, rows 9, 11, 14; docs/adr/0017-an-answer-proves-itself.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from complaints.cases.lifecycle import ENDED, OPEN
from complaints.cases.references import normalised
from complaints.cases.speakers import NOBODY, Speaker
from complaints.cases.understanding import answer_of, rating_of, verdict_of
from golddust.database.schema import case_feedback, cases, replies


class Message(Protocol):
    """What joining must know of an issue, or of a tagged feedback."""

    @property
    def feedback(self) -> str:
        """The message's id."""

    @property
    def customer(self) -> str:
        """Who says it."""

    @property
    def text(self) -> str:
        """What it says, redacted."""

    @property
    def channel(self) -> str:
        """How it came."""

    @property
    def received_at(self) -> datetime:
        """When it came."""

    @property
    def refers_to(self) -> tuple[str, ...]:
        """What it says it belongs to."""

    @property
    def answers(self) -> str:
        """The reply of ours that it provably answers, or ""."""

    @property
    def suspect(self) -> bool:
        """Whether its sender is in doubt."""

    @property
    def message(self) -> str:
        """What it has in common with its copies, or ""."""


AMessage = TypeVar("AMessage", bound=Message)
ANSWERED_WITHIN = timedelta(days=14)
FEW_WORDS = 12
Voice = Literal["customer", "another", "copy"]
"""Who speaks in a case: its customer; another address, theirs or not; nobody, since it was said before."""


@dataclass(frozen=True, slots=True)
class Known:
    """A case as far as joining must know it."""

    id: str
    customer: str
    state: str
    channel: str
    topics: frozenset[str]
    opened_at: datetime
    changed_at: datetime
    asked_at: datetime | None
    merged_into: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """The case that a message belongs to, and who speaks in it."""

    case: Known
    voice: Voice


@dataclass(frozen=True, slots=True)
class Joining:
    """Finds the case of a message among those that could be it. `taking_part`: cases with others who have spoken in them."""

    by_reply: Mapping[str, str]
    by_reference: Mapping[str, str]
    by_copy: Mapping[str, str]
    known: Mapping[str, Known]
    taking_part: Collection[tuple[str, str]]
    speakers: Mapping[str, Speaker]
    within: timedelta

    def place_of(self, message: Message, topics: Collection[str] = ()) -> Place | None:
        """Where the message belongs, if it is certain."""
        copied, proven = self.by_copy.get(message.message, ""), self.by_reply.get(message.answers, "")
        if message.message and copied in self.known:
            return Place(self.known[copied], "copy")
        if message.answers and proven in self.known:
            return self._place(self.known[proven], message)
        return None if message.suspect else self._unproven(message, topics)

    def _unproven(self, message: Message, topics: Collection[str]) -> Place | None:
        """What was said before a case began is not about it."""
        for case in self._named(message):
            if self._takes_part(case, message) and message.received_at >= case.opened_at:
                return self._place(case, message)
        found = self._of_the_conversation(message, topics) if message.channel == "sms" else None
        return Place(found, "customer") if found else None

    def _place(self, case: Known, message: Message) -> Place:
        return Place(case, "customer" if self._same(case, message) and not message.suspect else "another")

    def _named(self, message: Message) -> Iterable[Known]:
        for name in message.refers_to:
            case = self.by_reply.get(name) or self.by_reference.get(normalised(name), "")
            if case in self.known:
                yield self.known[case]

    def _of_the_conversation(self, message: Message, topics: Collection[str]) -> Known | None:
        """The case last spoken of, or in which this may be an answer, unless both have topics and none of them is the same."""
        candidates = [
            case
            for case in self.known.values()
            if case.customer == message.customer
            and case.channel == "sms"
            and case.opened_at <= message.received_at
            and (self._spoken_of(case, message) or _may_answer(case, message))
        ]
        latest = max(candidates, key=lambda case: case.changed_at, default=None)
        if latest is None or (topics and latest.topics and not latest.topics & set(topics)):
            return None
        return latest

    def _spoken_of(self, case: Known, message: Message) -> bool:
        lately = message.received_at - case.changed_at <= self.within
        return lately and (case.state in OPEN or case.asked_at is not None)

    def _takes_part(self, case: Known, message: Message) -> bool:
        return self._same(case, message) or (case.id, message.customer) in self.taking_part

    def _same(self, case: Known, message: Message) -> bool:
        speaker = self.speakers.get(message.customer, NOBODY)
        return case.customer == message.customer or case.customer in speaker.addresses


def _may_answer(case: Known, message: Message) -> bool:
    """Whether the case has a question of ours open, or was just ended, and this is an answer to that.

    While people wait for an answer in their own words, a few words are one; "did it help?" is answered by yes, no or a figure.
    """
    since = message.received_at - case.changed_at
    if case.merged_into or since > ANSWERED_WITHIN:
        return False
    if case.state == "waiting":
        return len(message.text.split()) <= FEW_WORDS
    if case.state not in ENDED:
        return False
    return (
        (verdict_of(message.text) or rating_of(message.text)) is not None
        if case.asked_at
        else answer_of(message.text) is not None
    )


def could_join(message: Message) -> bool:
    """Whether it may belong to a case at all: most messages say nothing of that, and nobody need be asked."""
    return bool(message.refers_to or message.answers) or message.channel == "sms"


def waves(messages: Sequence[AMessage]) -> Iterator[list[AMessage]]:
    """The messages such that in each wave every customer speaks once: what they text next may join what they texted before.

    So does the copy of a mail, which goes where the first one went.
    """
    left = list(messages)
    while left:
        wave = {_speaking(message): message for message in reversed(left)}
        taken = {message.feedback for message in wave.values()}
        yield [message for message in left if message.feedback in taken]
        left = [message for message in left if message.feedback not in taken]


def _speaking(message: Message) -> str:
    if message.channel == "sms" or message.refers_to:
        return message.customer
    return message.message or message.feedback


def joining(connection: Connection, messages: Sequence[Message], speakers: Mapping[str, Speaker], within: timedelta) -> Joining:
    """What there is to join for these messages: a few questions to the database, whatever their number."""
    named = {name for message in messages for name in message.refers_to}
    references = {reference for name in named if (reference := normalised(name))}
    by_reply = _cases_of_replies(connection, named | {message.answers for message in messages if message.answers})
    by_copy = _cases_of_copies(connection, {message.message for message in messages if message.message})
    texting = {message.customer for message in messages if message.channel == "sms"} if within else set()
    if not (by_reply or by_copy or references or texting):
        return Joining({}, {}, {}, {}, (), speakers, within)
    alive = cases.c.customer.in_(texting) & (cases.c.channel == "sms") & (cases.c.merged_into == "")
    spoken_of = cases.c.id.in_({*by_reply.values(), *by_copy.values()})
    found = _rows(connection, or_(spoken_of, cases.c.reference.in_(references), alive))
    merged = _heirs(connection, found)
    return Joining(
        {reply: merged.get(case, case) for reply, case in by_reply.items()},
        {row.reference: merged.get(row.id, row.id) for row in found},
        {copy: merged.get(case, case) for copy, case in by_copy.items()},
        {row.id: _known(row) for row in found},
        _taking_part(connection, {row.id for row in found}, {message.customer for message in messages}),
        speakers,
        within,
    )


def _heirs(connection: Connection, found: list[Row[Any]]) -> dict[str, str]:
    """For each merged case among these, the one that goes on at the end of the way; those that were not found yet are added."""
    while missing := {row.merged_into for row in found if row.merged_into} - {row.id for row in found}:
        found += _rows(connection, cases.c.id.in_(missing))
    next_of = {row.id: row.merged_into for row in found if row.merged_into}
    ends = {}
    for case in next_of:
        end = case
        while end in next_of:
            end = next_of[end]
        ends[case] = end
    return ends


def _rows(connection: Connection, which: ColumnElement[bool]) -> list[Row[Any]]:
    return list(connection.execute(select(cases).where(which)).all())


def _known(row: Row[Any]) -> Known:
    topics = frozenset(row.topics)
    return Known(
        row.id, row.customer, row.state, row.channel, topics, row.opened_at, row.changed_at, row.asked_at, row.merged_into
    )


def belonging(connection: Connection, feedback: Collection[str]) -> dict[str, str]:
    """For each of these messages that belongs to a case, the case."""
    if not feedback:
        return {}
    query = select(case_feedback.c.feedback, case_feedback.c.case).where(case_feedback.c.feedback.in_(feedback))
    return {row.feedback: row.case for row in connection.execute(query)}


def _cases_of_replies(connection: Connection, ids: Collection[str]) -> dict[str, str]:
    if not ids:
        return {}
    query = select(replies.c.id, replies.c.case).where(replies.c.id.in_(ids), replies.c.case != "")
    return {row.id: row.case for row in connection.execute(query)}


def _cases_of_copies(connection: Connection, messages: Collection[str]) -> dict[str, str]:
    """For each mail that came before at another address of ours, the case that it belongs to."""
    if not messages:
        return {}
    query = select(case_feedback.c.message, case_feedback.c.case).where(case_feedback.c.message.in_(messages))
    return {row.message: row.case for row in connection.execute(query.order_by(case_feedback.c.at.desc()))}


def _taking_part(connection: Connection, found: Collection[str], customers: Collection[str]) -> set[tuple[str, str]]:
    """Who of these customers has spoken in which of these cases."""
    query = select(case_feedback.c.case, case_feedback.c.customer).where(
        case_feedback.c.case.in_(found), case_feedback.c.customer.in_(customers)
    )
    return {(row.case, row.customer) for row in connection.execute(query)} if found else set()

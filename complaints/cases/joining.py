"""Which case a message belongs to: one a matter, so a follow-up joins it. Certain matches only; people do the rest by merging.

What proves that it answers a reply of ours belongs to that reply's case, whoever sent it. Without proof a message belongs to a
case that it answers (our reply's id) or names (the case's reference) only when its sender takes part in that case: its customer,
at any address of theirs, or somebody who has proven it before; and never when the sender is in doubt. The number of another
customer's case in a text proves nothing. A text message has no thread, so it also joins the case that its sender spoke of within
the last hours, when nothing says that it is about something else. An issue joins the case that the same person began from another
address, where both are certainly one matter (`sameness`). A copy of a mail goes where the first one went, as a note.
Source: field notes, rows 9, 11, 14; docs/adr/0017-an-answer-proves-itself.md.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

from sqlalchemy import Connection, or_

from complaints.cases import joinable
from complaints.cases.joinable import Known
from complaints.cases.lifecycle import ENDED, OPEN
from complaints.cases.references import normalised
from complaints.cases.sameness import Matter, compared
from complaints.cases.speakers import NOBODY, Speaker
from complaints.cases.understanding import answer_of, rating_of, verdict_of
from golddust.database.schema import cases
from golddust.events import Issue


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

    def matter_of(self, issue: Issue) -> Place | None:
        """Where the same person said certainly the same at another address of theirs; None while the sender is in doubt."""
        others = set(self.speakers.get(issue.customer, NOBODY).addresses) - {issue.customer}
        if issue.suspect or not others:
            return None
        said = Matter(issue.kind, issue.subject, issue.text, issue.topics, issue.received_at)
        theirs = [case for case in self.known.values() if case.customer in others and case.state in OPEN]
        found = [case for case in theirs if compared(said, case.matter, self.within).certain]
        latest = max(found, key=lambda case: (case.changed_at, case.id), default=None)
        return Place(latest, "customer") if latest else None

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


def turns(messages: Sequence[AMessage], most: int, of_one: int) -> Iterator[list[AMessage]]:
    """The messages in order, so many at a time, and so many of one customer: theirs are read one after the other (`waves`)."""
    turn: list[AMessage] = []
    counted: Counter[str] = Counter()
    for message in messages:
        if len(turn) == most or counted[message.customer] == of_one:
            yield turn
            turn, counted = [], Counter()
        turn.append(message)
        counted[message.customer] += 1
    if turn:
        yield turn


def waves(messages: Sequence[AMessage], speakers: Mapping[str, Speaker]) -> Iterator[list[AMessage]]:
    """The messages such that in each wave every customer speaks once: what they text next may join what they texted before.

    So may what a person says at another address; and the copy of a mail goes where the first one went.
    """
    left = list(messages)
    while left:
        wave = {_speaking(message, speakers): message for message in reversed(left)}
        taken = {message.feedback for message in wave.values()}
        yield [message for message in left if message.feedback in taken]
        left = [message for message in left if message.feedback not in taken]


def _speaking(message: Message, speakers: Mapping[str, Speaker]) -> str:
    if addresses := speakers.get(message.customer, NOBODY).addresses:
        return addresses[0]  # they are in one order
    if message.channel == "sms" or message.refers_to:
        return message.customer
    return message.message or message.feedback


def joining(connection: Connection, messages: Sequence[Message], speakers: Mapping[str, Speaker], within: timedelta) -> Joining:
    """What there is to join for these messages: a few questions to the database, whatever their number."""
    named = {name for message in messages for name in message.refers_to}
    references = {reference for name in named if (reference := normalised(name))}
    by_reply = joinable.cases_of_replies(connection, named | {message.answers for message in messages if message.answers})
    by_copy = joinable.cases_of_copies(connection, {message.message for message in messages if message.message})
    texting = {message.customer for message in messages if message.channel == "sms"} if within else set()
    elsewhere = _elsewhere(messages, speakers) if within else set()
    if not (by_reply or by_copy or references or texting or elsewhere):
        return Joining({}, {}, {}, {}, (), speakers, within)
    alive = cases.c.customer.in_(texting) & (cases.c.channel == "sms") & (cases.c.merged_into == "")
    theirs = cases.c.customer.in_(elsewhere) & cases.c.state.in_(OPEN) & (cases.c.merged_into == "")
    spoken_of = cases.c.id.in_({*by_reply.values(), *by_copy.values()})
    found = joinable.rows(connection, or_(spoken_of, cases.c.reference.in_(references), alive, theirs))
    merged = joinable.heirs(connection, found)
    return Joining(
        {reply: merged.get(case, case) for reply, case in by_reply.items()},
        {row.reference: merged.get(row.id, row.id) for row in found},
        {copy: merged.get(case, case) for copy, case in by_copy.items()},
        {row.id: joinable.known(row) for row in found if row.customer},  # of whom was erased nothing goes on
        joinable.taking_part(connection, {row.id for row in found}, {message.customer for message in messages}),
        speakers,
        within,
    )


def _elsewhere(messages: Sequence[Message], speakers: Mapping[str, Speaker]) -> set[str]:
    """The other addresses of those who bring an issue."""
    issues = [message.customer for message in messages if isinstance(message, Issue)]
    return {address for who in issues for address in speakers.get(who, NOBODY).addresses if address != who}

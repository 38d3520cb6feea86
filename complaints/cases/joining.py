"""Which case a message belongs to: one a matter, so a follow-up joins it. Certain matches only; people do the rest by merging.

A message belongs to a case of the same customer that it answers (our reply's id) or names (the case's reference). A text message
has no thread, so it also joins the case that its sender spoke of within the last hours, when nothing says that it is about
something else. The number of another customer's case in a text proves nothing. Source: field notes, row 14.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, or_, select

from complaints.cases.lifecycle import OPEN
from complaints.cases.references import normalised
from complaints.cases.speakers import NOBODY, Speaker
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
    def channel(self) -> str:
        """How it came."""

    @property
    def received_at(self) -> datetime:
        """When it came."""

    @property
    def refers_to(self) -> tuple[str, ...]:
        """What it says it belongs to."""


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


@dataclass(frozen=True, slots=True)
class Joining:
    """Finds the case of a message among those that could be it."""

    by_reply: Mapping[str, str]
    by_reference: Mapping[str, str]
    known: Mapping[str, Known]
    speakers: Mapping[str, Speaker]
    within: timedelta

    def case_of(self, message: Message, topics: Collection[str] = ()) -> Known | None:
        """The case that the message belongs to, if it is certain. What was said before a case began is not about it."""
        for case in self._named(message):
            if self._same(case, message) and message.received_at >= case.opened_at:
                return case
        return self._of_the_conversation(message, topics) if message.channel == "sms" else None

    def _named(self, message: Message) -> Iterable[Known]:
        for name in message.refers_to:
            case = self.by_reply.get(name) or self.by_reference.get(normalised(name), "")
            if case in self.known:
                yield self.known[case]

    def _of_the_conversation(self, message: Message, topics: Collection[str]) -> Known | None:
        """The case last spoken of, unless both have topics and none of them is the same."""
        candidates = [
            case
            for case in self.known.values()
            if case.customer == message.customer
            and case.channel == "sms"
            and timedelta(0) <= message.received_at - case.opened_at
            and message.received_at - case.changed_at <= self.within
            and (case.state in OPEN or case.asked_at is not None)
        ]
        latest = max(candidates, key=lambda case: case.changed_at, default=None)
        if latest is None or (topics and latest.topics and not latest.topics & set(topics)):
            return None
        return latest

    def _same(self, case: Known, message: Message) -> bool:
        speaker = self.speakers.get(message.customer, NOBODY)
        return case.customer == message.customer or case.customer in speaker.addresses


def could_join(message: Message) -> bool:
    """Whether it may belong to a case at all: most messages say nothing of that, and nobody need be asked."""
    return bool(message.refers_to) or message.channel == "sms"


def joining(connection: Connection, messages: Sequence[Message], speakers: Mapping[str, Speaker], within: timedelta) -> Joining:
    """What there is to join for these messages: a few questions to the database, whatever their number."""
    named = {name for message in messages for name in message.refers_to}
    references = {reference for name in named if (reference := normalised(name))}
    by_reply = _cases_of_replies(connection, named)
    texting = {message.customer for message in messages if message.channel == "sms"} if within else set()
    if not (by_reply or references or texting):
        return Joining({}, {}, {}, speakers, within)
    alive = cases.c.customer.in_(texting) & (cases.c.channel == "sms") & (cases.c.merged_into == "")
    found = _rows(connection, or_(cases.c.id.in_(set(by_reply.values())), cases.c.reference.in_(references), alive))
    merged = _heirs(connection, found)
    return Joining(
        {reply: merged.get(case, case) for reply, case in by_reply.items()},
        {row.reference: merged.get(row.id, row.id) for row in found},
        {row.id: _known(row) for row in found},
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
    return Known(row.id, row.customer, row.state, row.channel, topics, row.opened_at, row.changed_at, row.asked_at)


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

"""What is left of a person's records and events once they are erased. Pure.

A record on a log that can be written to in place keeps its position and loses everything else: an empty body, and a header that
says why. Stages pass it on as such a record where they make one of each, so that what goes in still comes out.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from msgspec.structs import replace

from golddust import topics
from golddust.events import CaseEvent, Tagged
from golddust.letters import GONE
from golddust.outcomes import Done
from golddust.records import Entry, Record

ERASED = "erased"
"""Header of a record whose person was erased; it has no body."""
HEADERS: Mapping[str, str] = {ERASED: "yes"}


def is_erased(record: Record) -> bool:
    """Whether nothing is left of it."""
    return ERASED in record.headers


def emptied(record: Record) -> Entry:
    """What takes the record's place; a parked copy counts as decided about, under its letter's id."""
    if record.topic == topics.PARKED:
        return Entry(record.topic, record.key, b"", {**HEADERS, GONE: "yes"})
    return Entry(record.topic, "", b"", HEADERS)


def passed_on(stage: str) -> Done:
    """What the stage makes of an emptied record: one like it, where it makes one of each."""
    makes = topics.WRITTEN_ONCE_BY.get(stage, ())
    return Done((Entry(makes[0], "", b"", HEADERS),)) if makes else Done()


def without_words(event: CaseEvent, customer: str = "", told_by: Collection[str] | None = None) -> CaseEvent:
    """The step without anything of whose case it is; it goes on in the name of `customer`, if that is somebody.

    With `told_by`, only the notes of steps about these messages go: the case is somebody else's.
    """
    if told_by is not None:
        return replace(event, note="") if event.about in told_by else event
    promised = tuple(replace(promise, words="") for promise in event.promises)
    climbed = replace(event.escalation, why="") if event.escalation else None
    return replace(event, customer=customer, note="", delay="", promises=promised, escalation=climbed)


def without_evidence(tagged: Tagged) -> Tagged:
    """The labels, and nothing by which anybody could be known."""
    topics_alone = tuple(replace(topic, evidence=()) for topic in tagged.topics)
    return replace(
        tagged,
        customer="",
        text="",
        subject="",
        private=(),
        refers_to=(),
        answers="",
        message="",
        sentiment=replace(tagged.sentiment, evidence=()),
        emotion=replace(tagged.emotion, evidence=()),
        urgency=replace(tagged.urgency, reasons=()),
        kind=replace(tagged.kind, evidence=()),
        topics=topics_alone,
    )


def case_event_of(stored: Mapping[str, Any]) -> CaseEvent:
    """The step that a row of `case_events` holds."""
    return msgspec.convert(stored, CaseEvent)


def tagged_of(stored: Mapping[str, Any]) -> Tagged:
    """The tags that a row of `tags` holds."""
    return msgspec.convert(stored, Tagged)

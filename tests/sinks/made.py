"""Made-up customers and what they wrote, as it comes off the log."""

import itertools
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from msgspec.structs import replace

from golddust import wire
from golddust.events import (
    Address,
    Emotion,
    Event,
    Feedback,
    KindTag,
    Language,
    ReplyRequest,
    Sentiment,
    Tagged,
    Thread,
    TopicTag,
    Urgency,
)
from golddust.identity import Keys, derived_id
from golddust.outcomes import Done, Outcome
from golddust.ports import Reply
from golddust.records import Record

MONDAY = datetime(2026, 3, 2, 9, 0, 0, 250_000, tzinfo=UTC)
KEYS = Keys(pseudonym=b"1" * 32, links=b"2" * 32, originals=b"3" * 32)
ANN_MAILS = Address(kind="email", value="ann@example.com", name="Ann Example")
BEN_TEXTS = Address(kind="phone", value="+12025550142")
NOBODY = Address(kind="none")
_positions = itertools.count()


def record(event: Event) -> Record:
    entry = wire.entry(event)
    return Record(entry.topic, 0, next(_positions), entry.key, entry.value, entry.headers, MONDAY)


def records(events: Sequence[Event]) -> list[Record]:
    return [record(event) for event in events]


def customer_of(address: Address) -> str:
    return "cust_" + derived_id(address.value)


def said(name: str, **fields: Any) -> Feedback:
    """What a customer said, by mail unless fields say otherwise; `name` decides its id."""
    address = fields.pop("address", ANN_MAILS)
    feedback = Feedback(
        id=derived_id("said", name),
        channel="email" if address.kind == "email" else "sms",
        source="feedback@localhost" if address.kind == "email" else "+12025550100",
        external_id=f"<{name}@example.com>",
        received_at=MONDAY,
        customer=customer_of(address),
        address=address,
        text=f"The parcel was late: {name}",
        subject="My parcel" if address.kind == "email" else "",
        thread=Thread(message_id=f"<{name}@example.com>") if address.kind == "email" else Thread(),
        original="0" * 64,
    )
    return replace(feedback, **fields)


def tagged(feedback: Feedback, **fields: Any) -> Tagged:
    """What the processors made of it."""
    event = Tagged(
        id=derived_id("tagged", feedback.id),
        feedback=feedback.id,
        channel=feedback.channel,
        source=feedback.source,
        received_at=feedback.received_at,
        customer=feedback.customer,
        text=feedback.text,
        subject=feedback.subject,
        sentiment=Sentiment(label="negative", score=-0.5, confidence=0.8, evidence=("late",)),
        emotion=Emotion(label="frustration", confidence=0.7),
        urgency=Urgency(level="low"),
        kind=KindTag(label="complaint", confidence=0.9),
        topics=(TopicTag(name="delivery", confidence=0.9, evidence=("parcel",), sentiment="negative"),),
        language=Language(code="en", confidence=0.99),
        answerable=True,
        tagger="textblob/1",
        revision=feedback.revision,
    )
    return replace(event, **fields)


def asked(feedback: Feedback, **fields: Any) -> ReplyRequest:
    """An acknowledgement of it."""
    request = ReplyRequest(
        id=derived_id("reply", feedback.id),
        case=derived_id("case", feedback.id),
        feedback=feedback.id,
        customer=feedback.customer,
        channel=feedback.channel,
        purpose="acknowledgement",
        subject="We have your message (GD-7KQ2)",
        text="Your message is here. You will have an answer by Tuesday 3 March, 9:00. Reference GD-7KQ2.",
        language="en",
        requested_at=MONDAY,
    )
    return replace(request, **fields)


def reply_to(feedback: Feedback, **fields: Any) -> Reply:
    """That acknowledgement, ready to be sent."""
    own = (feedback.thread.message_id,) if feedback.thread.message_id else ()
    references = (*feedback.thread.references, *own)
    request = asked(feedback, **fields)
    return Reply(request, feedback.address, feedback.source, feedback.thread.message_id, references, feedback.subject)


def later(minutes: float) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def all_done(outcomes: Sequence[Outcome]) -> bool:
    return all(isinstance(outcome, Done) for outcome in outcomes)

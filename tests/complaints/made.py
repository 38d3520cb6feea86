"""Made-up issues, standards and keys."""

import tomllib
from contextlib import closing
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from complaints.answers.drafts import FOLDER, Drafts, read_drafts
from complaints.answers.phrases import ours
from complaints.answers.requests import Answers
from complaints.cases.clockwork import Clockwork
from complaints.cases.register import SqlRegister
from complaints.cases.rules import Rules
from complaints.escalation.escalations import Escalations
from complaints.escalation.table import parse as parse_escalation
from complaints.promises.standards import Standards, parse
from golddust.clock import MovableClock
from golddust.database.outbox import OutboxCopying
from golddust.events import (
    Emotion,
    Issue,
    KindTag,
    Language,
    ReplyOutcome,
    ReplyRequest,
    Sentiment,
    Tagged,
    Urgency,
)
from golddust.identity import Keys, derived_id
from golddust.ports import Case, Log, Resolution

ESCALATION_FILE = Path(__file__).parents[2] / "config" / "escalation.toml"
STANDARDS_FILE = Path(__file__).parents[2] / "config" / "standards.toml"
KEYS = Keys(b"p" * 32, b"l" * 32, b"o" * 32)
URL = "https://feedback.example.com"
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
RESOLUTION = Resolution(
    happened="The parcel lay in the wrong depot.",
    apology="We are sorry.",
    reason="A label was unreadable.",
    remedy="It arrives tomorrow, and the postage is refunded.",
)


def standards(**changes: Any) -> Standards:
    """Our standards, with tables changed."""
    return parse(tomllib.loads(STANDARDS_FILE.read_text()) | changes) if changes else _our_standards()


@cache
def _our_standards() -> Standards:
    """Read once, as below: nothing changes them, and hundreds of tests go by them."""
    return parse(tomllib.loads(STANDARDS_FILE.read_text()))


@cache
def _our_escalations() -> Escalations:
    return _escalations(_our_standards(), {})


def _escalations(by: Standards, changes: dict[str, Any]) -> Escalations:
    table = tomllib.loads(ESCALATION_FILE.read_text()) | changes
    return parse_escalation(table, by.calendars, "https://console.example.com")


@cache
def drafts(zone: ZoneInfo) -> Drafts:
    """Our own, with times of that zone."""
    return read_drafts(Path(FOLDER), ours(), zone)


def issue(name: str = "parcel", **changes: Any) -> Issue:
    """An issue about feedback of that name."""
    given: dict[str, Any] = {
        "id": derived_id("issue", name),
        "feedback": derived_id(name),
        "channel": "email",
        "source": "feedback@example.com",
        "received_at": MONDAY,
        "customer": "cust_" + derived_id("ann")[:26],
        "kind": "complaint",
        "priority": "normal",
        "owner": "delivery",
        "why": "A complaint about delivery.",
        "text": "My parcel never came.",
        "subject": "Parcel",
        "topics": ("delivery",),
        "sentiment": "negative",
        "emotion": "disappointment",
        "urgency": "none",
        "language": "en",
        "answerable": True,
    }
    return Issue(**(given | changes))


def tagged(one: Issue, **changes: Any) -> Tagged:
    """The tagged feedback that goes with the issue, but for the issue."""
    same = ("feedback", "channel", "source", "received_at", "customer", "text", "subject", "answerable", "refers_to")
    given: dict[str, Any] = {name: getattr(one, name) for name in same} | {
        "id": derived_id("tagged", one.feedback),
        "sentiment": Sentiment(label="neutral", score=0.0, confidence=0.5),
        "emotion": Emotion(label="neutral", confidence=0.5),
        "urgency": Urgency(level="none"),
        "kind": KindTag(label="other", confidence=0.5),
        "topics": (),
        "language": Language(code=one.language, confidence=1.0),
    }
    return Tagged(**(given | changes))


def rules(**changes: Any) -> Rules:
    """The rules as the wiring makes them, with our own tables."""
    ours_ = changes.pop("standards", None) or standards()
    other = changes.pop("escalation", {})
    escalations = _escalations(ours_, other) if other or ours_ is not _our_standards() else _our_escalations()
    answers = Answers(ours(), KEYS, URL, ours_.hours.zone)
    return Rules(**({"standards": ours_, "answers": answers, "escalations": escalations} | changes))


def register_on(engine: Engine, clock: MovableClock, **changes: Any) -> SqlRegister:
    """A register as the wiring makes it."""
    speakers = changes.pop("speakers", None)
    return SqlRegister(engine, clock, rules(**changes), speakers)


def clockwork_on(engine: Engine, clock: MovableClock, **changes: Any) -> Clockwork:
    """A clockwork as the wiring makes it."""
    return Clockwork(engine, clock, rules(**changes))


def outcome(request: ReplyRequest, state: Any = "sent", at: datetime = MONDAY, why: str = "") -> ReplyOutcome:
    """What became of that request."""
    return ReplyOutcome(
        id=derived_id("outcome", request.id, state),
        request=request.id,
        case=request.case,
        customer=request.customer,
        channel=request.channel,
        state=state,
        at=at,
        why=why,
    )


def copy_outbox(engine: Engine, log: Log) -> None:
    """All of the outbox onto the log, as a process does that ends then."""
    with closing(OutboxCopying(engine, log)) as copying:
        while copying.copy():
            pass


def promise(case: Case, standard: str) -> Any:
    """The case's promise of that standard."""
    return next(promise for promise in case.promises if promise.standard == standard)

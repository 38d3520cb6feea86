"""What the program's own words are called on pages. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from golddust.events import CaseEvent
from golddust.ports import Resolution

CHANNELS = {"email": "e-mail", "sms": "text message", "hook": "web hook", "form": "web form"}
STEPS = {
    "opened": "Case opened",
    "acknowledged": "Taken into work",
    "assigned": "Given to somebody",
    "at_risk": "A promise is at risk",
    "late": "A promise was broken",
    "escalated": "Escalated",
    "resolved": "Resolved",
    "reopened": "The customer says: not solved",
    "closed": "Closed",
    "noted": "Noted",
}
PURPOSES = {"acknowledgement": "Acknowledgement", "answer": "Answer", "resolution": "Resolution", "notice": "Notice"}
PARTS = {
    "happened": ("What happened", "In plain words, as the customer would tell it."),
    "apology": ("The apology", "Say that you are sorry, and for what."),
    "reason": ("The reason", "Why it happened."),
    "remedy": ("What was or will be done", "For this customer, and so that it does not happen again."),
}
_CARRIED = {"email": "e-mail", "sms": "text message"}
"""What carries an answer; whoever wrote by hook or form is answered at whatever address they left."""
_RESOLUTION = re.compile(r"happened: (.*)\napology: (.*)\nreason: (.*)\nremedy: (.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a case's history as it is shown. `parts` when it tells how the case ended; `new` when it came meanwhile."""

    step: str
    title: str
    actor: str
    at: datetime
    note: str
    parts: Resolution | None
    new: bool


def lines(history: Sequence[CaseEvent], seen: int | None = None) -> list[Line]:
    """The history as lines, newest first; those after version `seen` are new."""
    return [_line(event, seen) for event in reversed(history)]


def resolution_of(event: CaseEvent) -> Resolution | None:
    """The four parts, where the event's note holds them as the register writes them."""
    match = _RESOLUTION.fullmatch(event.note) if event.step == "resolved" else None
    return Resolution(*match.groups()) if match else None


def waiting_words(channel: str, number: int) -> str:
    """How many replies wait: "3 e-mails wait"."""
    called = _CARRIED.get(channel, "answer")
    return f"1 {called} waits" if number == 1 else f"{number} {called}s wait"


def reply_title(purpose: str, channel: str) -> str:
    """What was said to the customer, and how where the channel tells: "Acknowledgement by e-mail"."""
    by = f" by {_CARRIED[channel]}" if channel in _CARRIED else ""
    return PURPOSES.get(purpose, purpose) + by


def _line(event: CaseEvent, seen: int | None) -> Line:
    parts = resolution_of(event)
    title, note = _title(event), "" if parts else event.note
    if note and title != STEPS[event.step]:
        note = ""
    actor = "" if event.actor == "register" else event.actor
    return Line(event.step, title, actor, event.at, note, parts, seen is not None and event.number > seen)


def _title(event: CaseEvent) -> str:
    """The step's name; a short note of the register's own says it better."""
    if event.step == "assigned" and event.note:
        return f"Given to {event.note}"
    if event.step == "noted" and event.actor == "register" and event.note:
        return event.note[0].upper() + event.note[1:]
    return STEPS[event.step]

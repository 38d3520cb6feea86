"""What the program's own words are called on pages. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from golddust.events import CaseEvent, CaseStep
from golddust.ports import Resolution

CHANNELS = {"email": "e-mail", "sms": "text message", "hook": "web hook", "form": "web form"}
STATES = {
    "received": "received",
    "acknowledged": "acknowledged",
    "in_work": "in work",
    "waiting": "waiting for the customer",
    "reopened": "reopened",
    "resolved": "resolved",
    "closed": "closed",
}
FILES = {"waiting": "being fetched", "stored": "kept", "refused": "not taken", "given_up": "could not be fetched"}
"""How it stands with a file that had to be fetched."""
STEPS: Mapping[CaseStep, str] = {
    "opened": "Case opened",
    "acknowledged": "Seen by a person",
    "started": "Taken into work",
    "assigned": "Given to somebody",
    "waiting": "The customer was asked; the clocks stand",
    "said": "The customer said more",
    "told": "The customer was told how it stands",
    "noted": "Noted",
    "changed": "Changed",
    "recomputed": "The clocks were set by new standards",
    "at_risk": "A promise is at risk",
    "late": "A promise was broken",
    "escalated": "Somebody with more authority was called",
    "accepted": "The escalation was accepted",
    "resolved": "Resolved",
    "promised": "Something was promised",
    "kept": "A pledge was kept",
    "asked": "The customer was asked whether it helped",
    "reopened": "The customer says: not solved",
    "merged": "Merged",
    "split": "Split",
    "closed": "Closed",
}
PURPOSES: Mapping[str, str] = {
    "acknowledgement": "Acknowledgement",
    "answer": "Answer",
    "resolution": "Resolution",
    "notice": "Notice",
    "late_warning": "Warning that it will be late",
    "late_apology": "Apology for a broken promise",
    "update": "How it stands",
    "question": "Question",
    "follow_up": "Word that what they added is here",
    "reopened": "Word that it is open again",
    "check": "Whether it helped",
    "mended": "Word that the cause is mended",
    "idea": "Word on an idea",
    "status": "How their cases stand",
    "help": "Who we are",
    "stopped": "Word that nothing more comes",
}
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
    """One line of a case's history as it is shown. `parts` when it tells how the case ended; `new` when it came meanwhile.

    `other` is the id of another case that it names.
    """

    step: str
    title: str
    actor: str
    at: datetime
    note: str
    parts: Resolution | None
    new: bool
    other: str


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


def reply_state(reply: Mapping[str, Any]) -> str:
    """How a reply stands, by what its carrier said last: "sent" turns into "delivered" or "not delivered"."""
    told = {"delivered": "delivered", "read": "read", "undelivered": "not delivered"}
    return str(told.get(reply["carrier"], reply["state"]))


def sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}."


def state_words(state: str) -> str:
    """The state as people call it."""
    return STATES.get(state, state)


def _line(event: CaseEvent, seen: int | None) -> Line:
    parts = resolution_of(event)
    title, note = _title(event), "" if parts else event.note
    if event.step in ("assigned", "noted") and title != STEPS[event.step]:
        note = ""
    actor = "" if event.actor == "register" else event.actor
    new, other = seen is not None and event.number > seen, event.about if event.step in ("merged", "split") else ""
    return Line(event.step, title, actor, event.at, note, parts, new, other)


def _title(event: CaseEvent) -> str:
    """The step's name; a short note of the register's own says it better."""
    if event.step == "assigned" and event.note:
        return f"Given to {event.note}"
    if event.step == "told" and event.actor == "register":
        return "The customer was told that it will be late"
    if event.step == "noted" and event.actor == "register" and event.note:
        return event.note[0].upper() + event.note[1:]
    return STEPS[event.step]

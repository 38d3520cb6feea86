"""What the program's own words are called on pages. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.wording.called import called, capital
from console.wording.retelling import retold
from console.wording.saying import counted, marked, say
from golddust.events import CaseEvent, CaseStep
from golddust.ports import Resolution

CHANNELS = {
    "email": marked("e-mail"),
    "sms": marked("text message"),
    "hook": marked("web hook"),
    "form": marked("web form"),
}
"""What each is called; `channels` says them to the reader."""
STATES = {
    "received": marked("received"),
    "acknowledged": marked("acknowledged"),
    "in_work": marked("in work"),
    "waiting": marked("waiting for the customer"),
    "reopened": marked("reopened"),
    "resolved": marked("resolved"),
    "closed": marked("closed"),
}
FILES = {
    "waiting": marked("being fetched"),
    "stored": marked("kept here"),
    "refused": marked("not taken"),
    "given_up": marked("could not be fetched"),
}
"""How it stands with a file that had to be fetched."""
STEPS: Mapping[CaseStep, str] = {
    "opened": marked("Case opened"),
    "acknowledged": marked("Seen by a person"),
    "started": marked("Taken into work"),
    "assigned": marked("Given to somebody"),
    "waiting": marked("The customer was asked; the clocks stand"),
    "said": marked("The customer said more"),
    "told": marked("The customer was told how it stands"),
    "noted": marked("Noted"),
    "changed": marked("Changed"),
    "recomputed": marked("The clocks were set by new standards"),
    "at_risk": marked("A promise is at risk"),
    "late": marked("A promise was broken"),
    "escalated": marked("Somebody with more authority was called"),
    "accepted": marked("The escalation was accepted"),
    "resolved": marked("Resolved"),
    "promised": marked("Something was promised"),
    "kept": marked("A pledge was kept"),
    "asked": marked("The customer was asked whether it helped"),
    "reopened": marked("The customer says: not solved"),
    "merged": marked("Merged"),
    "split": marked("Split"),
    "closed": marked("Closed"),
}
PURPOSES: Mapping[str, str] = {
    "acknowledgement": marked("Acknowledgement"),
    "answer": marked("Answer"),
    "resolution": marked("Resolution"),
    "notice": marked("Notice"),
    "late_warning": marked("Warning that it will be late"),
    "late_apology": marked("Apology for a broken promise"),
    "update": marked("How it stands"),
    "question": marked("Question"),
    "follow_up": marked("Word that what they added is here"),
    "reopened": marked("Word that it is open again"),
    "check": marked("Whether it helped"),
    "mended": marked("Word that the cause is mended"),
    "idea": marked("Word on an idea"),
    "status": marked("How their cases stand"),
    "help": marked("Who we are"),
    "stopped": marked("Word that nothing more comes"),
}
PARTS = {
    "happened": (marked("What happened"), marked("In plain words, as the customer would tell it.")),
    "apology": (marked("The apology"), marked("Say that you are sorry, and for what.")),
    "reason": (marked("The reason"), marked("Why it happened.")),
    "remedy": (
        marked("What was or will be done"),
        marked("For this customer, and so that it does not happen again."),
    ),
}
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


def channels() -> dict[str, str]:
    """What each channel is called."""
    return {name: say(words) for name, words in CHANNELS.items()}


def waiting_words(channel: str, number: int) -> str:
    """How many replies wait: "3 e-mails wait"."""
    if channel == "email":
        return counted("%(num)s e-mail waits", "%(num)s e-mails wait", number)
    if channel == "sms":
        return counted("%(num)s text message waits", "%(num)s text messages wait", number)
    return counted("%(num)s answer waits", "%(num)s answers wait", number)


def waiting_together(rows: Iterable[Mapping[str, Any]]) -> str:
    """How many replies of each sort wait: "2 e-mails wait · 1 answer waits"; those by hook and form are of one sort."""
    numbers: Counter[str] = Counter()
    for row in rows:
        numbers[row["channel"] if row["channel"] in ("email", "sms") else ""] += row["number"]
    return " · ".join(waiting_words(channel, number) for channel, number in numbers.items())


def reply_title(purpose: str, channel: str) -> str:
    """What was said to the customer, and how where the channel tells: "Acknowledgement by e-mail".

    Whoever wrote by hook or form is answered at whatever address they left.
    """
    what = say(PURPOSES.get(purpose, purpose))
    if channel == "email":
        return say("%(what)s by e-mail", what=what)
    return say("%(what)s by text message", what=what) if channel == "sms" else what


def reply_state(reply: Mapping[str, Any]) -> str:
    """How a reply stands, by what its carrier said last: "sent" turns into "delivered" or "not delivered"."""
    told = {"delivered": "delivered", "read": "read", "undelivered": "not delivered"}
    return called(str(told.get(reply["carrier"], reply["state"])))


def missing_words(parts: Sequence[str]) -> str:
    """The parts of a resolution that are empty: "The apology, The reason"."""
    return ", ".join(say(PARTS[part][0]) for part in parts)


def state_words(state: str) -> str:
    """The state as people call it."""
    return say(STATES.get(state, state))


def _line(event: CaseEvent, seen: int | None) -> Line:
    parts = resolution_of(event)
    title, note = _title(event), "" if parts else event.note
    if event.step == "assigned" or _noted_by_us(event):
        note = ""
    actor = "" if event.actor == "register" else event.actor
    new, other = seen is not None and event.number > seen, event.about if event.step in ("merged", "split") else ""
    return Line(event.step, title, actor, event.at, note, parts, new, other)


def _noted_by_us(event: CaseEvent) -> bool:
    return event.step == "noted" and event.actor == "register" and bool(event.note)


def _title(event: CaseEvent) -> str:
    """The step's name; a short note of the register's own says it better."""
    if event.step == "assigned" and event.note:
        return say("Given to %(name)s", name=event.note)
    if event.step == "told" and event.actor == "register":
        return say("The customer was told that it will be late")
    if _noted_by_us(event):
        return capital(retold(event.note))
    return say(STEPS[event.step])

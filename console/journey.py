"""A case's history as its customer may see it: what happened to their message, without names and notes of ours. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.wording.saying import marked, say
from golddust.events import CaseEvent, CaseStep

TOLD: Mapping[CaseStep, str] = {
    "opened": marked("We opened your case"),
    "acknowledged": marked("Somebody has read it"),
    "started": marked("Somebody took it into work"),
    "waiting": marked("We asked you something"),
    "said": marked("You told us more"),
    "told": marked("We told you how it stands"),
    "late": marked("We did not keep our time. We are sorry"),
    "escalated": marked("Somebody with more authority was called"),
    "accepted": marked("Somebody with more authority looks after it"),
    "resolved": marked("We told you what was done"),
    "promised": marked("We promised you something"),
    "kept": marked("We did what we had promised"),
    "asked": marked("We asked you whether it helped"),
    "reopened": marked("You told us that it is not solved"),
    "merged": marked("Another message of yours goes on here"),
    "split": marked("One of your messages has a case of its own now"),
    "closed": marked("The case was closed"),
}
OURS: frozenset[CaseStep] = frozenset({"assigned", "noted", "changed", "recomputed", "at_risk"})
"""What is the house's own business. What customers added was noted once, and is still shown."""
_WITH_WORDS = ("waiting", "said", "told", "kept", "reopened")
"""Steps whose words are the customer's own, or were said to them."""
_ONCE = ("late", "escalated")
BY_ANOTHER: Mapping[CaseStep, str] = {
    "said": marked("Somebody told us more, from an address that we do not know as yours"),
    "reopened": marked("Somebody told us that it is not solved, from an address that we do not know as yours"),
}
"""Whoever answers our mail is heard; the customer sees who it was not."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that happened. `words`: what was said with it, as far as we may show it."""

    step: str
    title: str
    at: datetime
    words: str = ""


def journey(history: Sequence[CaseEvent]) -> list[Stage]:
    """What happened, newest first; the same thing several times in a row, with nothing said, is told once."""
    stages: list[Stage] = []
    for event in history:
        stage = _stage(event)
        if stage and not (stages and stage.step in _ONCE and stage.step == stages[-1].step):
            stages.append(stage)
    return stages[::-1]


def _stage(event: CaseEvent) -> Stage | None:
    if event.step == "noted":
        return Stage("said", say(TOLD["said"]), event.at, event.note) if event.actor == "customer" else None
    if event.step in OURS or (event.step == "late" and event.note.startswith("acknowledge")):
        return None  # the time for an acknowledgement is one that we set ourselves; customers are told of the others
    if event.step == "told" and event.actor == "register":
        return Stage(event.step, say("We told you that it takes longer"), event.at)
    titles = BY_ANOTHER if event.actor == "another address" and event.step in BY_ANOTHER else TOLD
    return Stage(event.step, say(titles[event.step]), event.at, event.note if event.step in _WITH_WORDS else "")

"""A case's history as its customer may see it: what happened to their message, without names and notes of ours. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from golddust.events import CaseEvent

_TOLD = {
    "opened": "We opened your case",
    "acknowledged": "Somebody took it into work",
    "late": "We did not keep our time. We are sorry",
    "escalated": "Somebody with more authority looks after it",
    "resolved": "We told you what was done",
    "reopened": "You told us that it is not solved",
    "closed": "The case was closed",
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One thing that happened. `words`: what the customer said with it, as far as we may show it."""

    step: str
    title: str
    at: datetime
    words: str = ""


def journey(history: Sequence[CaseEvent]) -> list[Stage]:
    """What happened, newest first; several broken promises in a row are told once."""
    stages: list[Stage] = []
    for event in history:
        stage = _stage(event)
        if stage and not (stages and stage.step == stages[-1].step == "late"):
            stages.append(stage)
    return stages[::-1]


def _stage(event: CaseEvent) -> Stage | None:
    if event.step == "noted":
        return Stage("noted", "You told us more", event.at, event.note) if event.actor == "customer" else None
    if event.step not in _TOLD or (event.step == "late" and event.note.startswith("acknowledge")):
        return None  # the time for an acknowledgement is one that we set ourselves; customers are told of the other two
    return Stage(event.step, _TOLD[event.step], event.at, event.note if event.step == "reopened" else "")

"""What the staff is told of a case: redacted words, the reference and a link. No name or address of a customer is among them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from golddust.events import StaffNotice
from golddust.identity import derived_id
from golddust.ports import Case

Purpose = Literal["warning", "missed", "escalation", "page", "idea", "cause"]
LONGEST_TEXT = 600
LONGEST_SUBJECT = 120
BEGINNINGS = {
    "warning": "Soon late",
    "missed": "Promise broken",
    "escalation": "Escalated to you",
    "page": "URGENT",
    "idea": "A brilliant idea",
    "cause": "A cause",
}


@dataclass(frozen=True, slots=True)
class Told:
    """Whom a notice is for and why: `once` tells it from others of the same case and purpose, so that it is told once."""

    purpose: Purpose
    role: str
    person: str
    why: str
    once: str
    urgent: bool = False
    after: str = ""


def notice(told: Told, case: Case, link: str, now: datetime) -> StaffNotice:
    """The notice. Its id follows from case, purpose and `once`, so a repeat has the same."""
    what = f"{case.kind}, priority {case.priority}, for {case.owner}, {case.state.replace('_', ' ')}"
    parts = (told.why, f"{case.reference}: {what}", _quoted(case), told.after, link)
    return StaffNotice(
        id=derived_id("staff notice", case.id, told.purpose, told.once),
        case=case.id,
        reference=case.reference,
        role=told.role,
        person=told.person,
        purpose=told.purpose,
        subject=f"{BEGINNINGS[told.purpose]}: {case.reference}, {_cut(case.subject or case.text, LONGEST_SUBJECT)}",
        text="\n\n".join(part for part in parts if part),
        requested_at=now,
        urgent=told.urgent,
    )


def local(moment: datetime, zone: ZoneInfo) -> str:
    """The moment as its reader's clock on the wall shows it."""
    there = moment.astimezone(zone)
    return f"{there:%a} {there.day} {there:%b}, {there:%H:%M} ({zone.key})"


def _quoted(case: Case) -> str:
    words = _cut(case.text, LONGEST_TEXT)
    return f"> {words}" if words else ""


def _cut(text: str, longest: int) -> str:
    """The text in one line, shortened where it must be."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "\N{HORIZONTAL ELLIPSIS}"

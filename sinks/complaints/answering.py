"""What people write in another system, as the four things that a customer must be told.

Nothing is made up: what nobody wrote is missing, and without all four there is no resolution.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields

from golddust.mirroring import ENDED, MirrorComment, MirrorStatus
from golddust.ports import Resolution

_PARTS = {
    "happened": "happened",
    "what happened": "happened",
    "apology": "apology",
    "sorry": "apology",
    "reason": "reason",
    "why": "reason",
    "remedy": "remedy",
    "done": "remedy",
    "what was done": "remedy",
    "what we do": "remedy",
}
_NAMES = "|".join(sorted(_PARTS, key=len, reverse=True))
_LABEL = re.compile(rf"^[ \t>*_]*({_NAMES})[ \t*_]*[:\uff1a][ \t*_]*", re.IGNORECASE | re.MULTILINE)
PARTS = tuple(part.name for part in fields(Resolution))


@dataclass(frozen=True, slots=True)
class Answer:
    """The comment with which a ticket was resolved, and the parts that it gives."""

    comment: MirrorComment
    parts: Mapping[str, str]

    def missing(self, otherwise: Mapping[str, str]) -> list[str]:
        """The parts that neither it nor `otherwise` gives."""
        return [part for part in PARTS if not (self.parts.get(part) or otherwise.get(part))]

    def resolution(self, otherwise: Mapping[str, str]) -> Resolution | None:
        """What the customer is to be told, with what it lacks from `otherwise`; None while a part is missing."""
        if self.missing(otherwise):
            return None
        return Resolution(**{part: self.parts.get(part) or otherwise[part] for part in PARTS})


def meant_for_customer(text: str) -> bool:
    """Whether a comment says so by itself, by naming at least one of the four parts.

    For systems in which nothing else tells remarks among colleagues from answers to the customer.
    """
    return bool(parts_of(text))


def parts_of(text: str) -> dict[str, str]:
    """The parts that a comment names, in any order, each at the beginning of a line (`Happened: …`, `Remedy: …`).

    What stands before the first is left out; of a part that is named twice, both stand, one below the other.
    """
    found: dict[str, str] = {}
    labels = list(_LABEL.finditer(text))
    for label, following in zip(labels, [*labels[1:], None], strict=False):
        words = text[label.end() : following.start() if following else len(text)].strip()
        part = _PARTS[label[1].lower()]
        if words:
            found[part] = f"{found[part]}\n{words}" if part in found else words
    return found


def answer_of(status: MirrorStatus) -> Answer | None:
    """With what a ticket was resolved there; None when it stands open or nobody wrote for the customer.

    That is the last comment that names parts. Where none does, the last comment is the remedy.
    """
    if status.state not in ENDED:
        return None
    written = [comment for comment in status.comments if comment.text.strip()]
    named = [Answer(comment, parts) for comment in written if (parts := parts_of(comment.text))]
    if named:
        return named[-1]
    return Answer(written[-1], {"remedy": written[-1].text.strip()}) if written else None

"""Whether two cases of one person are one matter: certainly, perhaps, or not. Pure.

People say the same thing twice, by text and by mail. What is certain becomes one case; what is likely is offered to people, since
a likeness of topics or words alone proves nothing (docs/adr/0023-one-matter-one-case.md).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from complaints.causes.likeness import Said, cosine, vectors

CERTAIN = 0.45
"""From this cosine on, words under a common topic say the same; made-up pairs are in tests/complaints/test_sameness.py."""
LIKELY = 0.25
"""From this cosine on, words alone are worth a look; as similar cases are (`complaints.causes.proposing`)."""
OFFERED_WITHIN = timedelta(days=14)
"""Two cases that began further apart are not offered as one."""
LONGEST_TEXT = 1_000


@dataclass(frozen=True, slots=True)
class Matter:
    """What is compared of a case, or of the issue that would open one; text is redacted."""

    kind: str
    subject: str
    text: str
    topics: Collection[str]
    began_at: datetime


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two matters are, and why, in words for people."""

    certain: bool
    likely: bool
    why: str


def compared(one: Matter, other: Matter, within: timedelta) -> Likeness:
    """How alike two matters of one person are.

    Certain: of the same kind, begun within that time of each other, with a topic in common, and words that say the same.
    Likely: a topic in common or words that are alike, begun within `OFFERED_WITHIN`.
    """
    between = abs(one.began_at - other.began_at)
    shared = sorted(set(one.topics) & set(other.topics))
    alike = cosine(*vectors([_said(one), _said(other)]))
    certain = one.kind == other.kind and between <= within and bool(shared) and alike >= CERTAIN
    likely = between <= OFFERED_WITHIN and (bool(shared) or alike >= LIKELY)
    return Likeness(certain, certain or likely, _why(shared, alike, between))


def _said(one: Matter) -> Said:
    return Said("", f"{one.subject}\n{one.text}"[:LONGEST_TEXT], tuple(one.topics))


def _why(shared: Collection[str], alike: float, between: timedelta) -> str:
    about = [f"both about {', '.join(shared)}"] if shared else []
    words = [f"words {alike:.0%} alike"] if alike >= LIKELY else []
    return "; ".join([*about, *words, f"{_long(between)} apart"])


def _long(between: timedelta) -> str:
    hours = between // timedelta(hours=1)
    return f"{between.days} days" if hours >= 48 else f"{hours} h" if hours else f"{between // timedelta(minutes=1)} min"  # noqa: PLR2004

"""How soon somebody must look, with the rule and the words behind it."""

from collections.abc import Sequence
from typing import Final

from golddust.events import KindTag, Level, Urgency
from processors.cues import CueHit
from processors.words import negated

LEVELS: Final[tuple[Level, ...]] = ("none", "low", "high", "critical")
_RANK: dict[str, int] = {level: rank for rank, level in enumerate(LEVELS)}


def urgency_of(words: Sequence[str], hits: Sequence[CueHit], kind: KindTag) -> Urgency:
    """The highest level that a rule gives. A deadline counts only for who wants something: "nice today" is not urgent."""
    level, reasons = 0, []
    for hit in hits:
        name = hit.label.answer
        if name != "critical" and (kind.label in ("praise", "spam") or negated(words, hit.first)):
            continue
        level = max(level, _RANK[name])
        reasons.append(f"{hit.label.rule}: {hit.phrase}")
    return Urgency(level=LEVELS[level], reasons=tuple(dict.fromkeys(reasons))[:6])

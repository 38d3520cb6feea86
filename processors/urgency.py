"""How soon somebody must look, with the rule and the words behind it."""

from collections.abc import Sequence
from typing import Final

from golddust.events import KindTag, Level, Urgency
from processors.cues import CueHit
from processors.words import negated

LEVELS: Final[tuple[Level, ...]] = ("none", "low", "high", "critical")
WISHES = frozenset(("deadline", "impatience"))
MOST_REASONS = 6


def urgency_of(words: Sequence[str], hits: Sequence[CueHit], kind: KindTag) -> Urgency:
    """The highest level that a rule gives, with the reasons for that level."""
    by_level: dict[str, list[str]] = {}
    for hit in hits:
        if hit.label.answer == "critical" or _counts(hit, words, kind):
            by_level.setdefault(hit.label.answer, []).append(f"{hit.label.rule}: {hit.phrase}")
    level = max(by_level, key=LEVELS.index, default="none")
    return Urgency(level=level, reasons=tuple(dict.fromkeys(by_level.get(level, ())))[:MOST_REASONS])  # type: ignore[arg-type] # the lexicon's levels


def _counts(hit: CueHit, words: Sequence[str], kind: KindTag) -> bool:
    """Danger counts whoever says it and however; all else only from who wants something. "See you by Friday" is not urgent."""
    if kind.label in ("praise", "spam") or negated(words, hit.first):
        return False
    return kind.label != "other" or hit.label.rule not in WISHES

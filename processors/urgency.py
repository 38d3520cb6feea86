"""How soon somebody must look, with the rule and the words behind it."""

from collections.abc import Sequence
from typing import Final

from golddust.events import KindTag, Level, Urgency
from processors.cues import CueHit
from processors.words import NEGATIONS, negated

LEVELS: Final[tuple[Level, ...]] = ("none", "low", "high", "critical")
WISHES = frozenset(("deadline", "impatience"))
MOST_REASONS = 6
ABSENT_HELP: Final = "ambulance"
"""What is bad news with a "no" before it: "no ambulance came"."""
FIGURES_OF_PRAISE = frozenset(("on fire", "explosion", "stroke", "heart attack"))
"""What danger sounds like when somebody is delighted: "the new singer is on fire"."""
_BETWEEN = frozenset(["a", "an", "any", "the", "is", "was", "were", "been", "be", "being", "of", "sign", "signs", "smell", "or"])
_BETWEEN |= frozenset(["got", "has", "had", "have", "in", "one", "even"])


def urgency_of(words: Sequence[str], hits: Sequence[CueHit], kind: KindTag) -> Urgency:
    """The highest level that a rule gives, with the reasons for that level."""
    figures = [(hit.first, hit.after) for hit in hits if hit.label.answer == "none"]
    by_level: dict[str, list[str]] = {}
    for hit in hits:
        if hit.label.answer != "none" and not _within(hit, figures) and _counts(hit, words, kind):
            by_level.setdefault(hit.label.answer, []).append(f"{hit.label.rule}: {hit.phrase}")
    level = max(by_level, key=LEVELS.index, default="none")
    return Urgency(level=level, reasons=tuple(dict.fromkeys(by_level.get(level, ())))[:MOST_REASONS])  # type: ignore[arg-type] # the lexicon's levels


def _within(hit: CueHit, spans: Sequence[tuple[int, int]]) -> bool:
    return any(first <= hit.first and hit.after <= after for first, after in spans)


def _counts(hit: CueHit, words: Sequence[str], kind: KindTag) -> bool:
    """Danger counts whoever says it, unless denied; all else only from who wants something. "See you by Friday" is not urgent."""
    if hit.label.answer == "critical":
        return not _denied(hit, words) and not (kind.label == "praise" and hit.phrase in FIGURES_OF_PRAISE)
    if kind.label in ("praise", "spam") or negated(words, hit.first):
        return False
    return kind.label != "other" or hit.label.rule not in WISHES


def _denied(hit: CueHit, words: Sequence[str]) -> bool:
    """Whether a word says no to the danger itself. Nearer than `negated` looks: "I cannot believe it caught fire" is a fire."""
    if hit.label.rule == "self-harm" or hit.phrase == ABSENT_HELP:
        return False
    for word in reversed(words[: hit.first]):
        if word not in _BETWEEN:
            return word in NEGATIONS
    return False

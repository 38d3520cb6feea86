"""The feeling that shows most."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, get_args

from golddust.events import Emotion, Feeling, KindTag, Sentiment
from processors.chances import with_cues
from processors.cues import CueHit
from processors.words import negated

SHOUTED_LETTERS = 12
SHOUTED_SHARE = 0.6
LOOKED_AT = 400
EVIDENCE = 8
WITHOUT_CUES = 0.35
CUES_COUNT = 0.4
"""How much a cue's weight adds to a model's word."""
FEELINGS: Final[tuple[Feeling, ...]] = get_args(Feeling)
_GLAD = frozenset(("joy", "gratitude"))


def emotion_of(words: Sequence[str], hits: Sequence[CueHit], text: str, sentiment: Sentiment, kind: KindTag) -> Emotion:
    """The feeling, with its words. Thanks at the end of a complaint are manners, not gratitude."""
    weights, evidence = _told_by_cues(words, hits, text, kind)
    if not weights:
        return Emotion(label=_without_cues(kind, sentiment), confidence=WITHOUT_CUES)
    label, weight = weights.most_common(1)[0]
    confidence = round(0.3 + 0.6 * weight / weights.total() * min(1.0, weight / 6), 3)
    return Emotion(label=label, confidence=confidence, evidence=tuple(dict.fromkeys(evidence[label]))[:EVIDENCE])  # type: ignore[arg-type] # the lexicon's feelings


def _told_by_cues(
    words: Sequence[str], hits: Sequence[CueHit], text: str, kind: KindTag
) -> tuple[Counter[str], dict[str, list[str]]]:
    """How much speaks for each feeling, and what."""
    complains = kind.label == "complaint"
    weights: Counter[str] = Counter()
    evidence: dict[str, list[str]] = {}
    for hit in hits:
        feeling = hit.label.answer
        if feeling in _GLAD and (complains or negated(words, hit.first)):
            continue
        weights[feeling] += hit.label.weight
        evidence.setdefault(feeling, []).append(hit.phrase)
    if complains and _is_shouted(text):
        weights["anger"] += 2
        evidence.setdefault("anger", []).append("shouting")
    return weights, evidence


def emotion_by_model(chances: Sequence[float], words: Sequence[str], hits: Sequence[CueHit], text: str, kind: KindTag) -> Emotion:
    """The feeling that a model and the cues come to together. `chances` are those of the feelings in their order."""
    weights, evidence = _told_by_cues(words, hits, text, kind)
    label, confidence = with_cues(FEELINGS, chances, weights, CUES_COUNT)
    said = tuple(dict.fromkeys(evidence.get(label, ())))[:EVIDENCE]
    return Emotion(label=label, confidence=round(confidence, 3), evidence=said)


def _without_cues(kind: KindTag, sentiment: Sentiment) -> Feeling:
    if kind.label == "complaint" and sentiment.label == "negative":
        return "disappointment"
    return "joy" if kind.label == "praise" else "neutral"


def _is_shouted(text: str) -> bool:
    head = text[:LOOKED_AT]
    upper = sum(map(str.isupper, head))
    return upper > SHOUTED_LETTERS and upper > SHOUTED_SHARE * sum(map(str.isalpha, head))

"""The feeling that shows most."""

from collections import Counter
from collections.abc import Sequence

from golddust.events import Emotion, Sentiment
from processors.cues import CueHit
from processors.words import negated

_GLAD = frozenset(("joy", "gratitude"))
SHOUTED_LETTERS = 12


def emotion_of(words: Sequence[str], hits: Sequence[CueHit], text: str, sentiment: Sentiment, *, complains: bool) -> Emotion:
    """The feeling, with its words. Thanks at the end of a complaint are manners, not gratitude."""
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
    if not weights:
        label = "disappointment" if complains and sentiment.label == "negative" else "neutral"
        return Emotion(label=label, confidence=0.35)  # type: ignore[arg-type] # one of the two above
    label, weight = weights.most_common(1)[0]
    confidence = round(0.3 + 0.6 * weight / sum(weights.values()) * min(1.0, weight / 6), 3)
    return Emotion(label=label, confidence=confidence, evidence=tuple(dict.fromkeys(evidence[label]))[:8])  # type: ignore[arg-type]


def _is_shouted(text: str) -> bool:
    head = text[:400]
    upper = sum(map(str.isupper, head))
    return upper > SHOUTED_LETTERS and upper > 0.6 * sum(map(str.isalpha, head))

"""What kind of message it is. It has cues of its own: many a plain complaint holds no word that a sentiment lexicon knows."""

from collections.abc import Sequence

from golddust.events import Kind, KindTag, Sentiment
from processors.cues import CueHit
from processors.words import negated

PRAISE_NEEDS = 2.0
LOW_RATING, HIGH_RATING = 0.4, 0.8
_NEVER_BLAMED = frozenset(("problem", "problems", "issue", "complaint", "complaints", "complain", "wait", "waiting", "fault"))


def kind_of(words: Sequence[str], hits: Sequence[CueHit], sentiment: Sentiment, rating: float | None) -> KindTag:
    """The kind, with the cues that decided. `rating` is a share from 0 to 1, or None."""
    scores: dict[str, float] = dict.fromkeys(("complaint", "suggestion", "praise", "question", "spam"), 0.0)
    evidence: dict[str, list[str]] = {kind: [] for kind in scores}
    for hit in hits:
        kind, weight = _meaning(hit, words)
        scores[kind] += weight
        evidence[kind].append(hit.phrase)
    _add_mood(scores, sentiment, rating)
    _add_question_mark(scores, evidence, words)
    label = _decide(scores, sentiment)
    return KindTag(label=label, confidence=_confidence(scores, label), evidence=tuple(dict.fromkeys(evidence.get(label, ())))[:8])


def _meaning(hit: CueHit, words: Sequence[str]) -> tuple[str, float]:
    """What a cue says where it stands: a negated compliment is a complaint, "no problem" is none."""
    kind, weight = hit.label.answer, hit.label.weight
    if kind in ("praise", "complaint") and negated(words, hit.first):
        if kind == "praise":
            return "complaint", 2.0
        if words[hit.first] in _NEVER_BLAMED:
            return "praise", 1.0
    return kind, float(weight)


def _add_mood(scores: dict[str, float], sentiment: Sentiment, rating: float | None) -> None:
    if sentiment.label == "negative":
        scores["complaint"] += 2 * sentiment.confidence
    elif sentiment.label == "positive":
        scores["praise"] += 1.5 * sentiment.confidence
    if rating is not None and rating <= LOW_RATING:
        scores["complaint"] += 3
    elif rating is not None and rating >= HIGH_RATING:
        scores["praise"] += 2


def _add_question_mark(scores: dict[str, float], evidence: dict[str, list[str]], words: Sequence[str]) -> None:
    if any(word[0] == "?" for word in words):
        scores["question"] += 2
        evidence["question"].append("?")


def _decide(scores: dict[str, float], sentiment: Sentiment) -> Kind:
    """The kind with the strongest cues; where it is close, the one whose loss would be worse: a complaint first."""
    if scores["spam"] >= max(3.0, scores["complaint"] * 1.5) and scores["spam"] >= scores["praise"]:
        return "spam"
    complaint, praise = scores["complaint"], scores["praise"]
    if scores["suggestion"] >= 3 and scores["suggestion"] >= complaint - 2:  # noqa: PLR2004 - one sure cue
        return "suggestion"
    if complaint >= 2 and complaint >= praise * 0.8 and not _only_asks(scores, sentiment):  # noqa: PLR2004 - as above
        return "complaint"
    if scores["question"] >= 2 and praise < 4 and complaint < 3:  # noqa: PLR2004 - as above
        return "question"
    if praise >= PRAISE_NEEDS:
        return "praise"
    return "complaint" if sentiment.label == "negative" else "other"


def _only_asks(scores: dict[str, float], sentiment: Sentiment) -> bool:
    """A question that mentions a problem word: "how long is the wait?"."""
    return scores["question"] >= 2 and scores["complaint"] <= 2.5 and sentiment.label != "negative"  # noqa: PLR2004


def _confidence(scores: dict[str, float], label: Kind) -> float:
    total = sum(scores.values())
    if label == "other" or not total:
        return 0.4
    share, strength = scores[label] / total, min(1.0, scores[label] / 6)
    return round(0.3 + 0.65 * share * strength, 3)

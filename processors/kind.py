"""What kind of message it is. It has cues of its own: many a plain complaint holds no word that a sentiment lexicon knows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, get_args

from golddust.events import Kind, KindTag, Sentiment
from processors.chances import with_cues
from processors.cues import CueHit
from processors.words import negated

LOW_RATING, HIGH_RATING = 0.4, 0.8
"""Shares of the best rating: two stars of five, four of five."""
COMPLAINT_NEEDS, SUGGESTION_NEEDS, QUESTION_NEEDS, PRAISE_NEEDS, SPAM_NEEDS = 2.0, 3.0, 2.0, 2.5, 4.0
MIXED = 0.7
"""So much of the praise makes a mixed message a complaint: losing one is worse than answering a compliment twice."""
PLAIN = 3.0
"""A complaint of this weight stays one, even as a question."""
FAINT = 0.05
"""Scores nearer to 0 say nothing: TextBlob holds "half an hour" against one."""
MOST_TRIFLES = 2.0
NEGATED_PRAISE = 2.0
EVIDENCE = 8

CUES_COUNT = 0.3
"""How much a cue's weight adds to a model's word."""
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
NO_MOOD: Final = Sentiment(label="neutral", score=0.0, confidence=0.0)
Evidence = Callable[[str], Sequence[str]]
Scores = dict[str, float]
_NO_CUES: Final = {"complaint": 0.0, "suggestion": 0.0, "praise": 0.0, "question": 0.0, "spam": 0.0}


def kind_of(words: Sequence[str], hits: Sequence[CueHit], sentiment: Sentiment, rating: float | None) -> KindTag:
    """The kind, with the cues that decided. `rating` is a share from 0 to 1, or None."""
    said = [(*_meaning(hit, words), hit.phrase) for hit in hits]
    if any(word[0] == "?" for word in words):
        said.append(("question", 2.0, "?"))
    scores = _scores(said, sentiment)
    _add_mood(scores, sentiment)
    _add_rating(scores, rating)
    label = _decide(scores, negative=sentiment.score < -FAINT)
    return KindTag(label=label, confidence=_confidence(scores, label), evidence=_evidence(said, label))


def kind_by_model(
    chances: Sequence[float], words: Sequence[str], hits: Sequence[CueHit], rating: float | None, evidence: Evidence
) -> KindTag:
    """The kind that a model and the cues come to together.

    `chances` are those of the kinds in their order, `evidence` tells the model's words.
    """
    said = [(*_meaning(hit, words), hit.phrase) for hit in hits]
    scores = _scores(said, NO_MOOD)
    _add_rating(scores, rating)
    label, confidence = with_cues(KINDS, chances, scores, CUES_COUNT)
    return KindTag(label=label, confidence=round(confidence, 3), evidence=_together(evidence(label), _evidence(said, label)))


def _together(model: Sequence[str], cues: Sequence[str]) -> tuple[str, ...]:
    """The phrases of the cues, and the model's words that are not among them."""
    known = " ".join(cues).split()
    return (*cues, *(word for word in model if word not in known))[:EVIDENCE]


def _meaning(hit: CueHit, words: Sequence[str]) -> tuple[str, float]:
    """What a cue says where it stands: a negated compliment is a complaint."""
    kind, weight = hit.label.answer, hit.label.weight
    if kind == "praise" and negated(words, hit.first):
        return "complaint", NEGATED_PRAISE
    return kind, float(weight)


def _scores(said: Sequence[tuple[str, float, str]], sentiment: Sentiment) -> Scores:
    """The weights by kind. Trifles ("but", "not", "your") add little, and in glad words nothing."""
    scores, trifles = _NO_CUES.copy(), 0.0
    for kind, weight, _ in said:
        if kind == "complaint" and weight == 1:
            trifles += 1
        else:
            scores[kind] += weight
    if sentiment.score <= FAINT:
        scores["complaint"] += min(trifles, MOST_TRIFLES)
    return scores


def _add_mood(scores: Scores, sentiment: Sentiment) -> None:
    if sentiment.score < -FAINT:
        scores["complaint"] += 1 - 2 * sentiment.score
    elif sentiment.label == "positive":
        scores["praise"] += 1 + 2 * sentiment.score


def _add_rating(scores: Scores, rating: float | None) -> None:
    if rating is not None and rating <= LOW_RATING:
        scores["complaint"] += 3
    elif rating is not None and rating >= HIGH_RATING:
        scores["praise"] += 2


def _decide(scores: Scores, *, negative: bool) -> Kind:
    """The kind with the strongest cues; where it is close, the one whose loss would be worse: a complaint first."""
    complaint, praise, question = scores["complaint"], scores["praise"], scores["question"]
    if scores["spam"] >= max(SPAM_NEEDS, 1.5 * complaint, praise):
        return "spam"
    if scores["suggestion"] >= max(SUGGESTION_NEEDS, complaint):
        return "suggestion"
    asks = question >= QUESTION_NEEDS
    if complaint >= max(PLAIN if asks else COMPLAINT_NEEDS, MIXED * praise):
        return "complaint"
    if asks and question >= praise / 2:
        return "question"
    if praise >= PRAISE_NEEDS:
        return "praise"
    return "complaint" if negative else "other"


def _confidence(scores: Mapping[str, float], label: Kind) -> float:
    """From 0.3 to 0.95: it grows with the weight of the cues for the kind, and with their share of all cues."""
    total = sum(scores.values())
    if label == "other":
        return round(0.6 / (1 + total), 3)
    return round(0.3 + 0.65 * scores[label] / (total + 0.1) * min(1.0, scores[label] / 6), 3)


def _evidence(said: Sequence[tuple[str, float, str]], label: Kind) -> tuple[str, ...]:
    """The phrases that spoke for the kind, the weightiest first."""
    mine = sorted((one for one in said if one[0] == label and one[1]), key=_weight, reverse=True)
    return tuple(dict.fromkeys(phrase for _, _, phrase in mine))[:EVIDENCE]


def _weight(said: tuple[str, float, str]) -> float:
    return said[1]

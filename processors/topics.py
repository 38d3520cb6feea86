"""Which topics of the taxonomy a text is about, and how it speaks of each."""

from collections.abc import Sequence

from golddust.events import TopicTag
from processors.cues import CueHit
from processors.sentiment import Assessed, mood_of
from processors.words import clauses_of

MOST_TOPICS = 5


def topics_of(
    words: Sequence[str], hits: Sequence[CueHit], assessed: Sequence[Assessed], *, complains: bool
) -> tuple[TopicTag, ...]:
    """The topics whose keywords stand in the text, the strongest first, at most five."""
    by_topic: dict[str, list[CueHit]] = {}
    for hit in hits:
        by_topic.setdefault(hit.label.answer, []).append(hit)
    if not by_topic:
        return ()
    clauses = clauses_of(words)
    ranked = sorted(by_topic.items(), key=lambda item: (-_weight(item[1]), item[1][0].first))
    return tuple(_tagged(name, mine, clauses, assessed, complains=complains) for name, mine in ranked[:MOST_TOPICS])


def _tagged(
    name: str, hits: Sequence[CueHit], clauses: Sequence[tuple[int, int]], assessed: Sequence[Assessed], *, complains: bool
) -> TopicTag:
    mine = [(start, end) for start, end in clauses if any(start <= hit.first < end for hit in hits)]
    scores = [one.polarity for one in assessed if any(start <= one.place < end for start, end in mine)]
    mood = mood_of(sum(scores) / len(scores)) if scores else "neutral"
    if mood == "neutral" and complains:
        mood = "negative"  # who complains and names a topic without a mood complains about it
    evidence = tuple(dict.fromkeys(hit.phrase for hit in hits))[:6]
    confidence = round(min(0.95, 0.4 + 0.15 * _weight(hits)), 3)
    return TopicTag(name=name, confidence=confidence, evidence=evidence, sentiment=mood)


def _weight(hits: Sequence[CueHit]) -> float:
    """Different phrases count, and long ones count more than single words."""
    return sum(1.0 + 0.5 * phrase.count(" ") for phrase in {hit.phrase for hit in hits})

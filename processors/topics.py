"""Which topics of the taxonomy a text is about, and how it speaks of each."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence

from golddust.events import TopicTag
from processors.cues import CueHit
from processors.sentiment import Assessed, mood_of
from processors.words import clause_ends

MOST_TOPICS = 5
EVIDENCE = 6


def topics_of(
    words: Sequence[str], hits: Sequence[CueHit], assessed: Sequence[Assessed], *, complains: bool
) -> tuple[TopicTag, ...]:
    """The topics whose keywords stand in the text, the strongest first, at most five."""
    by_topic: dict[str, list[CueHit]] = {}
    for hit in hits:
        by_topic.setdefault(hit.label.answer, []).append(hit)
    if not by_topic:
        return ()
    ends = clause_ends(words)
    moods = _by_clause(assessed, ends)
    weighed = [(_weight(mine), mine[0].first, name, mine) for name, mine in by_topic.items()]
    weighed.sort(key=lambda one: (-one[0], one[1]))
    return tuple(_tagged(name, weight, mine, ends, moods, complains=complains) for weight, _, name, mine in weighed[:MOST_TOPICS])


def _by_clause(assessed: Sequence[Assessed], ends: Sequence[int]) -> dict[int, list[float]]:
    """The polarities of the words that count, by the number of the clause in which they stand."""
    polarities: dict[int, list[float]] = {}
    for one in assessed:
        polarities.setdefault(bisect_right(ends, one.place), []).append(one.polarity)
    return polarities


def _tagged(
    name: str,
    weight: float,
    hits: Sequence[CueHit],
    ends: Sequence[int],
    moods: Mapping[int, Sequence[float]],
    *,
    complains: bool,
) -> TopicTag:
    clauses = {bisect_right(ends, hit.first) for hit in hits}
    scores = [polarity for clause in clauses for polarity in moods.get(clause, ())]
    mood = mood_of(sum(scores) / len(scores)) if scores else "neutral"
    if mood == "neutral" and complains:
        mood = "negative"  # who complains and names a topic without a mood complains about it
    evidence = tuple(dict.fromkeys(hit.phrase for hit in hits))[:EVIDENCE]
    return TopicTag(name=name, confidence=round(min(0.95, 0.4 + 0.15 * weight), 3), evidence=evidence, sentiment=mood)


def _weight(hits: Sequence[CueHit]) -> float:
    """Different phrases count, and long ones count more than single words."""
    return sum(1.0 + 0.5 * phrase.count(" ") for phrase in {hit.phrase for hit in hits})

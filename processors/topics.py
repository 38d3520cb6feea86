"""Which topics of the taxonomy a text is about, and how it speaks of each.

Told by keywords, and where vectors of the texts are given, by what they mean as well. Two steps, so that a model can be asked for
the moods of many clauses at once: `find` tells the topics of a batch and the clauses that name them, `tagged` puts the moods in.
"""

from collections.abc import Mapping, Sequence
from math import exp
from typing import TYPE_CHECKING, Any, NamedTuple

from golddust.events import Mood, TopicTag
from processors.clauses import NO_MOOD, Clause, ClauseMood, clause_at, clauses_of, settled, together
from processors.cues import CueHit
from processors.sentiment import Assessed, mood_of
from processors.taxonomy import Taxonomy

if TYPE_CHECKING:
    from processors.nearness import Near, Nearness, Vectors

MOST_TOPICS = 5
EVIDENCE = 6
LONGEST_EVIDENCE = 60
LIKE = "like: "
KEYWORDS_COUNT = 0.06
MOST_KEYWORDS = 4.0
ONE_KEYWORD, MORE_KEYWORDS = 0.2, 0.5
"""By how much a topic may lie below the floor when one word tells it, or a phrase or several words."""
CLOSE = 0.15
"""A second topic of the same words lies so close to the first, and above the floor."""
RIVAL = 0.4
"""Meaning alone is in doubt where the topic that fits best leads the next by less. Where the fast model finds none, the encoder
would find one in a third of the messages that just miss the floor; asking it about them would double what tagging costs."""
SLOPE, EVEN = 3.0, 0.3
MOST_SURE = 0.95
OUT = float("-inf")
WITH_MEANING = frozenset(("en", "und", ""))
"""Languages whose vectors count; the encoders know English."""


class Said(NamedTuple):
    """A message: its words, what keywords were found among them, and the code of its language."""

    words: Sequence[str]
    hits: Sequence[CueHit]
    language: str = "en"


class FoundTopic(NamedTuple):
    """A topic of a message: how sure, what decided, and the numbers of the clauses that name it; () for the whole message."""

    name: str
    confidence: float
    evidence: tuple[str, ...]
    clauses: tuple[int, ...] = ()


class Found(NamedTuple):
    """The topics of a message, the strongest first, and its clauses; no clauses where no topic was found.

    `doubtful`: a better encoder's vectors may well tell others.
    """

    topics: tuple[FoundTopic, ...] = ()
    clauses: tuple[Clause, ...] = ()
    doubtful: bool = False


class _Told(NamedTuple):
    """What speaks for a topic."""

    strength: float
    confidence: float
    evidence: tuple[str, ...]
    places: tuple[int, ...]


NOTHING = Found()


class TopicTagger:
    """Tells the topics of one taxonomy. Without `nearness`, or where no vectors are given, by keywords alone."""

    def __init__(self, taxonomy: Taxonomy, nearness: "Nearness | None" = None) -> None:
        self._names = tuple(taxonomy.topics)
        self._numbers = {name: number for number, name in enumerate(self._names)}
        self._above = {name: frozenset(taxonomy.above(name)) for name in self._names}
        self._nearness = nearness

    def find(self, batch: Sequence[Said], vectors: "Vectors | None" = None) -> list[Found]:
        """The topics of each message, at most five, and its clauses.

        `vectors` is float32 (messages, dimensions), by the encoder that `nearness` was made with.
        """
        told = [{name: _by_words(hits) for name, hits in _by_topic(said.hits).items()} for said in batch]
        faint: list[int] = []
        if vectors is not None and self._nearness is not None and len(vectors):
            faint = self._weigh(told, batch, self._nearness, vectors)
        found = [self._found(said, its) if its else NOTHING for said, its in zip(batch, told, strict=True)]
        for message in faint:
            if found[message].topics and found[message].topics[0].evidence[0].startswith(LIKE):
                found[message] = found[message]._replace(doubtful=True)
        return found

    def _weigh(
        self, told: Sequence[dict[str, _Told]], batch: Sequence[Said], nearness: "Nearness", vectors: "Vectors"
    ) -> list[int]:
        """Put what the vectors say to what the keywords told: some are taken back, others are found, all are weighed anew.

        The numbers of the messages of which the vectors say little: those are in doubt unless keywords told.
        """
        near = nearness.near(vectors)
        faint = near.faint(nearness.floor, RIVAL)
        meant = [message for message, said in enumerate(batch) if _means_something(said)]
        for message in meant:
            its = told[message]
            for name in tuple(its):
                its[name] = self._reweighed(its[name], self._numbers[name], message, near, nearness.floor)
                if its[name].strength == OUT:
                    del its[name]
        best = near.fit.max(axis=1, keepdims=True)
        passing = (near.like >= nearness.floor) & (near.fit >= best - CLOSE)
        meaning = frozenset(meant)
        for message, number in zip(*map(_as_list, passing.nonzero()), strict=True):
            name = self._names[number]
            if message in meaning and name not in told[message]:
                sure = _sure(float(near.like[message, number]) - nearness.floor)
                evidence = (LIKE + _cut(nearness.nearest(vectors[message], number)),)
                told[message][name] = _Told(float(near.fit[message, number]), sure, evidence, ())
        return [message for message in meant if faint[message]]

    def _reweighed(self, one: _Told, number: int, message: int, near: "Near", floor: float) -> _Told:
        """A topic that keywords told, as the message's vector sees it; out where that says that it means something else."""
        like = float(near.like[message, number])
        if like < floor - (ONE_KEYWORD if one.strength <= 1 else MORE_KEYWORDS):
            return one._replace(strength=OUT)
        strength = float(near.fit[message, number]) + KEYWORDS_COUNT * min(one.strength, MOST_KEYWORDS)
        return one._replace(strength=strength, confidence=max(one.confidence, _sure(like - floor)))

    def _found(self, said: Said, told: Mapping[str, _Told]) -> Found:
        """The strongest topics, without those that a narrower one is part of, and the clauses that name them."""
        wider = frozenset[str]().union(*(self._above[name] for name in told))
        ranked = sorted(
            ((name, one) for name, one in told.items() if name not in wider),
            key=lambda named: (-named[1].strength, named[1].places[:1], self._numbers[named[0]]),
        )[:MOST_TOPICS]
        named = sorted((place, name) for name, one in ranked for place in one.places)
        clauses = clauses_of(said.words, said.language, named)
        return Found(tuple(_found_topic(name, one, clauses) for name, one in ranked), tuple(clauses))


def clauses_that_count(found: Found) -> list[Clause]:
    """The clauses whose moods have a say in that of a topic: those of the sentences that name one."""
    sentences = {found.clauses[number].sentence for topic in found.topics for number in topic.clauses}
    return [clause for clause in found.clauses if clause.sentence in sentences]


def tagged(found: Found, moods: Sequence[ClauseMood], overall: Mood, *, complains: bool) -> tuple[TopicTag, ...]:
    """The topics with their moods. `moods` are those of `found.clauses`, in order; `overall` is that of the whole message.

    Of the moods, only those of the clauses that count need be told. A topic that no clause names has the mood of the whole. Who
    complains and names a topic without a mood complains about it.
    """
    if not found.topics:
        return ()
    named: list[set[str]] = [set() for _ in found.clauses]
    for topic in found.topics:
        for number in topic.clauses:
            named[number].add(topic.name)
    moods = settled(moods, found.clauses, [frozenset(names) for names in named])
    return tuple(_tag(topic, moods, overall, complains=complains) for topic in found.topics)


def moods_by_words(assessed: Sequence[Assessed], clauses: Sequence[Clause]) -> list[ClauseMood]:
    """The mood of each clause, from the words that a lexicon knows."""
    polarities: list[list[float]] = [[] for _ in clauses]
    for one in assessed if clauses else ():
        polarities[clause_at(clauses, one.place)].append(one.polarity)
    means = [sum(mine) / len(mine) if mine else None for mine in polarities]
    return [NO_MOOD if mean is None else ClauseMood(mood_of(mean), mean) for mean in means]


def _tag(topic: FoundTopic, moods: Sequence[ClauseMood], overall: Mood, *, complains: bool) -> TopicTag:
    mood = together([moods[number] for number in topic.clauses]) if topic.clauses else overall
    if mood == "neutral" and complains:
        mood = "negative"
    return TopicTag(name=topic.name, confidence=topic.confidence, evidence=topic.evidence, sentiment=mood)


def _found_topic(name: str, told: _Told, clauses: Sequence[Clause]) -> FoundTopic:
    numbers = tuple(dict.fromkeys(clause_at(clauses, place) for place in told.places))
    if not numbers and len(clauses) == 1:
        numbers = (0,)
    return FoundTopic(name, told.confidence, told.evidence, numbers)


def _means_something(said: Said) -> bool:
    """Whether its vector counts. That of emoji alone is of their names: "thumbs up sign" is no sign-up, and fire no fire."""
    return said.language in WITH_MEANING and any(word[0].isalpha() for word in said.words)


def _by_topic(hits: Sequence[CueHit]) -> dict[str, list[CueHit]]:
    by_topic: dict[str, list[CueHit]] = {}
    for hit in hits:
        by_topic.setdefault(hit.label.answer, []).append(hit)
    return by_topic


def _by_words(hits: Sequence[CueHit]) -> _Told:
    """Different phrases count, and long ones count more than single words."""
    phrases = dict.fromkeys(hit.phrase for hit in hits)
    weight = sum(1.0 + 0.5 * phrase.count(" ") for phrase in phrases)
    sure = round(min(MOST_SURE, 0.4 + 0.15 * weight), 3)
    return _Told(weight, sure, tuple(phrases)[:EVIDENCE], tuple(hit.first for hit in hits))


def _sure(over: float) -> float:
    """The confidence of a topic that lies so far over the floor. Fitted with the base encoder, as docs/howto/topics.md tells."""
    return round(min(MOST_SURE, 1 / (1 + exp(-SLOPE * over - EVEN))), 3)


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_EVIDENCE else text[: LONGEST_EVIDENCE - 1] + "…"


def _as_list(numbers: Any) -> list[int]:
    found: list[int] = numbers.tolist()
    return found

"""What a phrase tells: which question it helps to answer, the answer it speaks for, and how much it says."""

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple

from processors.lexicon import EMOTION_CUES, KIND_CUES, URGENCY_CUES
from processors.taxonomy import Taxonomy
from processors.words import Hit, Phrases

Question = Literal["kind", "emotion", "urgency", "topic"]


class Cue(NamedTuple):
    """`answer` is a kind, a feeling, a level or a topic; `weight` from 1 to 3; `rule` names the reason of an urgency."""

    question: Question
    answer: str
    weight: int = 1
    rule: str = ""


CueHit = Hit[Cue]


def all_cues(taxonomy: Taxonomy) -> Phrases[Cue]:
    """The cues of all questions, and the keywords of the company's topics, to be found in one pass."""
    return Phrases([*_lexicon(), *((Cue("topic", t.name), word) for t in taxonomy.topics.values() for word in t.keywords)])


def _lexicon() -> Iterator[tuple[Cue, str]]:
    for (kind, weight), phrases in KIND_CUES.items():
        yield from ((Cue("kind", kind, weight), phrase) for phrase in _listed(phrases))
    for (feeling, weight), phrases in EMOTION_CUES.items():
        yield from ((Cue("emotion", feeling, weight), phrase) for phrase in _listed(phrases))
    for (level, rule), phrases in URGENCY_CUES.items():
        yield from ((Cue("urgency", level, rule=rule), phrase) for phrase in _listed(phrases))


def _listed(phrases: str) -> list[str]:
    return [" ".join(phrase.split()) for phrase in phrases.split(";") if phrase.strip()]


def by_question(hits: list[CueHit]) -> Mapping[Question, list[CueHit]]:
    """The hits sorted by what they help to answer, each list from left to right."""
    sorted_out: dict[Question, list[CueHit]] = {"kind": [], "emotion": [], "urgency": [], "topic": []}
    for hit in hits:
        sorted_out[hit.label.question].append(hit)
    return sorted_out

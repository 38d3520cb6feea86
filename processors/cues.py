"""What a phrase tells: which question it helps to answer, the answer it speaks for, and how much it says."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from typing import Literal, NamedTuple

from golddust.events import Language
from processors.lexicon.feelings import EMOTION_CUES
from processors.lexicon.kinds import KIND_CUES
from processors.lexicon.urgencies import URGENCY_CUES
from processors.lexicon.urgencies_north import URGENCY_CUES_NORTH
from processors.taxonomy import Taxonomy
from processors.words import Hit, Phrases

Question = Literal["kind", "emotion", "urgency", "topic"]


class Cue(NamedTuple):
    """`answer` is a kind, a feeling, a level or a topic; `weight` says how much it tells; `rule` names the reason of an urgency.

    A cue with a `language` counts in texts of that language only, because "toll" is praise in German and a charge in English.
    """

    question: Question
    answer: str
    weight: int = 1
    rule: str = ""
    language: str = ""


CueHit = Hit[Cue]
SURE_OF_LANGUAGE = 0.5
_CHOICE_OVER_LINES = re.compile(r"\|\s+")


def all_cues(taxonomy: Taxonomy) -> Phrases[Cue]:
    """The cues of all questions, and the keywords of the company's topics, to be found in one pass."""
    return Phrases([*_lexicon(), *_keywords(taxonomy)])


def _lexicon() -> Iterator[tuple[Cue, str]]:
    for kind, weight, language, phrases in KIND_CUES:
        yield from ((Cue("kind", kind, weight, language=language), phrase) for phrase in written_out(phrases))
    for feeling, weight, language, phrases in EMOTION_CUES:
        yield from ((Cue("emotion", feeling, weight, language=language), phrase) for phrase in written_out(phrases))
    for level, rule, language, phrases in (*URGENCY_CUES, *URGENCY_CUES_NORTH):
        yield from ((Cue("urgency", level, rule=rule, language=language), phrase) for phrase in written_out(phrases))


def _keywords(taxonomy: Taxonomy) -> Iterator[tuple[Cue, str]]:
    for topic in taxonomy.topics.values():
        for language, keywords in (("", topic.keywords), *topic.translations.items()):
            cue = Cue("topic", topic.name, language=language)
            yield from ((cue, phrase) for keyword in keywords for phrase in written_out(keyword))


def written_out(phrases: str) -> Iterator[str]:
    """Each phrase of a list cut by semicolons: `is|was late` is two, and so is `(still) not`, with and without the word."""
    for phrase in _CHOICE_OVER_LINES.sub("|", phrases).split(";"):
        choices = [_choices(word) for word in phrase.split()]
        if choices:
            yield from (" ".join(filter(None, chosen)) for chosen in product(*choices))


def _choices(word: str) -> list[str]:
    if len(word) > 1 and word[0] == "(" and word[-1] == ")":
        return ["", *word[1:-1].split("|")]
    return word.split("|")


def by_question(hits: Sequence[CueHit], language: Language) -> Mapping[Question, list[CueHit]]:
    """The hits sorted by what they help to answer, each list from left to right.

    Left out are cues of languages that the text is not in, and cues that lie within a longer one for the same answer: "not
    arrived" says nothing that "still not arrived" does not say.
    """
    sorted_out: dict[Question, list[CueHit]] = {"kind": [], "emotion": [], "urgency": [], "topic": []}
    any_language = language.confidence < SURE_OF_LANGUAGE and language.code != "en"
    covered: dict[tuple[str, str], int] = {}
    for hit in hits:
        cue = hit.label
        if cue.language and not any_language and cue.language != language.code:
            continue
        answer = (cue.question, cue.answer)
        if covered.get(answer, 0) < hit.after:
            covered[answer] = hit.after
            sorted_out[cue.question].append(hit)
    return sorted_out

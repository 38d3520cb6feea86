"""What the taggers share of a text, and what a tier tells of it."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol, TypeVar

from msgspec.structs import replace

from golddust.events import Emotion, KindTag, Language, PrivateSpan, Sentiment, TopicTag
from processors.cues import CueHit, Question
from processors.private.masks import without_masks
from processors.redaction import private_spans, redacted

Tag = TypeVar("Tag", Sentiment, KindTag, Emotion)


class Asked(NamedTuple):
    """A text to be tagged; mail's subject counts as its first sentence.

    `rating` is a share from 0 to 1. `known` is what is known of the person (see `redaction.known_of`), to be masked too.
    `likely`: the languages that they are likely to write in.
    """

    text: str
    subject: str = ""
    rating: float | None = None
    known: Sequence[tuple[str, str]] = ()
    likely: Sequence[str] = ()


class Seen(NamedTuple):
    """What the taggers read: `text` holds no personal data, so that no name or street is taken for praise or blame."""

    asked: Asked
    spans: tuple[PrivateSpan, ...]
    text: str
    words: Sequence[str]
    language: Language
    hits: Mapping[Question, Sequence[CueHit]]

    @property
    def says_something(self) -> bool:
        """Whether a letter, an emoji, a score or a cue is in it beside personal data; other numbers and marks say nothing."""
        return _says_something(self.asked.text, self.spans) or any(self.hits.values()) or self._subject_says_something()

    def _subject_says_something(self) -> bool:
        subject, known = self.asked.subject, self.asked.known
        return _says_something(subject, private_spans(subject, known))


def _says_something(text: str, spans: Sequence[PrivateSpan]) -> bool:
    said = without_masks(redacted(text, spans))
    return any(map(_tells, said)) or _SCORE.search(said) is not None


def _tells(character: str) -> bool:
    return character.isalpha() or unicodedata.category(character) == "So"


_SCORE = re.compile(r"\d ?/ ?\d")
"""As in "2/10"."""


class Told(NamedTuple):
    """What a tier tells of a text."""

    sentiment: Sentiment
    kind: KindTag
    emotion: Emotion
    topics: tuple[TopicTag, ...]


class Teller(Protocol):
    """A tier: it tells how the texts of a batch feel, what they are, and what they are about."""

    def tell(self, seen: Sequence[Seen]) -> list[Told]:
        """What is told of each text, in order. Never raises."""


def as_sure_as(language: Language, known: frozenset[str], tag: Tag) -> Tag:
    """The tag; in a language that its tagger does not know it is less sure by far, and a mood says so."""
    if language.code in known:
        return tag
    tag = replace(tag, confidence=round(tag.confidence * IN_ANOTHER_LANGUAGE, 3))
    return replace(tag, unsure=True) if isinstance(tag, Sentiment) else tag


IN_ANOTHER_LANGUAGE = 0.4

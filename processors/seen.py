"""What the taggers share of a text, and what a tier tells of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from golddust.events import Emotion, KindTag, Language, PrivateSpan, Sentiment, TopicTag
from processors.cues import CueHit, Question


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


def as_sure_as(language: Language, known: frozenset[str], sentiment: Sentiment) -> Sentiment:
    """The mood; in a language that its tagger does not know it is less sure by far, and says so."""
    if language.code in known:
        return sentiment
    return Sentiment(
        label=sentiment.label,
        score=sentiment.score,
        confidence=round(sentiment.confidence * IN_ANOTHER_LANGUAGE, 3),
        unsure=True,
        evidence=sentiment.evidence,
    )


IN_ANOTHER_LANGUAGE = 0.4

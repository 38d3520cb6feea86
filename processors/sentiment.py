"""Sentiment. TextBlob's lexicon is the baseline; better taggers stand beside it behind the same few lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from textblob.en import sentiment as LEXICON  # noqa: N812 - a table, loaded by TextBlob when first asked

from golddust.events import Mood, Sentiment

NEUTRAL_WITHIN = 0.05
UNSURE_BELOW = 0.35


@dataclass(frozen=True, slots=True)
class Assessed:
    """A word (with its negation or emphasis) that the lexicon knows, where it stands, and how positive it is."""

    place: int
    phrase: str
    polarity: float


class SentimentTagger(Protocol):
    """Says how positive a text is."""

    name: str

    def assess(self, words: Sequence[str]) -> list[Assessed]:
        """The words that count, in order."""

    def sum_up(self, assessed: Sequence[Assessed]) -> Sentiment:
        """What they come to."""


class TextBlobSentiment:
    """TextBlob's pattern lexicon and its rules for negation and emphasis, on words that were cut once for all taggers.

    The score is that of `TextBlob(text).sentiment.polarity`, but for the few texts that TextBlob cuts in another way.
    """

    name = "textblob"

    def assess(self, words: Sequence[str]) -> list[Assessed]:
        """The words that TextBlob's lexicon knows."""
        cut = [(part, place) for place, word in enumerate(words) for part in _as_textblob_cuts(word)]
        found: list[Assessed] = []
        after = 0
        for chunk, polarity, _, _ in LEXICON.assessments([(part, None) for part, _ in cut]):
            while cut[after][0] not in chunk:
                after += 1
            found.append(Assessed(cut[after][1], " ".join(chunk), polarity))
            after += 1
        return found

    def sum_up(self, assessed: Sequence[Assessed]) -> Sentiment:
        """The mean polarity of the assessed words, from -1 to 1."""
        polarities = [one.polarity for one in assessed]
        if not polarities:
            return Sentiment(label="neutral", score=0.0, confidence=0.2, unsure=True)
        score = max(-1.0, min(1.0, sum(polarities) / len(polarities)))
        confidence = _confidence(score, polarities)
        return Sentiment(
            label=mood_of(score),
            score=round(score, 4),
            confidence=confidence,
            unsure=confidence < UNSURE_BELOW,
            evidence=tuple(one.phrase for one in assessed if one.polarity)[:8],
        )


def _as_textblob_cuts(word: str) -> tuple[str, ...]:
    """TextBlob's lexicon knows "n't" and "'m" as words of their own; it looks for smileys in numbers, which takes long."""
    if word.isalpha():
        return (word,)
    if word.endswith("n't"):
        return (word[:-3], "n't")
    stem, apostrophe, ending = word.partition("'")
    if apostrophe and stem:
        return (stem, "'" + ending)
    return ("x" * len(word),) if any(map(str.isdigit, word)) else (word,)


def mood_of(score: float) -> Mood:
    """The label of a score."""
    if score > NEUTRAL_WITHIN:
        return "positive"
    return "negative" if score < -NEUTRAL_WITHIN else "neutral"


def _confidence(score: float, polarities: Sequence[float]) -> float:
    """More and stronger words that agree make it surer; the lexicon alone is never surer than 0.9."""
    agreeing = sum((p > 0) == (score > 0) for p in polarities if p) / max(1, sum(bool(p) for p in polarities))
    strength = min(1.0, abs(score) * 1.5)
    return round(min(0.9, 0.25 + 0.45 * strength * agreeing + 0.05 * min(4, len(polarities))), 3)

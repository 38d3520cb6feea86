"""Sentiment by lexicon, behind one protocol, and by a model. Lexicons need no model; models know what lexicons do not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final, Protocol, get_args

from golddust.events import Mood, Sentiment
from processors.words import negated

POSITIVE_OVER, NEGATIVE_UNDER = 0.2, -0.02
"""Where TextBlob's score becomes a label: it calls most things nice, so little praise counts as none. Chosen on training data."""
UNSURE_BELOW = 0.35
MODEL_UNSURE_BELOW = 0.5
"""A mood that is less likely than all others together is a guess."""
VADER_READS = 4_000
"""Characters: for each word VADER looks through all words before it, which took three seconds for 20,000."""
VADER_LABELS, VADER_MOST, VADER_NEGATED = 0.05, 4.0, -0.74
MOODS: Final[tuple[Mood, ...]] = get_args(Mood)
SHORT_TO_TEXTBLOB = 2
MOST_EXCLAMATIONS = 5
_UNKNOWN, _SHORT_UNKNOWN = "xxxx", "xx"
_SMILEYS = frozenset(map("".join, product(":;=8", ("", "-", "o", "^", "'"), ")([]dp/|")))


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

    def sum_up(self, assessed: Sequence[Assessed], text: str) -> Sentiment:
        """What they come to; `text` is what they stand in."""


class TextBlobSentiment:
    """TextBlob's pattern lexicon and its rules for negation and emphasis, on words that were cut once for all taggers.

    The score is that of `TextBlob(text).sentiment.polarity`, but for the few texts that TextBlob cuts in another way. The lexicon
    comes with TextBlob, which reads it when first asked; its package imports NLTK (31 MB), so it is imported by who tags, not by
    who only names a tagger.
    """

    name = "textblob"

    def __init__(self) -> None:
        from textblob.en import sentiment  # noqa: PLC0415 - see above

        self._lexicon = sentiment
        self._telling = frozenset(sentiment.keys()) | frozenset(sentiment.negations) | _SMILEYS | {"!", "\N{BLACK HEART SUIT}"}

    def assess(self, words: Sequence[str]) -> list[Assessed]:
        """The words that TextBlob's lexicon knows."""
        kept = self._that_tell(words)
        found: list[Assessed] = []
        after = 0
        for chunk, polarity, _, _ in self._lexicon.assessments([(part, None) for part, _ in kept]):
            while kept[after][0] not in chunk:
                after += 1
            found.append(Assessed(kept[after][1], " ".join(chunk), polarity))
            after += 1
        return found

    def _that_tell(self, words: Sequence[str]) -> list[tuple[str, int]]:
        """The words that can change what TextBlob says, with their places.

        To TextBlob a long word that it does not know says only that what stood before it is over, so one stands for a row of
        them; and it looks for smileys in each odd word, which takes long.
        """
        kept: list[tuple[str, int]] = []
        over = True
        for place, word in enumerate(words):
            if word in self._telling:
                kept.append((word, place))
                over = False
            elif len(word) > SHORT_TO_TEXTBLOB:
                if word[0] == "!":
                    kept += [("!", place)] * min(len(word), MOST_EXCLAMATIONS)
                elif not over:
                    kept.append((_UNKNOWN, place))
                    over = True
            elif len(word) == SHORT_TO_TEXTBLOB and not over:
                kept.append((_SHORT_UNKNOWN, place))
        return kept

    def sum_up(self, assessed: Sequence[Assessed], text: str) -> Sentiment:  # noqa: ARG002 - the protocol's
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


class VaderSentiment:
    """VADER (Hutto and Gilbert, 2014), by the package vaderSentiment: a lexicon and rules made for short texts of the web."""

    name = "vader"

    def __init__(self) -> None:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer  # noqa: PLC0415 - only who tags with it pays

        self._analyzer = SentimentIntensityAnalyzer()

    def assess(self, words: Sequence[str]) -> list[Assessed]:
        """The words that VADER's lexicon knows, with their sign turned where they are negated."""
        known = self._analyzer.lexicon
        return [
            Assessed(place, word, known[word] / VADER_MOST * (VADER_NEGATED if negated(words, place) else 1))
            for place, word in enumerate(words)
            if word in known
        ]

    def sum_up(self, assessed: Sequence[Assessed], text: str) -> Sentiment:
        """VADER's compound score of the text, with the thresholds that its authors give. It knows no curly apostrophe."""
        score = float(self._analyzer.polarity_scores(text[:VADER_READS].replace("\u2019", "'"))["compound"])
        label: Mood = "positive" if score >= VADER_LABELS else "negative" if score <= -VADER_LABELS else "neutral"
        confidence = _confidence(score, [one.polarity for one in assessed])
        evidence = tuple(one.phrase for one in assessed if one.polarity)[:8]
        return Sentiment(
            label=label, score=round(score, 4), confidence=confidence, unsure=confidence < UNSURE_BELOW, evidence=evidence
        )


def sentiment_by_model(chances: Sequence[float], evidence: Callable[[str], tuple[str, ...]]) -> Sentiment:
    """The likeliest mood. `chances` are those of the moods in their order; the score is the positive less the negative.

    `evidence` tells the model's words for a mood.
    """
    negative, _, positive = chances
    confidence = max(chances)
    label = MOODS[list(chances).index(confidence)]
    return Sentiment(
        label=label,
        score=round(positive - negative, 4),
        confidence=round(confidence, 3),
        unsure=confidence < MODEL_UNSURE_BELOW,
        evidence=evidence(label),
    )


def mood_of(score: float) -> Mood:
    """The label of a score."""
    if score > POSITIVE_OVER:
        return "positive"
    return "negative" if score < NEGATIVE_UNDER else "neutral"


def _confidence(score: float, polarities: Sequence[float]) -> float:
    """More and stronger words that agree make it surer; the lexicon alone is never surer than 0.9."""
    agreeing = sum((p > 0) == (score > 0) for p in polarities if p) / max(1, sum(bool(p) for p in polarities))
    strength = min(1.0, abs(score) * 1.5)
    return round(min(0.9, 0.25 + 0.45 * strength * agreeing + 0.05 * min(4, len(polarities))), 3)

"""The tiers that need no model: a sentiment lexicon and our own cues."""

from collections.abc import Sequence
from dataclasses import dataclass

from golddust.events import Sentiment
from processors.emotion import emotion_of
from processors.kind import kind_of
from processors.language import UNKNOWN
from processors.seen import Seen, Told, as_sure_as
from processors.sentiment import SentimentTagger
from processors.topics import Said, TopicTagger, moods_by_words, tagged

KNOWN = frozenset(("en", UNKNOWN))
"""The lexicons are English."""
SAYS_NOTHING = 0.2
"""The confidence in the mood of a text without a word."""


@dataclass(frozen=True, slots=True)
class ByLexicon:
    """A `Teller`: mood by the words that a lexicon knows, everything else by cues."""

    sentiment: SentimentTagger
    topics: TopicTagger

    def tell(self, seen: Sequence[Seen]) -> list[Told]:
        """What the words of each text tell."""
        return [self._told(one) for one in seen]

    def _told(self, seen: Seen) -> Told:
        assessed = self.sentiment.assess(seen.words)
        sentiment = as_sure_as(seen.language, KNOWN, self.sentiment.sum_up(assessed, seen.text))
        kind = kind_of(seen.words, seen.hits["kind"], sentiment, seen.asked.rating)
        emotion = emotion_of(seen.words, seen.hits["emotion"], seen.text, sentiment, kind)
        (found,) = self.topics.find([Said(seen.words, seen.hits["topic"], seen.language.code)])
        moods = moods_by_words(assessed, found.clauses)
        return Told(sentiment, kind, emotion, tagged(found, moods, sentiment.label, complains=kind.label == "complaint"))


def told_of_nothing(seen: Seen) -> Told:
    """What is told of a text without a word, whatever a model would make of it: a rating or a question mark may say its kind."""
    sentiment = Sentiment(label="neutral", score=0.0, confidence=SAYS_NOTHING, unsure=True)
    kind = kind_of(seen.words, seen.hits["kind"], sentiment, seen.asked.rating)
    return Told(sentiment, kind, emotion_of(seen.words, seen.hits["emotion"], seen.text, sentiment, kind), ())

"""All taggers together: one pass over the words of each text."""

from collections.abc import Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from golddust.events import Feedback, Language, PrivateSpan, Sentiment, Tags
from processors.cues import Cue, by_question
from processors.emotion import emotion_of
from processors.kind import kind_of
from processors.language import UNKNOWN, LanguageTagger
from processors.redaction import known_of, private_spans, redacted
from processors.sentiment import SentimentTagger
from processors.topics import Said, TopicTagger, moods_by_words, tagged
from processors.urgency import urgency_of
from processors.words import Phrases, words_of

LEXICON_LANGUAGE = "en"
IN_ANOTHER_LANGUAGE = 0.4


@dataclass(frozen=True, slots=True)
class Tagging:
    """A `Processor` made of one tagger for each question. `name` goes with the tags, so that they can be told apart later."""

    name: str
    language: LanguageTagger
    sentiment: SentimentTagger
    cues: Phrases[Cue]
    topics: TopicTagger

    def tag(self, batch: Sequence[Feedback]) -> list[Tags]:
        """The tags of each feedback, in order. Mail's subject counts as its first sentence."""
        return [self.tag_text(one.text, one.subject, one.rating, known_of(one.address)) for one in batch]

    def tag_text(self, text: str, subject: str = "", rating: float | None = None, known: Sequence[tuple[str, str]] = ()) -> Tags:
        """The tags of one text; offsets and redaction are those of `text` without the subject. Never raises.

        `known` is what is known of the person already (see `redaction.known_of`), to be masked too.
        """
        whole = f"{subject}.\n{text}" if subject else text
        words = words_of(whole)
        language = self.language.tag(whole)
        assessed = self.sentiment.assess(words)
        sentiment = _as_sure_as(language, self.sentiment.sum_up(assessed))
        hits = by_question(self.cues.find(words), language)
        kind = kind_of(words, hits["kind"], sentiment, rating)
        complains = kind.label == "complaint"
        (found,) = self.topics.find([Said(words, hits["topic"], language.code)])
        moods = moods_by_words(assessed, found.clauses)
        spans = private_spans(text, known)
        tags = Tags(
            sentiment=sentiment,
            emotion=emotion_of(words, hits["emotion"], whole, sentiment, kind),
            urgency=urgency_of(words, hits["urgency"], kind),
            kind=kind,
            topics=tagged(found, moods, sentiment.label, complains=complains),
            language=language,
            private=spans,
            redacted=redacted(text, spans),
        )
        private = _private_words(text, spans) | (
            _private_words(subject, private_spans(subject, known)) if subject else frozenset()
        )
        return _without_private_evidence(tags, private) if private else tags


def _as_sure_as(language: Language, sentiment: Sentiment) -> Sentiment:
    """The lexicon is English: in another language it is not to be relied on."""
    if language.code in (LEXICON_LANGUAGE, UNKNOWN):
        return sentiment
    return replace(sentiment, confidence=round(sentiment.confidence * IN_ANOTHER_LANGUAGE, 3), unsure=True)


def _private_words(text: str, spans: Sequence[PrivateSpan]) -> frozenset[str]:
    return frozenset(word for span in spans for word in words_of(text[span.start : span.end]) if len(word) > 1)


def _without_private_evidence(tags: Tags, private: frozenset[str]) -> Tags:
    """Evidence is made of lexicon words; one that is also part of a person's data (a Mr Good) is left out."""

    def clean(evidence: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(phrase for phrase in evidence if private.isdisjoint(phrase.split(": ", 1)[-1].split()))

    return replace(
        tags,
        sentiment=replace(tags.sentiment, evidence=clean(tags.sentiment.evidence)),
        emotion=replace(tags.emotion, evidence=clean(tags.emotion.evidence)),
        urgency=replace(tags.urgency, reasons=clean(tags.urgency.reasons)),
        kind=replace(tags.kind, evidence=clean(tags.kind.evidence)),
        topics=tuple(replace(topic, evidence=clean(topic.evidence)) for topic in tags.topics),
    )

"""All taggers together: what they share is read once for each text, and a tier tells the rest of a batch at a time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from golddust.events import Feedback, PrivateSpan, Tags
from processors.cues import Cue, by_question
from processors.language import LanguageTagger
from processors.likely_languages import likely_languages
from processors.private.masks import Masking, masked_by_kind
from processors.redaction import for_tagging, known_of, private_spans
from processors.seen import Asked, Seen, Teller
from processors.urgency import urgency_of
from processors.words import Phrases, words_of


@dataclass(frozen=True, slots=True)
class Hiding:
    """What is kept of personal data, and by what the rest is masked: see `[tag.private]`."""

    keep: Collection[str] = ()
    masked: Masking = masked_by_kind


@dataclass(frozen=True, slots=True)
class Tagging:
    """A `Processor`: what all tiers share, and the `teller` of one. `name` goes with the tags, to tell them apart later."""

    name: str
    language: LanguageTagger
    cues: Phrases[Cue]
    teller: Teller
    hiding: Hiding = field(default_factory=Hiding)

    def tag(self, batch: Sequence[Feedback]) -> list[Tags]:
        """The tags of each feedback, in order."""
        return self.tag_all(list(map(_asked, batch)))

    def redact(self, text: str, known: Sequence[tuple[str, str]] = ()) -> str:
        """The text as it may leave the house; `known` as in `Asked`."""
        return self.hiding.masked(text, private_spans(text, known, self.hiding.keep))

    def tag_text(self, text: str, subject: str = "", rating: float | None = None, known: Sequence[tuple[str, str]] = ()) -> Tags:
        """The tags of one text; offsets and redaction are those of `text` without the subject. Never raises."""
        return self.tag_all([Asked(text, subject, rating, known)])[0]

    def tag_all(self, batch: Sequence[Asked]) -> list[Tags]:
        """The tags of each text, in order. Never raises."""
        seen = self._see(batch)
        told = self.teller.tell(seen)
        return [
            Tags(
                sentiment=its.sentiment,
                emotion=its.emotion,
                urgency=urgency_of(one.words, one.hits["urgency"], its.kind),
                kind=its.kind,
                topics=its.topics,
                language=one.language,
                private=one.spans,
                redacted=self.hiding.masked(one.asked.text, one.spans),
            )
            for one, its in zip(seen, told, strict=True)
        ]

    def _see(self, batch: Sequence[Asked]) -> list[Seen]:
        spans = [private_spans(asked.text, asked.known, self.hiding.keep) for asked in batch]
        texts = [_read(asked, its) for asked, its in zip(batch, spans, strict=True)]
        words = [words_of(text) for text in texts]
        languages = self.language.tag_all([(text, asked.likely) for asked, text in zip(batch, texts, strict=True)])
        hits = [by_question(self.cues.find(its), language) for its, language in zip(words, languages, strict=True)]
        return list(map(Seen, batch, spans, texts, words, languages, hits))


def _read(asked: Asked, spans: Sequence[PrivateSpan]) -> str:
    """What the taggers read of a text: its subject as the first sentence, and no personal data."""
    text = for_tagging(asked.text, spans)
    if not asked.subject:
        return text
    return f"{for_tagging(asked.subject, private_spans(asked.subject, asked.known))}.\n{text}"


def _asked(feedback: Feedback) -> Asked:
    return Asked(feedback.text, feedback.subject, feedback.rating, known_of(feedback.address), likely_languages(feedback))

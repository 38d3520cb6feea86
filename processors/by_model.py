"""The tiers that read with models: mood, kind and feeling by a model and our own cues, topics by what the texts mean."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial

import numpy as np

from golddust.events import Mood
from processors.by_lexicon import told_of_nothing
from processors.clauses import NO_MOOD, ClauseMood
from processors.emotion import emotion_by_model
from processors.kind import kind_by_model
from processors.language import UNKNOWN
from processors.models.questions import LANGUAGES
from processors.models.reader import Reader, Reading, moods_of
from processors.seen import Seen, Told, as_sure_as
from processors.sentiment import sentiment_by_model
from processors.topics import WITH_MEANING, Found, Said, TopicTagger, clauses_that_count, tagged

KNOWN = LANGUAGES | {UNKNOWN}
OVERRULES = 0.8
"""A clause speaks against its message where its mood is so many times as likely as that of the whole, in languages other than the
models' first, English: of a few words in those they are too unsure."""


class ByModel:
    """A `Teller`. `nearby` and `closely` tell topics by the meaning that the fast model and the encoder give a text."""

    def __init__(self, reader: Reader, nearby: TopicTagger, closely: Callable[[], TopicTagger]) -> None:
        self._reader = reader
        self._nearby = nearby
        self._make_closely = closely

    @property
    def asked(self) -> int | None:
        """How many texts the encoder has read so far; None where the tier has none."""
        return self._reader.asked

    @cached_property
    def _closely(self) -> TopicTagger:
        return self._make_closely()

    def tell(self, seen: Sequence[Seen]) -> list[Told]:
        """What the models and the cues tell of each text."""
        reading = self._reader.read([one.text for one in seen])
        found = self._topics(seen, reading)
        moods = self._moods(seen, found, reading)
        return [self._told(row, one, reading, found[row], moods[row]) for row, one in enumerate(seen)]

    def _topics(self, seen: Sequence[Seen], reading: Reading) -> list[Found]:
        said = [Said(one.words, one.hits["topic"], one.language.code) for one in seen]
        found = self._nearby.find(said, reading.meaning)
        self._reader.read_closely(reading, np.array([its.doubtful for its in found], np.bool_))
        rows = np.flatnonzero(reading.closely).tolist()
        if rows:
            for row, better in zip(rows, self._closely.find([said[row] for row in rows], reading.meaning[rows]), strict=True):
                found[row] = better
        return found

    def _moods(self, seen: Sequence[Seen], found: Sequence[Found], reading: Reading) -> list[list[ClauseMood]]:
        """The mood of each clause of the texts that have a topic. A text of one clause feels as a whole."""
        asked = [clauses_that_count(its) if len(its.clauses) > 1 else () for its in found]
        texts = [" ".join(one.words[clause.first : clause.after]) for one, its in zip(seen, asked, strict=True) for clause in its]
        told = iter(self._reader.moods(texts))
        overall = moods_of(reading.chances["sentiment"])
        moods: list[list[ClauseMood]] = []
        for one, (mood, score, chance), its, counting in zip(seen, overall, found, asked, strict=True):
            whole = ClauseMood(mood, score)
            least = 0.0 if one.language.code in WITH_MEANING else OVERRULES * chance
            if len(its.clauses) == 1:
                moods.append([whole])
            else:
                by_clause = {clause: _of_clause(next(told), whole, least) for clause in counting}
                moods.append([by_clause.get(clause, NO_MOOD) for clause in its.clauses])
        return moods

    @staticmethod
    def _told(row: int, seen: Seen, reading: Reading, found: Found, moods: Sequence[ClauseMood]) -> Told:
        if not seen.says_something:
            return told_of_nothing(seen)
        chances = {question: rows[row].tolist() for question, rows in reading.chances.items()}
        evidence = reading.evidence(row)
        sentiment = sentiment_by_model(chances["sentiment"], partial(evidence, "sentiment"))
        kind = kind_by_model(chances["kind"], seen.words, seen.hits["kind"], seen.asked.rating, partial(evidence, "kind"))
        emotion = emotion_by_model(chances["emotion"], seen.words, seen.hits["emotion"], seen.text, kind)
        return Told(
            as_sure_as(seen.language, KNOWN, sentiment),
            as_sure_as(seen.language, KNOWN, kind),
            as_sure_as(seen.language, KNOWN, emotion),
            tagged(found, moods, sentiment.label, complains=kind.label == "complaint"),
        )


def _of_clause(told: tuple[Mood, float, float], whole: ClauseMood, least: float) -> ClauseMood:
    """The mood of a clause; where it is less likely than `least`, that of the whole message."""
    mood, score, chance = told
    return ClauseMood(mood, score) if chance >= least else whole

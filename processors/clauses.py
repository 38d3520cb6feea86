"""Cuts a message into clauses, so that "great staff, terrible queue" praises the one and blames the other."""

import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from golddust.events import Mood
from processors.words import STOPS

MOST_CLAUSES = 60
"""A longer message ends in one long clause: nobody asks for the mood of each of a thousand."""
FRAGMENT = 3
"""A piece of so few words and no mood ("staff, food and room were great") feels as the next one does."""
_BUT = {
    "en": "but however although though yet whereas except nevertheless sadly unfortunately",
    "de": "aber jedoch doch allerdings obwohl dagegen hingegen trotzdem sondern leider",
    "fr": "mais cependant pourtant toutefois néanmoins malheureusement",
    "es": "pero aunque sino embargo lamentablemente",
    "it": "ma però tuttavia invece purtroppo eppure",
    "pt": "mas porém contudo todavia embora infelizmente",
    "nl": "maar echter hoewel helaas toch",
    "pl": "ale lecz jednak natomiast choć niestety",
    "sv": "men dock däremot fast tyvärr",
}
"""Words that begin a clause which speaks against the one before."""
_AND = {
    "en": "and while plus also",
    "de": "und während sowie",
    "fr": "et tandis",
    "es": "y e mientras",
    "it": "e ed mentre",
    "pt": "e enquanto",
    "nl": "en terwijl",
    "pl": "i oraz a",
    "sv": "och medan samt",
}
"""Words that cut only between two topics: "great food and terrible service", but not "slow and rude"."""
_BUT_IN = {code: frozenset(words.split()) for code, words in _BUT.items()}
_AND_IN = {code: frozenset(words.split()) for code, words in _AND.items()}
_BUT_ANYWHERE = frozenset().union(*_BUT_IN.values()) - frozenset(("doch", "fast", "toch", "embargo"))
_AND_ANYWHERE = frozenset().union(*_AND_IN.values()) - frozenset(("a", "i", "en", "e"))
_ENDS_SENTENCE = frozenset(".;\n!?")
_DASHES = frozenset("\N{EN DASH}\N{EM DASH}")
_FIRST_SIGN = "\u2000"
_SMILEY_MOUTHS = frozenset(")([]|/dp")


class Clause(NamedTuple):
    """The words from `first` up to `after`, marks that end it included. `sentence` numbers the sentence that it stands in."""

    first: int
    after: int
    sentence: int


class ClauseMood(NamedTuple):
    """How a clause feels: the label, and a score from -1 to 1 that weighs it against other clauses."""

    mood: Mood
    score: float


NO_MOOD = ClauseMood("neutral", 0.0)


def clauses_of(words: Sequence[str], language: str = "", named: Sequence[tuple[int, str]] = ()) -> list[Clause]:
    """The clauses of a text that `words_of` cut, in order; together they hold every word. [] for no words.

    They end at stops, commas, dashes, smileys and emoji, and before words like "but" in nine languages: that of `language` (ISO
    639-1), or any for a code not among them. `named` are the places of phrases that tell a topic, with its name, from left to
    right: between two topics a word like "and" cuts, too.
    """
    cuts = _cuts(words, _BUT_IN.get(language, _BUT_ANYWHERE))
    if len(named) > 1:
        cuts |= _cuts_between(words, _AND_IN.get(language, _AND_ANYWHERE), named, cuts)
    return _pieces(words, sorted(cuts.items())[: MOST_CLAUSES - 1])


def clause_at(clauses: Sequence[Clause], place: int) -> int:
    """The number of the clause that the word at this place stands in."""
    return max(0, bisect_right(clauses, place, key=_first) - 1)


def settled(moods: Sequence[ClauseMood], clauses: Sequence[Clause], named: Sequence[frozenset[str]]) -> list[ClauseMood]:
    """The moods, where a clause that says none takes that of its neighbour in the same sentence, the next one first.

    `named` holds the topics that each clause names. A neighbour that is about another topic lends its mood to a fragment only:
    of "the staff, the food and the room were great" all is praised, of "the queue was as usual, great staff" one thing.
    """
    return [
        mood if mood.mood != "neutral" or len(clauses) == 1 else _lent(number, moods, clauses, named)
        for number, mood in enumerate(moods)
    ]


def together(moods: Sequence[ClauseMood]) -> Mood:
    """The mood of a topic that several clauses are about: the one that weighs most, and of two alike the worse."""
    weights: dict[Mood, float] = {"negative": 0.0, "positive": 0.0}
    for one in moods:
        if one.mood != "neutral":
            weights[one.mood] += max(abs(one.score), 0.05)
    if not any(weights.values()):
        return "neutral"
    return "negative" if weights["negative"] >= weights["positive"] else "positive"


def _lent(number: int, moods: Sequence[ClauseMood], clauses: Sequence[Clause], named: Sequence[frozenset[str]]) -> ClauseMood:
    mine = clauses[number]
    step = number + 1
    while step < len(clauses) and clauses[step].sentence == mine.sentence:
        fragment = all(c.after - c.first <= FRAGMENT + 1 for c in clauses[number:step])
        if moods[step].mood != "neutral" and (fragment or named[step] <= named[number]):
            return moods[step]
        if not fragment:
            break
        step += 1
    before = number - 1
    if before >= 0 and clauses[before].sentence == mine.sentence and named[before] <= named[number]:
        return moods[before]
    return moods[number]


def _cuts(words: Sequence[str], against: frozenset[str]) -> dict[int, bool]:
    """The places where a new clause begins, with whether a new sentence does."""
    cuts: dict[int, bool] = {}
    for place, word in enumerate(words):
        if word in STOPS or word[0] in "!?":
            if word != ":":
                cuts[place + 1] = word[0] in _ENDS_SENTENCE
        elif word in against:
            cuts.setdefault(place, False)
        elif (word[0] > _FIRST_SIGN or word[-1] in _SMILEY_MOUTHS) and _is_sign(word):
            cuts[place + 1] = word not in _DASHES
    return cuts


def _cuts_between(
    words: Sequence[str], joining: frozenset[str], named: Sequence[tuple[int, str]], cuts: dict[int, bool]
) -> dict[int, bool]:
    """The last word like "and" between the last phrase of one topic and the first of the next."""
    found: dict[int, bool] = {}
    for (place, topic), (later, other) in pairwise(named):
        if topic != other and later - place <= MOST_CLAUSES and not any(cut in cuts for cut in range(place + 1, later + 1)):
            between = [spot for spot in range(place + 1, later) if words[spot] in joining]
            if between:
                found[between[-1]] = False
    return found


def _pieces(words: Sequence[str], cuts: Sequence[tuple[int, bool]]) -> list[Clause]:
    """The clauses between the cuts; marks alone belong to what they follow, or to what comes where nothing does."""
    pieces: list[Clause] = []
    first, sentence = 0, 0
    for place, ends_sentence in (*cuts, (len(words), True)):
        if any(map(_is_said, words[first:place])):
            pieces.append(Clause(first, place, sentence))
            first = place
        elif pieces:
            pieces[-1] = pieces[-1]._replace(after=place)
            first = place
        sentence += ends_sentence
    return pieces or [Clause(0, len(words), 0)] * bool(words)


def _first(clause: Clause) -> int:
    return clause.first


def _is_said(word: str) -> bool:
    return word[0].isalnum() and not _is_sign(word)


@lru_cache(maxsize=2048)
def _is_sign(word: str) -> bool:
    """A dash, an emoji (with what may follow one: skin tones, joiners) or a smiley like :-)."""
    if word[0] > _FIRST_SIGN:
        return word in _DASHES or unicodedata.category(word[0]) in ("So", "Sk", "Mn", "Cf")
    return len(word) > 1 and word[0] in ":;=8" and not word.isalnum()

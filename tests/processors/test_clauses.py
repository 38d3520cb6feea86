import pytest

from processors.clauses import (
    MOST_CLAUSES,
    NO_MOOD,
    Clause,
    ClauseMood,
    clause_at,
    clauses_of,
    settled,
    together,
)
from processors.words import words_of

BAD, GOOD = ClauseMood("negative", -0.8), ClauseMood("positive", 0.8)


def cut(text: str, language: str = "", *topics: str) -> list[str]:
    """The clauses as texts; `topics` are words that each tell a topic of their own."""
    words = words_of(text)
    named = [(place, word) for place, word in enumerate(words) if word in topics]
    return [" ".join(words[one.first : one.after]) for one in clauses_of(words, language, named)]


@pytest.mark.parametrize(
    ("text", "language", "clauses"),
    [
        ("Great staff, terrible queue", "en", ["great staff ,", "terrible queue"]),
        ("Great staff but a terrible queue", "en", ["great staff", "but a terrible queue"]),
        ("Nettes Personal aber lange Schlange", "de", ["nettes personal", "aber lange schlange"]),
        ("Personnel aimable mais attente trop longue", "fr", ["personnel aimable", "mais attente trop longue"]),
        ("Buen trato pero la cola es eterna", "es", ["buen trato", "pero la cola es eterna"]),
        ("Personale gentile ma la coda è lunga", "it", ["personale gentile", "ma la coda è lunga"]),
        ("Pessoal simpático mas a fila é longa", "pt", ["pessoal simpático", "mas a fila é longa"]),
        ("Aardig personeel maar een lange rij", "nl", ["aardig personeel", "maar een lange rij"]),
        ("Miła obsługa ale długa kolejka", "pl", ["miła obsługa", "ale długa kolejka"]),
        ("Trevlig personal men lång kö", "sv", ["trevlig personal", "men lång kö"]),
        ("Staff 😀 queue 😡", "en", ["staff 😀", "queue 😡"]),
        ("staff :) queue :(", "en", ["staff :)", "queue :("]),
        ("The staff were kind \u2013 the till was not", "en", ["the staff were kind \u2013", "the till was not"]),
        ("Great!!! :( The queue", "en", ["great !!! :(", "the queue"]),
        ("😀 nice", "en", ["😀 nice"]),
        ("...", "en", [". . ."]),
        ("", "en", []),
    ],
)
def test_a_message_is_cut_where_its_mood_may_turn(text: str, language: str, clauses: list[str]) -> None:
    assert cut(text, language) == clauses


def test_a_word_cuts_in_its_own_language_only() -> None:
    assert cut("the men were rude", "en") == ["the men were rude"]
    assert cut("the men were rude") == ["the", "men were rude"]


def test_and_cuts_between_two_topics_only() -> None:
    assert cut("great food and terrible service", "en", "food", "service") == ["great food", "and terrible service"]
    assert cut("the service was slow and rude", "en", "service") == ["the service was slow and rude"]
    assert cut("gutes Essen und mieser Service", "de", "essen", "service") == ["gutes essen", "und mieser service"]


@pytest.mark.parametrize("text", ["a, b. c! d", "!!! 😡😡 , but", "x" * 5000, "no, " * 500, "😀" * 300, "\u200d\ufe0f\u200b"])
def test_clauses_hold_every_word_once_and_are_few(text: str) -> None:
    words = words_of(text)
    clauses = clauses_of(words)
    assert [place for one in clauses for place in range(one.first, one.after)] == list(range(len(words)))
    assert len(clauses) <= MOST_CLAUSES
    assert all(
        clauses[clause_at(clauses, place)].first <= place < clauses[clause_at(clauses, place)].after
        for place in range(len(words))
    )


def test_a_fragment_feels_as_what_follows_and_other_topics_lend_nothing() -> None:
    clauses = [Clause(0, 2, 0), Clause(2, 4, 0), Clause(4, 9, 0)]
    names = [frozenset({name}) for name in ("staff", "food", "room")]
    assert settled([NO_MOOD, NO_MOOD, GOOD], clauses, names) == [GOOD, GOOD, GOOD]
    long = [Clause(0, 8, 0), Clause(8, 11, 0)]
    assert settled([NO_MOOD, GOOD], long, [frozenset({"queue"}), frozenset({"staff"})]) == [NO_MOOD, GOOD]
    assert settled([NO_MOOD, GOOD], long, [frozenset({"staff"}), frozenset()]) == [GOOD, GOOD]


def test_what_one_sentence_says_does_not_colour_the_next() -> None:
    clauses = [Clause(0, 2, 0), Clause(2, 4, 1)]
    assert settled([NO_MOOD, GOOD], clauses, [frozenset({"staff"}), frozenset()]) == [NO_MOOD, GOOD]


def test_of_two_moods_alike_the_worse_counts() -> None:
    assert together([GOOD, BAD]) == "negative"
    assert together([GOOD, NO_MOOD]) == "positive"
    assert together([GOOD, ClauseMood("negative", -0.2)]) == "positive"
    assert together([NO_MOOD]) == together([]) == "neutral"

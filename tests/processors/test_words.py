"""Phrases are found in one way, however many begin alike."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processors import words
from processors.words import Hit, Phrases

LETTERS = st.text("ab", min_size=1, max_size=4)
STEMS = st.lists(st.builds("{}{}".format, LETTERS, st.sampled_from(("", "*"))), min_size=1, max_size=40, unique=True)


def found(stems: list[str], said: list[str]) -> list[Hit[int]]:
    return Phrases(list(enumerate(stems))).find(said)


@given(stems=STEMS, said=st.lists(LETTERS, max_size=12))
def test_many_beginnings_are_found_as_few_are(stems: list[str], said: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "FEW", 1_000)
        one_by_one = found(stems, said)
        patch.setattr(words, "FEW", 0)
        assert found(stems, said) == one_by_one


def test_of_phrases_that_end_alike_the_one_that_was_planted_first_comes_first() -> None:
    stems = ["parcels*", "par*", "parcel*", *(f"{letter}x*" for letter in string.ascii_lowercase)]
    assert [hit.label for hit in found(stems, ["parcels"])] == [0, 1, 2]


def test_no_word_is_longer_than_what_is_looked_for() -> None:
    phrases = Phrases([(number, f"{letter}*") for number, letter in enumerate(string.ascii_lowercase)])
    assert [hit.label for hit in phrases.find(["b" * 100_000])] == [1]

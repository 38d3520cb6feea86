import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.wording import LINE_LIMIT, TEXT_LIMIT, one_line, worded

anything = st.text(st.characters(), max_size=200)  # lone surrogates and NUL among them


@given(anything)
def test_words_can_be_stored_anywhere(raw: str) -> None:
    text = worded(raw).text
    assert text.encode().decode() == text
    assert "\0" not in text
    assert "\r" not in text


@given(anything)
def test_clean_words_stay_as_they_are(raw: str) -> None:
    once = worded(raw).text
    assert worded(once).text == once


@given(anything)
def test_a_line_is_one_line(raw: str) -> None:
    line = one_line(raw)
    assert len(line.splitlines()) <= 1
    assert line.isprintable() or all(c.isprintable() or ord(c) > 127 for c in line)
    assert len(line) <= LINE_LIMIT


@pytest.mark.parametrize(
    ("raw", "text", "problem"),
    [
        ("a\0b", "ab", "NUL"),
        ("half \ud83d", "half \ufffd", "could not be read"),
        ("x" * (TEXT_LIMIT + 1), "x" * TEXT_LIMIT, "cut"),
    ],
)
def test_what_is_wrong_is_mended_and_said(raw: str, text: str, problem: str) -> None:
    wording = worded(raw)
    assert wording.text == text
    assert problem in wording.problems[0]


def test_a_cut_never_splits_a_character() -> None:
    text = worded("\U0001f621" * TEXT_LIMIT).text
    assert set(text) == {"\U0001f621"}
    assert len(text.encode()) <= TEXT_LIMIT


def test_lines_end_alike() -> None:
    assert worded(" a\r\nb\rc\n ").text == "a\nb\nc"

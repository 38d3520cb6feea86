"""What is cut by the piece is what the tokenizer makes of the whole."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from processors.models import tokens
from processors.models.text import model_text
from processors.models.tokens import MOST_TOKENS, Text, cut, ids_of, words_in

MESSAGES = Path(__file__).parents[1] / "corpus" / "messages"
ALL = 100_000


@pytest.fixture(scope="module")
def whole() -> Tokenizer:
    made = Tokenizer.from_file(str(tokens.FILE))
    made.no_padding()
    made.no_truncation()
    return made


def test_messages_have_the_tokens_that_the_tokenizer_gives_them(whole: Tokenizer) -> None:
    lines = [line for file in sorted(MESSAGES.glob("*.tsv")) for line in file.read_text().splitlines()]
    texts = [line.rpartition("\t")[2] for line in lines]
    assert ids_of(texts, ALL) == [one.ids for one in whole.encode_batch(list(map(model_text, texts)))]


ODD = st.text("aéEΣİßﬁ1 .,'-_#[]\t\n\x0b\x85\u00a0\u0301\u200b\u2028\ufffd中😡", max_size=40)


@settings(max_examples=300, deadline=None)
@given(text=ODD | st.text(max_size=40))
def test_any_text_has_them_too(whole: Tokenizer, text: str) -> None:
    assert ids_of([text], ALL) == [whole.encode(model_text(text)).ids]


def test_the_tokenizers_own_signs_are_words_in_brackets_where_customers_write_them(whole: Tokenizer) -> None:
    marks = {whole.token_to_id("[SEP]"), whole.token_to_id("[MASK]")}
    (ids,) = ids_of(["late [MASK] again [SEP]"], ALL)
    assert not marks.intersection(ids[1:-1])


def test_words_are_in_lower_case_without_marks_and_know_their_tokens() -> None:
    (text,) = cut(["Don't UNPLUG it!"])
    assert [word for word, _, _ in words_in(text)] == ["don", "t", "unplug", "it"]
    assert [after - first for _, first, after in words_in(text)] == [1, 1, 3, 1]


def test_of_a_long_text_the_beginning_and_the_end_are_read_and_words_point_into_what_is() -> None:
    (text,) = cut(["one " + "late " * 300 + "end"])
    assert len(text.ids) == MOST_TOKENS
    words = words_in(text)
    assert (words[0][0], words[-1][0]) == ("one", "end")
    assert [first for _, first, _ in words] == list(range(1, MOST_TOKENS - 1))


def test_what_was_forgotten_is_cut_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST_REMEMBERED", 2)
    texts = ["one two three four", "four three two one", "one one"]
    assert [_said(text) for text in cut(texts)] == texts


def _said(text: Text) -> str:
    return " ".join(word for word, _, _ in words_in(text))

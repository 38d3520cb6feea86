"""What may be in a labelled set, and what is said of a line that cannot be read."""

import json
from pathlib import Path
from typing import Any

import pytest

from golddust.errors import Malformed, NotFound
from training.evaluation.sets import LabelledSet, read_sets

ROOT = Path(__file__).parents[2]
PUBLIC = ROOT.parent / "shared" / "data" / "nlp" / "test"


def write(folder: Path, name: str, *rows: dict[str, Any] | str) -> Path:
    file = folder / name
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    return file


def only(path: Path) -> LabelledSet:
    (found,) = read_sets([path])
    return found


def test_a_companys_own_columns_are_each_a_question(tmp_path: Path) -> None:
    own = only(
        write(
            tmp_path,
            "own.jsonl",
            {"text": "Late again", "sentiment": "negative", "kind": "complaint", "topic": "delivery", "language": "en"},
            {"text": "Wann?", "sentiment": "neutral", "topic": ["opening hours", "store"], "language": "de"},
        )
    )
    assert own.questions == ("sentiment", "kind", "topic")
    assert [one.right.get("topic") for one in own.texts] == [("delivery",), ("opening hours", "store")]
    assert [one.language for one in own.texts] == ["en", "de"]
    assert "kind" not in own.texts[1].right


@pytest.mark.parametrize(
    ("labels", "question"),
    [
        (("negative", "neutral"), "sentiment"),
        (("positive", "negative"), "side"),
        (("ham", "spam"), "spam"),
        (("complaint", "spam"), "kind"),
        (("gratitude", "surprise"), "emotion"),
    ],
)
def test_what_a_label_says_is_told_by_the_labels(tmp_path: Path, labels: tuple[str, ...], question: str) -> None:
    found = only(write(tmp_path, "own.jsonl", *({"text": "words", "label": label} for label in labels)))
    assert found.questions == (question,)


def test_what_a_label_says_is_told_by_the_files_name_first(tmp_path: Path) -> None:
    found = only(write(tmp_path, "topic_shop.jsonl", {"text": "words", "label": "complaint"}))
    assert found.texts[0].right == {"topic": ("complaint",)}


def test_goemotions_names_are_read_as_ours_and_those_that_are_none_of_ours_leave_the_text_out(tmp_path: Path) -> None:
    rows = ({"text": str(names), "label": names} for names in (["annoyance", "surprise"], ["surprise"], ["love", "joy"]))
    found = only(write(tmp_path, "emotion_some.jsonl", *rows))
    assert [one.right["emotion"] for one in found.texts] == [("frustration",), ("joy",)]


def test_lines_end_at_line_feeds_alone_and_blank_ones_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_bytes('\ufeff{"text": "one\u2028two", "kind": "other"}\r\n\r\n'.encode())
    assert [one.text for one in only(file).texts] == ["one\u2028two"]


def test_judged_messages_are_read_from_their_folder_with_their_languages() -> None:
    found = only(ROOT / "tests" / "corpus" / "messages")
    assert (found.name, found.questions) == ("messages", ("kind", "sentiment", "emotion"))
    assert len({one.language for one in found.texts}) == 9


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("{", "not a line of JSON"),
        ([1], 'not an object with a "text"'),
        ({"text": 1, "label": "negative"}, 'not an object with a "text"'),
        ({"text": "words"}, "no label"),
        ({"text": "words", "sentiment": "sad"}, "sentiment 'sad' is none of negative, neutral, positive"),
        ({"text": "words", "kind": "grumble"}, "kind 'grumble' is none of complaint"),
        ({"text": "words", "topic": 7}, "topic is neither a word nor a list of words"),
        ({"text": "words", "label": "parcel"}, "name the column topic"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(tmp_path: Path, row: Any, words: str) -> None:
    file = write(tmp_path, "own.jsonl", {"text": "fine", "label": "negative"}, row if isinstance(row, str) else json.dumps(row))
    with pytest.raises(Malformed, match=r"own\.jsonl:2: ") as refused:
        read_sets([file])
    assert words in refused.value.reason


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_bytes(b'{"text": "caf\xe9", "kind": "other"}\n')
    with pytest.raises(Malformed, match=r"own\.jsonl:1: not a line of JSON"):
        read_sets([tmp_path])


def test_what_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"nowhere: no such file"):
        read_sets([tmp_path / "nowhere"])
    with pytest.raises(NotFound, match=r"no labelled sets in it"):
        read_sets([tmp_path])
    with pytest.raises(Malformed, match="is empty"):
        read_sets([write(tmp_path, "own.jsonl")])


def test_two_sets_of_one_name_are_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "own.jsonl", {"text": "fine", "label": "negative"})
    with pytest.raises(Malformed, match="two sets are named own"):
        read_sets([file, file])


def test_a_bad_line_of_messages_is_named(tmp_path: Path) -> None:
    (tmp_path / "en.tsv").write_text("grumble\tnegative\tanger\tLate again\n")
    with pytest.raises(Malformed, match=r"en\.tsv:1: 'grumble'"):
        read_sets([tmp_path])


def test_a_sample_is_the_same_each_time_and_of_the_set() -> None:
    whole = only(ROOT / "tests" / "corpus" / "messages")
    drawn = whole.sample(20)
    assert drawn == whole.sample(20)
    assert len(drawn.texts) == 20
    assert set(map(id, drawn.texts)) <= set(map(id, whole.texts))
    assert whole.sample(10_000) is whole


def test_the_public_sets_are_read_whole() -> None:
    if not PUBLIC.is_dir():
        pytest.skip("the public test sets are not here: they lie in ../shared/data, which a stranger's clone lacks")
    found = {one.name: one for one in read_sets([PUBLIC])}
    assert {name: one.questions for name, one in found.items()} == {
        "emotion_goemotions_test": ("emotion",),
        "sentiment_cebab_test": ("sentiment",),
        "sentiment_goemotions_test": ("sentiment",),
        "sentiment_uci_amazon_cells": ("side",),
        "sentiment_uci_yelp": ("side",),
        "spam_sms_test": ("spam",),
        "topic_bitext_test": ("topic",),
    }
    assert len({name for one in found["topic_bitext_test"].texts for name in one.right["topic"]}) == 27
    assert len(found["sentiment_cebab_test"].texts) == 1676

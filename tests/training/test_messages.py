import re
from collections import Counter
from pathlib import Path

import pytest

from training.messages import BadLine, Message, expanded, read

ROOT = Path(__file__).parents[2]
TRAINING = ROOT / "training" / "messages"
JUDGED = ROOT / "tests" / "corpus" / "messages"
RESERVED_PHONE = re.compile(r"\+?1?[ .-]?\(?202\)?[ .-]?555[ .-]?01\d\d")
LIKE_A_PHONE = re.compile(r"\+\d[\d ().-]{7,}\d|\b\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}\b|\b0\d{4} ?\d{6}\b")
ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
LINK = re.compile(r"https?://([^\s/]+)")


def texts(folder: Path) -> list[tuple[Message, str]]:
    return [(message, text) for message in read(folder) for text in expanded(message.text)]


def write(folder: Path, line: str) -> Path:
    (folder / "en").mkdir()
    (folder / "en" / "rail.tsv").write_text(line, encoding="utf-8")
    return folder


@pytest.mark.parametrize("folder", [TRAINING, JUDGED])
def test_every_line_is_a_labelled_message(folder: Path) -> None:
    assert len(read(folder)) >= 200


@pytest.mark.parametrize("folder", [TRAINING, JUDGED])
def test_no_text_comes_twice_in_a_language(folder: Path) -> None:
    seen = Counter((message.language, text.casefold()) for message, text in texts(folder))
    assert [key for key, times in seen.items() if times > 1] == []


def test_what_models_are_judged_by_is_not_what_they_learn_from() -> None:
    learned = {text.casefold() for _, text in texts(TRAINING)}
    assert [text for _, text in texts(JUDGED) if text.casefold() in learned] == []


def test_the_judged_texts_hold_no_choices() -> None:
    assert [message.text for message in read(JUDGED) if "{" in message.text] == []


@pytest.mark.parametrize("folder", [TRAINING, JUDGED])
def test_made_up_people_live_at_reserved_addresses_and_numbers(folder: Path) -> None:
    for _, text in texts(folder):
        for host in ADDRESS.findall(text) + LINK.findall(text):
            assert host.rstrip(".,)!?").endswith(("example.com", "example.org", "example.net")), text
        for number in LIKE_A_PHONE.findall(text):
            assert RESERVED_PHONE.fullmatch(number), text


@pytest.mark.parametrize("folder", [TRAINING, JUDGED])
def test_english_holds_every_kind_sentiment_and_emotion_in_a_fair_share(folder: Path) -> None:
    english = [message for message in read(folder) if message.language == "en"]
    share = Counter(message.sentiment for message in english)
    assert min(share.values()) >= len(english) // 7
    assert len({message.kind for message in english}) == 6
    assert len({message.emotion for message in english}) == 8


@pytest.mark.parametrize(
    "line",
    [
        "complaint\tnegative\tanger",
        "complaint\tnegative\tanger\ttext\tmore",
        "grumble\tnegative\tanger\ttext",
        "complaint\tbad\tanger\ttext",
        "complaint\tnegative\trage\ttext",
        "complaint\tnegative\tanger\t",
        "complaint\tnegative\tanger\t text",
        "complaint\tnegative\tanger\tthe {train|bus is late",
        "complaint\tnegative\tanger\tthe train} is late",
        "complaint\tnegative\tanger\tthe {train|{red|blue} bus} is late",
        "complaint\tnegative\tanger\tthe {train} is late",
    ],
)
def test_a_bad_line_is_refused_with_its_place(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadLine, match=r"en/rail\.tsv:1: "):
        read(write(tmp_path, line))


def test_language_and_trade_are_the_files_own(tmp_path: Path) -> None:
    (tmp_path / "de.tsv").write_text("# a remark\n\nother\tneutral\tneutral\tGuten Tag\n", encoding="utf-8")
    folder = write(tmp_path, "question\tneutral\tneutral\tWhen does it leave?\n")
    assert [(message.language, message.trade) for message in read(folder)] == [("de", "any"), ("en", "rail")]


def test_choices_are_taken_in_turn_and_blanks_closed_up() -> None:
    assert expanded("plain") == ["plain"]
    assert sorted(expanded("{the |}{train|bus} is late{ again|}", most=8)) == sorted(
        f"{the}{what} is late{again}" for the in ("the ", "") for what in ("train", "bus") for again in (" again", "")
    )


def test_no_more_than_asked_for_and_always_the_same() -> None:
    text = "{a|b|c} {d|e|f} {g|h|i} {j|k|l}"
    assert expanded(text)[0] == "a d g j"
    assert len(set(expanded(text))) == 4
    assert expanded(text) == expanded(text)


def test_every_choice_of_a_slot_is_used_where_the_number_allows() -> None:
    first = [text.split() for text in expanded("{a|b|c|d} {e|f|g|h}")]
    assert all(len(set(column)) >= 3 for column in zip(*first, strict=True))

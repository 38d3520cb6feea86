from pathlib import Path

import pytest

from training.own_lines import OwnLine, OwnLines, read_lines


def read(folder: Path, name: str, content: str) -> OwnLines:
    (folder / name).write_bytes(content.encode())
    return read_lines([folder / name])


EXPECTED = (OwnLine("Late, again", {"sentiment": "negative", "kind": "complaint"}), OwnLine("Thanks", {"sentiment": "positive"}))
JSON = """
{"text": "Late, again", "sentiment": "negative", "kind": "complaint", "who": "Ann"}

{"text": "Thanks", "sentiment": "positive", "kind": null, "emotion": ""}
"""


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", JSON),
        ("a.csv", 'Text,Sentiment,kind,shop\n"Late, again",Negative,complaint,4\nThanks,positive,,\n'),
        ("excel.csv", "\ufefftext;sentiment;kind\r\nLate, again;negative;complaint\r\nThanks; positive ;\r\n"),
        ("table.tsv", "kind\tsentiment\ttext\ncomplaint\tnegative\tLate, again\n\tpositive\tThanks\n"),
    ],
)
def test_each_form_gives_the_same_lines(tmp_path: Path, name: str, content: str) -> None:
    lines = read(tmp_path, name, content)
    assert lines.problems == []
    assert tuple(lines.lines) == EXPECTED


def test_lines_like_our_own_messages_give_the_first_of_their_choices(tmp_path: Path) -> None:
    lines = read(tmp_path, "a.tsv", "# a remark\ncomplaint\tnegative\tanger\tThe {train|bus} is late\n")
    assert tuple(lines.lines) == (
        OwnLine("The train is late", {"sentiment": "negative", "kind": "complaint", "emotion": "anger"}),
    )


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.jsonl", '{"text": "x", "kind": "other"}\n{"text": "x"', "a.jsonl:2: it is no JSON"),
        ("a.jsonl", "[1]\n", "a.jsonl:1: it is no object"),
        ("a.jsonl", '"word"\n', "a.jsonl:1: it is no object"),
        ("a.jsonl", '{"kind": "other"}\n', "a.jsonl:1: it has no text"),
        ("a.jsonl", '{"text": " ", "kind": "other"}\n', "a.jsonl:1: it has no text"),
        ("a.jsonl", '{"text": "x", "kind": "moan"}\n', "a.jsonl:1: kind 'moan' is none of complaint"),
        ("a.jsonl", '{"text": "x", "kind": ["other"]}\n', "a.jsonl:1: kind ['other'] is none of complaint"),
        ("a.csv", "text,label\nx,y\n", "a.csv:1: the first line must name the columns"),
        ("a.csv", 'text,kind\n"two\nlines",other\nx,moan\n', "a.csv:4: kind 'moan' is none of"),
        ("a.csv", "text,kind\nx,other,more\n", "a.csv:2: it has more cells than there are columns"),
        ("a.csv", 'text,kind\n"x" y,other\nz,other\n', "a.csv:2: it cannot be read"),
        ("a.tsv", "complaint\tnegative\tx\n", "a.tsv:1: 3 fields"),
        ("a.xlsx", "", "its name must end in one of .jsonl, .csv, .tsv"),
        ("a.csv", "", "a.csv:1: the first line must name the columns"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, name: str, content: str, problem: str) -> None:
    (told,) = read(tmp_path, name, content).problems
    assert problem in told


def test_a_line_without_an_answer_is_a_text_whose_tags_nobody_objected_to(tmp_path: Path) -> None:
    assert tuple(read(tmp_path, "a.jsonl", '{"text": "x"}\n').lines) == (OwnLine("x", {}),)


def test_every_wrong_line_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": ""}\n{"text": "x", "kind": "other"}\n{}\n')
    (tmp_path / "latin.csv").write_bytes("text,kind\nKäse,other\n".encode("latin-1"))
    told = read_lines([tmp_path / "a.jsonl", tmp_path / "latin.csv", tmp_path / "missing.csv"])
    assert [problem.removeprefix(f"{tmp_path}/") for problem in told.problems] == [
        "a.jsonl:1: it has no text",
        "a.jsonl:3: it has no text",
        "latin.csv: it is not in UTF-8",
        "missing.csv: it cannot be read: No such file or directory",
    ]
    assert len(told.lines) == 1


def test_of_a_text_that_comes_again_the_later_answer_counts(tmp_path: Path) -> None:
    lines = read(
        tmp_path,
        "a.jsonl",
        '{"text": "Late  again", "kind": "other", "sentiment": "negative"}\n{"text": "late again", "kind": "complaint"}\n',
    )
    assert tuple(lines.lines) == (OwnLine("late again", {"kind": "complaint", "sentiment": "negative"}),)
    assert lines.again == 1

"""A company's own labelled lines, read from files and checked: what `golddust train` learns from.

Three forms, told by the end of the file's name: `.jsonl`, an object a line; `.csv`, with a first line that names the columns;
`.tsv`, as our own messages are kept (`training/messages.py`), or with such a first line. A line has `text` and any of
`sentiment`, `kind` and `emotion`; what else it has means nothing here. A line without an answer is a text whose tags nobody
objected to.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from processors.models.questions import QUESTIONS
from training.messages import BadLine, expanded, message

DELIMITERS: Final = (",", ";", "\t")
Fields = Mapping[str, Any]
Row = tuple[str, Fields | str]
"""Where a line stands, and what it holds, or in words what is wrong with it."""


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A text and, by question, the answer that a person gave; none: nobody objected to its tags."""

    text: str
    answers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OwnLines:
    """The lines of all files, each text once, and in words what is wrong with others, file and line first.

    `again` is the number of lines whose text came before: the later answer counts.
    """

    lines: Sequence[OwnLine]
    problems: Sequence[str]
    again: int


def read_lines(paths: Sequence[Path]) -> OwnLines:
    """The lines of these files. Raises nothing: a file that cannot be read is a problem, too."""
    kept: dict[str, OwnLine] = {}
    problems: list[str] = []
    taken = 0
    for place, row in (one for path in paths for one in _rows(path)):
        line = row if isinstance(row, str) else _line(row)
        if isinstance(line, str):
            problems.append(f"{place}: {line}")
            continue
        taken += 1
        same = " ".join(line.text.casefold().split())
        before = kept.pop(same, None)
        kept[same] = OwnLine(line.text, {**before.answers, **line.answers} if before else line.answers)
    return OwnLines(tuple(kept.values()), problems, taken - len(kept))


def _rows(path: Path) -> Iterator[Row]:
    form = _FORMS.get(path.suffix.lower())
    if form is None:
        yield str(path), f"its name must end in one of {', '.join(_FORMS)}"
        return
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        yield str(path), "it is not in UTF-8"
    except OSError as error:
        yield str(path), f"it cannot be read: {error.strerror}"
    else:
        yield from form(path.name, text)


def _from_json(name: str, text: str) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                yield f"{name}:{number}", f"it is no JSON ({error})"
            else:
                yield f"{name}:{number}", _lowered(row) if isinstance(row, dict) else "it is no object"


def _lowered(row: Fields) -> Fields:
    return {name.lower(): value for name, value in row.items()}


def _from_table(name: str, text: str) -> Iterator[Row]:
    """Rows under a first line that names the columns; they are separated by what gives the most columns that we know."""
    first = text.partition("\n")[0]
    split = {delimiter: _named(first, delimiter) for delimiter in DELIMITERS}
    delimiter = max(DELIMITERS, key=lambda one: len({"text", *QUESTIONS} & set(split[one])))
    columns = split[delimiter]
    if "text" not in columns or not QUESTIONS.keys() & set(columns):
        yield f"{name}:1", f"the first line must name the columns: text, and any of {', '.join(QUESTIONS)}"
        return
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    next(reader)
    while True:
        place = f"{name}:{reader.line_num + 1}"
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield place, f"it cannot be read: {error}"
            continue
        if len(cells) > len(columns):
            yield place, "it has more cells than there are columns"
        elif any(cell.strip() for cell in cells):
            yield place, dict(zip(columns, cells, strict=False))


def _named(first: str, delimiter: str) -> list[str]:
    return [name.strip().lower() for name in next(csv.reader([first], delimiter=delimiter), [])]


def _from_messages(name: str, text: str) -> Iterator[Row]:
    if "text" in _named(text.partition("\n")[0], "\t"):
        yield from _from_table(name, text)
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.startswith("#"):
            try:
                one = message(line.rstrip("\r"), f"{name}:{number}")
            except BadLine as bad:
                yield f"{name}:{number}", str(bad).removeprefix(f"{name}:{number}: ")
            else:  # the first of its choices: several would be told from each other, and the scores would flatter
                labels = {"kind": one.kind, "sentiment": one.sentiment, "emotion": one.emotion}
                yield f"{name}:{number}", {"text": expanded(one.text, 1)[0], **labels}


_FORMS: Final[Mapping[str, Callable[[str, str], Iterator[Row]]]] = {
    ".jsonl": _from_json, ".csv": _from_table, ".tsv": _from_messages,
}  # fmt: skip


def _line(row: Fields) -> OwnLine | str:
    """The line, or in words what is wrong with it."""
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return "it has no text"
    answers: dict[str, str] = {}
    for question, known in QUESTIONS.items():
        given = row.get(question)
        if given is None or given == "":
            continue
        answer = given.strip().lower() if isinstance(given, str) else given
        if answer not in known:
            return f"{question} {given!r} is none of {', '.join(known)}"
        answers[question] = answer
    return OwnLine(text, answers)

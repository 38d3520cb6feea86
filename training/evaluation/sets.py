"""Labelled lines to be judged by: what is right of each text.

A set is a file of JSON lines, or a folder of TSV files as `training/messages.py` reads them. A line of JSON has `text` and at
least one of `sentiment`, `emotion`, `kind`, `spam`, `topic`, or `label`, and may have `language`. What `label` says is told by
how the file's name begins (`topic_shop.jsonl`), or by the labels themselves.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from golddust.errors import Malformed, NotFound
from training.evaluation.questions import MEANT
from training.messages import BadLine, read

COLUMNS: Final = (*MEANT, "topic")
SEED = 5


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text, its language where that is given, and to each question that its labels answer the answers that are right."""

    text: str
    right: Mapping[str, Sequence[str]]
    language: str = ""


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """Texts that belong together, and where they are from. A set without neutral texts asks for the `side` alone."""

    name: str
    texts: Sequence[Labelled]
    source: str = ""
    licence: str = ""

    @property
    def questions(self) -> tuple[str, ...]:
        """What its labels answer."""
        return tuple(dict.fromkeys(question for one in self.texts for question in one.right))

    def sample(self, most: int) -> "LabelledSet":
        """At most so many of its texts, drawn at random, always the same ones."""
        if len(self.texts) <= most:
            return self
        drawn = sorted(np.random.default_rng(SEED).permutation(len(self.texts))[:most].tolist())
        return replace(self, texts=[self.texts[place] for place in drawn])


def read_sets(paths: Sequence[Path]) -> list[LabelledSet]:
    """The sets of files and folders. Raises NotFound where there is none, Malformed with the line that cannot be read."""
    found = [one for path in paths for one in _sets_of(path)]
    names = [one.name for one in found]
    for name in names:
        if names.count(name) > 1:
            raise Malformed(f"two sets are named {name}; give one of them another name")
    return found


def _sets_of(path: Path) -> list[LabelledSet]:
    if not path.exists():
        raise NotFound(f"{path}: no such file or folder of labelled sets")
    if path.is_file():
        return [_json_lines(path)]
    found = [_json_lines(file) for file in sorted(path.glob("*.jsonl"))]
    if any(path.glob("*.tsv")):
        found.append(_messages(path))
    if not found:
        raise NotFound(f"{path}: there are no labelled sets in it, neither *.jsonl nor *.tsv")
    return found


def _messages(folder: Path) -> LabelledSet:
    try:
        texts = [
            Labelled(one.text, {"kind": (one.kind,), "sentiment": (one.sentiment,), "emotion": (one.emotion,)}, one.language)
            for one in read(folder)
        ]
    except BadLine as bad:
        raise Malformed(str(bad)) from None
    return LabelledSet(folder.resolve().name, texts, "our own messages", "golddust's own")


def _json_lines(path: Path) -> LabelledSet:
    rows = list(_rows(path))
    if not rows:
        raise Malformed(f"{path.name}: the set is empty")
    label_is = _question_of_labels(path.name, rows)
    texts = [_labelled(place, row, label_is) for place, row in rows]
    texts = [one for one in texts if one.right]
    if not any("neutral" in one.right.get("sentiment", ()) for one in texts):
        texts = [replace(one, right={_two_sided(question): right for question, right in one.right.items()}) for one in texts]
    sources, licences = ({str(row[name]) for _, row in rows if row.get(name)} for name in ("source", "license"))
    return LabelledSet(path.stem, texts, ", ".join(sorted(sources)), ", ".join(sorted(licences)))


def _two_sided(question: str) -> str:
    return "side" if question == "sentiment" else question


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each line's place and what it holds. Lines end at line feeds alone: a text may hold other separators."""
    for number, raw in enumerate(path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        place = f"{path.name}:{number}"
        if not raw.strip():
            continue
        try:
            row = json.loads(raw)
        except (json.JSONDecodeError, UnicodeDecodeError):
            raise Malformed(f"{place}: not a line of JSON; a set is a file of JSON lines") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise Malformed(f'{place}: not an object with a "text"')
        if not any(column in row for column in ("label", *COLUMNS)):
            raise Malformed(f"{place}: no label; it takes one of label, {', '.join(COLUMNS)}")
        yield place, row


def _question_of_labels(name: str, rows: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """The question that the column `label` answers: by the file's name, or the first that knows all of its labels."""
    if named := next((question for question in COLUMNS if name.startswith(f"{question}_")), ""):
        return named
    able = list(MEANT)
    for place, row in rows:
        labels = _given(place, "label", row.get("label"))
        able = [question for question in able if all(label in MEANT[question] for label in labels)]
        if not able:
            raise Malformed(
                f"{place}: label {', '.join(labels)!r} is no sentiment, emotion or kind, or none of the sort of those above; "
                "if labels are topics, name the column topic, or let the file's name begin with topic_"
            )
    return able[0]


def _labelled(place: str, row: Mapping[str, Any], label_is: str) -> Labelled:
    given = {column: row[column] for column in COLUMNS if column in row}
    if "label" in row:
        given.setdefault(label_is, row.get("intent", row["label"]) if label_is == "topic" else row["label"])
    right = {question: _meant(place, question, _given(place, question, labels)) for question, labels in given.items()}
    return Labelled(
        row["text"], {question: answers for question, answers in right.items() if answers}, str(row.get("language") or "")
    )


def _given(place: str, column: str, value: Any) -> tuple[str, ...]:
    """The labels in a column: one, a list of them, or none."""
    labels = value if isinstance(value, list) else [] if value in (None, "") else [value]
    if not all(isinstance(label, str) for label in labels):
        raise Malformed(f"{place}: {column} is neither a word nor a list of words")
    return tuple(labels)


def _meant(place: str, question: str, labels: Sequence[str]) -> tuple[str, ...]:
    known = MEANT.get(question)
    if known is None:
        return tuple(labels)
    for label in labels:
        if label not in known:
            raise Malformed(f"{place}: {question} {label!r} is none of {', '.join(known)}")
    return tuple(dict.fromkeys(known[label] for label in labels if known[label]))

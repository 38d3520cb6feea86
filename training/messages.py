"""Our own labelled messages, read from files and multiplied by their choices.

A file is `<language>/<trade>.tsv`, or `<language>.tsv` where trades are not kept apart. A line is kind, sentiment, emotion and
text, separated by tabs; a line that starts with `#` is a remark. A text may hold choices, `the {train|bus}{ again|} is late`,
which are not nested; each choice leaves the labels true.
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, get_args

from golddust.events import Feeling, Kind, Mood

ANY_TRADE: Final = "any"
KINDS: Final[tuple[str, ...]] = get_args(Kind)
SENTIMENTS: Final[tuple[str, ...]] = get_args(Mood)
EMOTIONS: Final[tuple[str, ...]] = get_args(Feeling)
GOLDEN: Final = 0.618
"""The share of the whole that a step takes, so that a few steps are spread over it, whatever its size."""
_CHOICE: Final = re.compile(r"\{([^{}]*)\}")


class BadLine(ValueError):
    """A line is no labelled message; the words say where and why."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text with the labels that a person gave it; the text may hold choices."""

    language: str
    trade: str
    kind: str
    sentiment: str
    emotion: str
    text: str


def read(folder: Path) -> list[Message]:
    """All messages of the files below a folder, in the order of the files' names and lines. Raises BadLine, OSError."""
    return [message for path in sorted(folder.rglob("*.tsv")) for message in _read_file(path, path.relative_to(folder))]


def expanded(text: str, most: int = 4) -> list[str]:
    """Up to `most` of the texts that the choices allow, always the same ones, that of the first choices first."""
    pieces = _CHOICE.split(text)
    choices = [piece.split("|") for piece in pieces[1::2]]
    total = math.prod(len(choice) for choice in choices)
    step = _step(total)
    texts = (_filled(pieces, choices, number * step % total) for number in range(min(most, total)))
    return list(dict.fromkeys(texts))


def _step(total: int) -> int:
    """A number that, added again and again, meets every number below `total` once."""
    step = max(1, round(total * GOLDEN))
    while math.gcd(step, total) != 1:
        step += 1
    return step


def _filled(pieces: list[str], choices: list[list[str]], number: int) -> str:
    """The text that choice number `number` of all gives; blanks that an empty choice leaves behind are closed up."""
    filled = list(pieces)
    for at, choice in enumerate(choices):
        number, taken = divmod(number, len(choice))
        filled[2 * at + 1] = choice[taken]
    return " ".join("".join(filled).split())


def _read_file(path: Path, name: Path) -> Iterator[Message]:
    language, trade = (name.parts[0], name.stem) if len(name.parts) > 1 else (name.stem, ANY_TRADE)
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if line and not line.startswith("#"):
            yield message(line, f"{name}:{number}", language, trade)


def message(line: str, place: str, language: str = "", trade: str = ANY_TRADE) -> Message:
    """The message of one line; `place` is what an error says of where it stands. Raises BadLine."""
    fields = line.split("\t")
    if len(fields) != 4:  # noqa: PLR2004 # the four of the module's first lines
        raise BadLine(f"{place}: {len(fields)} fields, not kind, sentiment, emotion and text")
    kind, sentiment, emotion, text = fields
    for label, known in ((kind, KINDS), (sentiment, SENTIMENTS), (emotion, EMOTIONS)):
        if label not in known:
            raise BadLine(f"{place}: {label!r} is none of {', '.join(known)}")
    _check_text(text, place)
    return Message(language, trade, kind, sentiment, emotion, text)


def _check_text(text: str, place: str) -> None:
    if not text.strip() or text != text.strip():
        raise BadLine(f"{place}: the text is empty, or starts or ends with a blank")
    rest = _CHOICE.sub("", text)
    if "{" in rest or "}" in rest:
        raise BadLine(f"{place}: a choice is not closed, not opened, or nested")
    if any("|" not in choice for choice in _CHOICE.findall(text)):
        raise BadLine(f"{place}: a choice of one")

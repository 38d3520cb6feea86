"""A company's list of customers, read row by row from CSV in whatever dialect its program wrote."""

import codecs
import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from complaints.people.addresses import ReachableKind, normalised
from golddust.errors import Malformed
from golddust.events import Address

COLUMNS = ("id", "name", "email", "phone", "segment", "value", "language")
ADDRESSES: Mapping[str, ReachableKind] = {"email": "email", "phone": "phone"}
DELIMITERS = (",", ";", "\t")
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")
"""Tried in this order; what a program calls Latin-1 is Windows' own set mostly, which has the euro sign, too."""
MOST_ADDRESSES = 10
LONGEST = {"id": 120, "name": 200, "segment": 80}
_CHUNK = 1 << 20
_VALUE = re.compile(r"\d{1,15}(\.(\d{1,2}|\d{4,12}))?")
"""Three digits behind the point may be thousands, written the other way round."""
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})([-_][A-Za-z0-9_-]*)?")


@dataclass(frozen=True, slots=True)
class Listed:
    """What the list says of one customer. `value` is None where it says nothing."""

    id: str
    name: str
    segment: str
    value: float | None
    language: str
    addresses: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row: the line it begins on, the id that it has (perhaps ""), and the customer, or None when it cannot be taken.

    `problems` say what is wrong with it, in words; a row may be taken without what is wrong.
    """

    line: int
    id: str
    customer: Listed | None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerList:
    """A list that is being read. `lines` is the number of its lines; `ignored` its columns that mean nothing to us."""

    lines: int
    ignored: tuple[str, ...]
    rows: Iterator[ListRow]


@contextmanager
def open_list(path: Path, region: str = "") -> Iterator[CustomerList]:
    """The list in the file, of which one row at a time is held in memory.

    UTF-8 (with a byte order mark or without), UTF-16 with one, else Windows-1252 or Latin-1; separated by commas, semicolons or
    tabs. Raises Malformed when the file cannot be read, or its first line does not name the columns.
    """
    encoding, lines = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        columns, ignored, delimiter = _header(file)
        yield CustomerList(lines, ignored, _rows(file, columns, delimiter, region))


def _encoding(path: Path) -> tuple[str, int]:
    """The first encoding that fits all of the file, and how many lines it has."""
    try:
        with path.open("rb") as file:
            start = file.read(2)
        for encoding in ("utf-16",) if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else ENCODINGS:
            try:
                return encoding, _lines(path, encoding)
            except UnicodeDecodeError:
                continue
    except OSError as error:
        raise Malformed(f"{path.name} cannot be read: {error.strerror}") from None
    raise Malformed(f"{path.name} is no text")


def _lines(path: Path, encoding: str) -> int:
    with path.open(encoding=encoding, newline="") as file:
        return sum(chunk.count("\n") for chunk in iter(lambda: file.read(_CHUNK), ""))


def _header(file: TextIO) -> tuple[list[str], tuple[str, ...], str]:
    """The columns in order, those that we do not know, and what separates them: whatever gives the most that we know."""
    first = file.readline()
    split = {delimiter: next(csv.reader([first], delimiter=delimiter), []) for delimiter in DELIMITERS}
    named = {delimiter: [name.strip().lower() for name in names] for delimiter, names in split.items()}
    delimiter = max(DELIMITERS, key=lambda one: len(set(named[one]) & set(COLUMNS)))
    columns = named[delimiter]
    known = [name for name in columns if name in COLUMNS]
    if "id" not in known or not set(known) & set(ADDRESSES):
        raise Malformed(f"the first line must name the columns: id, and email or phone or both; known are {', '.join(COLUMNS)}")
    if len(known) > len(set(known)):
        raise Malformed("a column is named twice in the first line")
    return columns, tuple(name for name in columns if name and name not in COLUMNS), delimiter


def _rows(file: TextIO, columns: list[str], delimiter: str, region: str) -> Iterator[ListRow]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    while True:
        line = reader.line_num + 2  # the first is the header's
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield ListRow(line, "", None, (f"it cannot be read: {error}",))
            continue
        if any(cell.strip() for cell in cells):
            yield _row(line, dict(zip(columns, cells, strict=False)), delimiter, region, surplus=any(cells[len(columns) :]))


def _row(line: int, cells: Mapping[str, str], delimiter: str, region: str, *, surplus: bool) -> ListRow:
    """What a row says; its problems, where it can be taken all the same."""
    given = {name: " ".join(cells.get(name, "").split()) for name in COLUMNS}
    if surplus:
        return ListRow(line, given["id"], None, ("it has more cells than there are columns",))
    problems: list[str] = []
    fatal = [*_id_problems(given["id"])]
    addresses = tuple(_addresses(given, region, problems))
    if not addresses:
        fatal += [*problems, "it has no address by which anybody could be known"]
    elif len(addresses) > MOST_ADDRESSES:
        fatal.append(f"it has more than {MOST_ADDRESSES} addresses: is this one person?")
    if fatal:
        return ListRow(line, given["id"][: LONGEST["id"]], None, tuple(fatal))
    customer = Listed(
        id=given["id"],
        name=_short("name", given["name"], problems),
        segment=_short("segment", given["segment"], problems),
        value=_value(given["value"], delimiter, problems),
        language=_language(given["language"], problems),
        addresses=addresses,
    )
    return ListRow(line, customer.id, customer, tuple(problems))


def _id_problems(given: str) -> Iterable[str]:
    if not given:
        yield "it has no id"
    elif len(given) > LONGEST["id"] or not given.isprintable():
        yield f"id: at most {LONGEST['id']} printable characters"


def _addresses(given: Mapping[str, str], region: str, problems: list[str]) -> Iterator[Address]:
    """The addresses in two cells, each once."""
    seen: set[str] = set()
    pairs = itertools.chain.from_iterable(
        ((kind, text) for text in given[column].split(";")) for column, kind in ADDRESSES.items()
    )
    for kind, text in pairs:
        if not text.strip():
            continue
        try:
            address = normalised(kind, text.strip().removeprefix("'"), region)  # as spreadsheets keep +44… from being a sum
        except Malformed as malformed:
            problems.append(f"{kind} {malformed.reason}")
            continue
        if address.value not in seen:
            seen.add(address.value)
            yield address


def _short(column: str, text: str, problems: list[str]) -> str:
    clean = "".join(letter for letter in text if letter.isprintable())
    if len(clean) > LONGEST[column]:
        problems.append(f"{column}: at most {LONGEST[column]} characters; it was left out")
        return ""
    return clean


def _value(text: str, delimiter: str, problems: list[str]) -> float | None:
    """A number with a dot, or, where commas do not separate cells, with a comma before the decimals."""
    dotted = text.replace(",", ".") if delimiter != "," and text.count(",") == 1 and "." not in text else text
    if _VALUE.fullmatch(dotted):
        return float(dotted)
    if text:
        problems.append(f"value {text[:40]!r} is no plain number such as 1234.50, without thousands separators; it was left out")
    return None


def _language(text: str, problems: list[str]) -> str:
    match = _LANGUAGE.fullmatch(text)
    if match:
        return match[1].lower()
    if text:
        problems.append(f"language {text[:40]!r} is no code such as de; it was left out")
    return ""

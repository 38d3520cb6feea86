"""How well the reader of mails does on the corpus, by group and field, and how fast it is beside others.

python -m benchmarks.mail --misses         the table, and what each message that is not right differs in
python -m benchmarks.mail --only reply     one group: the part of the names before `__`
"""

import argparse
import difflib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ingest.email.as_json import parsed

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "email"
ENOUGH = 0.9
"""The share of the customer's words that must be there, and of the words found that must be the customer's."""
IDS = ("message_id", "in_reply_to", "references", "external_id")
_TOKENS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
"""Words; each sign where words are not parted by blanks (Chinese, Japanese)."""


@dataclass(frozen=True, slots=True)
class Case:
    """A message of the corpus, what is expected of it, and what was read: None when the reader raised."""

    name: str
    expected: dict[str, Any]
    read: dict[str, Any] | None
    fault: str = ""

    @property
    def group(self) -> str:
        """The part of the name that says the situation."""
        return self.name.partition("__")[0]

    @property
    def wrong(self) -> tuple[str, ...]:
        """The fields that are not as expected."""
        if self.read is None:
            return tuple(self.expected)
        return tuple(field for field, value in self.expected.items() if not same(field, value, self.read[field]))


def same(field: str, expected: object, read: object) -> bool:
    """Whether a field is as expected; of texts, whatever their white space is."""
    if isinstance(expected, str) and isinstance(read, str) and field in ("text", "full_text"):
        return expected.split() == read.split()
    return expected == read


def overlap(expected: str, read: str) -> tuple[float, float]:
    """Precision and recall of the words read, as two heaps of words."""
    wanted, found = Counter(_TOKENS.findall(expected.lower())), Counter(_TOKENS.findall(read.lower()))
    shared = (wanted & found).total()
    precision = shared / found.total() if found else 1.0
    return precision, shared / wanted.total() if wanted else 1.0


def cases(folder: Path = CORPUS, group: str = "") -> list[Case]:
    """Every message of the folder, read."""
    return [_case(path) for path in sorted(folder.glob(f"{group}{'__' if group else ''}*.eml"))]


def _case(path: Path) -> Case:
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    try:
        return Case(path.stem, expected, parsed(path.name, path.read_bytes()))
    except Exception as fault:  # noqa: BLE001 - counted
        return Case(path.stem, expected, None, f"{type(fault).__name__}: {fault}")


@dataclass(frozen=True, slots=True)
class Score:
    """Shares from 0 to 1 over some messages; None where none of them says anything about it."""

    messages: int
    exact: float | None
    f1: float | None
    lost: float | None
    left_in: float | None
    subjects: float | None
    senders: float | None
    attachments: float | None
    ids: float | None
    automatic: float | None
    false_alarms: float | None
    exceptions: int


def score(some: Iterable[Case]) -> Score:
    """How well these messages were read."""
    some = list(some)
    pairs = [overlap(case.expected["text"], _read(case, "text")) for case in some if "text" in case.expected]
    return Score(
        messages=len(some),
        exact=_right(some, "text"),
        f1=_mean(2 * p * r / (p + r) if p + r else 0.0 for p, r in pairs),
        lost=_mean(recall < ENOUGH for _, recall in pairs),
        left_in=_mean(precision < ENOUGH for precision, _ in pairs),
        subjects=_right(some, "subject"),
        senders=_right(some, "from"),
        attachments=_right(some, "attachments"),
        ids=_right(some, *IDS),
        automatic=_mean(bool(_read(case, "automatic")) for case in some if case.expected.get("automatic")),
        false_alarms=_mean(bool(_read(case, "automatic")) for case in some if not case.expected.get("automatic")),
        exceptions=sum(case.read is None for case in some),
    )


def _read(case: Case, field: str) -> Any:
    return case.read[field] if case.read else ""


def _right(some: list[Case], *fields: str) -> float | None:
    return _mean(field not in case.wrong for case in some for field in fields if field in case.expected)


def _mean(values: Iterable[float]) -> float | None:
    values = list(values)
    return sum(values) / len(values) if values else None


def table(some: list[Case]) -> Table:
    """One row for each group of messages, and one for all."""
    columns = ("group", "mails", "exact", "F1", "lost", "left in", "subject", "from", "files", "ids", "auto", "alarms", "raised")
    shown = Table(*columns, title="Mails of the corpus, read", title_justify="left")
    for group in sorted({case.group for case in some}):
        shown.add_row(group, *_cells(score(case for case in some if case.group == group)))
    shown.add_section()
    shown.add_row("all", *_cells(score(some)), style="bold")
    shown.add_row("aim", "", "90 %", "0.95", "2 %", "8 %", "98 %", "98 %", "98 %", "100 %", "98 %", "0 %", "0", style="dim")
    return shown


def _cells(found: Score) -> Iterator[str]:
    yield str(found.messages)
    yield _share(found.exact)
    yield "" if found.f1 is None else f"{found.f1:.3f}"
    shares = (found.lost, found.left_in, found.subjects, found.senders, found.attachments, found.ids)
    yield from map(_share, (*shares, found.automatic, found.false_alarms))
    yield str(found.exceptions)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.1%}".replace(".0%", "%").replace("%", " %")


def differences(case: Case) -> Iterator[str]:
    """What is wrong with a message, in a few lines: of texts, the words that are lost (-) and those left in (+)."""
    if case.read is None:
        yield case.fault
        return
    for field in case.wrong:
        expected, read = case.expected[field], case.read[field]
        if field in ("text", "full_text"):
            marks = difflib.ndiff(expected.split(), read.split())
            yield f"{field}: {' '.join(mark.replace(' ', '') for mark in marks if mark[0] in '+-')[:300]}"
        else:
            yield f"{field}: {json.dumps(read, ensure_ascii=False)} for {json.dumps(expected, ensure_ascii=False)}"[:400]


def main() -> None:
    """Print the table, and the misses when asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--misses", action="store_true", help="each message that is not right, with what differs")
    parser.add_argument("--only", default="", help="one group of messages")
    parser.add_argument("--corpus", type=Path, default=CORPUS, help="a folder of NAME.eml with NAME.json beside it")
    options = parser.parse_args()
    found = cases(options.corpus, options.only)
    if options.misses:
        for case in found:
            if case.wrong or case.read is None:
                print(case.name, *differences(case), sep="\n    ")
    screen = Console() if sys.stdout.isatty() else Console(width=130)
    screen.print(table(found))


if __name__ == "__main__":
    main()

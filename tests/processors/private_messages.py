# ruff: noqa: E501, T201 - a program that prints tables
"""Messages with personal data that is labelled, in nine languages, and with what only looks like it.

`python -m tests.processors.private_messages [tune|judge] [--misses]` prints recall and precision for each kind. Rules may be made while
looking at `tune`; `judge` has other seeds, other sentences and other look-alikes, and is only counted.
"""

import random
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from golddust.events import PrivateSpan
from processors.redaction import private_spans
from tests.processors import private_values as values

SEEDS = {"tune": 1, "judge": 1_000_003}
COVERED = 0.8
"""So much of what was found must be personal data to count as right."""
SAME = ({"address", "postcode"}, {"id number", "account number", "passport", "driving licence"}, {"secret", "account number"})
"""Kinds that may stand for each other: a Dutchman's number may be called his customer's."""

Made = Callable[[random.Random, str], str]
KINDS: dict[str, Made] = {
    "phone": values.phone, "email": values.email, "card": values.card, "iban": values.iban, "bic": values.bic, "address": values.address,
    "birth date": values.birth_date, "order number": values.order, "account number": values.account, "passport": values.passport,
    "driving licence": values.licence, "number plate": values.plate, "secret": values.secret, "handle": values.handle,
    "ip address": values.ip, "coordinates": values.coordinates, "name": values.full_name,
}  # fmt: skip

_TABLES = tomllib.loads((Path(__file__).parent / "private_sentences.toml").read_text())
SENTENCES: dict[str, dict[str, list[str]]] = _TABLES["sentences"]
"""By kind and language, or "any"; {x} is the value."""
LURES: dict[str, list[str]] = _TABLES["lures"]
OPENERS: dict[str, list[str]] = _TABLES["openers"]


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message, and what in it is personal data: begin, end, kind."""

    text: str
    language: str
    data: tuple[tuple[int, int, str], ...]


def messages(half: str, count: int) -> Iterator[Labelled]:
    """Messages of one half, always the same: one or two values of each, look-alikes around them."""
    for number in range(count):
        yield _message(random.Random(SEEDS[half] + number), half)  # noqa: S311 - made-up messages, no secrets


def _message(dice: random.Random, half: str) -> Labelled:
    language = dice.choice(values.LANGUAGES)
    pieces: list[tuple[str, str, str]] = [(dice.choice(OPENERS[language]), "", "")]
    pieces += [(_of_half(dice, LURES[language], half), "", "") for _ in range(dice.randrange(3))]
    pieces += [_sentence(dice, language, half) for _ in range(dice.choice([1, 1, 2]))]
    pieces += [(_of_half(dice, LURES[language], half), "", "") for _ in range(dice.randrange(2))]
    return _joined(dice, language, pieces)


def _of_half(dice: random.Random, choices: list[str], half: str) -> str:
    return dice.choice(choices[(half == "judge") :: 2])


def _sentence(dice: random.Random, language: str, half: str) -> tuple[str, str, str]:
    kind = dice.choice(sorted(SENTENCES) + ["id number"] * 3)
    if kind == "id number":
        called, make = dice.choice(values.IDS[language])
        return (
            dice.choice(
                [f"{called} {{x}}", f"{called}: {{x}}"] if half == "tune" else [f"{called} {{x}},", f"({called}: {{x}})"]
            ),
            make(dice),
            kind,
        )
    template = _of_half(dice, SENTENCES[kind].get(language) or SENTENCES[kind]["any"], half)
    make = {"code": values.code, "user": values.user, **KINDS}[kind]
    return template, make(dice, language), {"code": "secret", "user": "handle"}.get(kind, kind)


def _joined(dice: random.Random, language: str, pieces: list[tuple[str, str, str]]) -> Labelled:
    text, data = "", []
    for template, value, kind in pieces:
        if not template:
            continue
        between = (
            ""
            if not text
            else "\n"
            if kind == "name" or text.endswith("\n") or "\n" in template
            else dice.choice([" ", ". ", "\n", ", "])
        )
        text += between
        if kind:
            before, _, after = template.partition("{x}")
            data.append((len(text) + len(before), len(text) + len(before) + len(value), kind))
            text += before + value + after + ("\n" if kind == "name" else "")
        else:
            text += template
    return Labelled(text, language, tuple(data))


@dataclass(frozen=True, slots=True)
class Score:
    """How many values were masked whole and by a kind that fits, of how many; how many masks were right, of how many."""

    masked: Counter[str]
    named: Counter[str]
    values: Counter[str]
    right: Counter[str]
    masks: Counter[str]
    misses: tuple[str, ...]

    def recall(self, without: str = "") -> float:
        return _share(self.masked, self.values, without)

    def precision(self, without: str = "") -> float:
        return _share(self.right, self.masks, without)


def _share(some: Counter[str], all_of_them: Counter[str], without: str) -> float:
    return sum(n for kind, n in some.items() if kind != without) / max(
        1, sum(n for kind, n in all_of_them.items() if kind != without)
    )


def score(labelled: Iterator[Labelled]) -> Score:
    """Counted over all values and all masks."""
    masked, named, total, right, masks, misses = (
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Counter[str](),
        Counter[str](),
        [],
    )
    for one in labelled:
        spans = private_spans(one.text)
        for start, end, kind in one.data:
            total[kind] += 1
            inside = [span for span in spans if span.start < end and start < span.end]
            whole = _uncovered(one.text, start, end, inside) == 0
            masked[kind] += whole
            fits = any(span.kind == kind or any({span.kind, kind} <= same for same in SAME) for span in inside)
            named[kind] += whole and fits
            if not (whole and fits):
                misses.append(
                    f"{'MISSED' if not whole else 'NAMED ' + inside[0].kind} {kind}: {one.text[start:end]!r} in {one.text!r}"
                )
        for span in spans:
            masks[span.kind] += 1
            ok = _uncovered(one.text, span.start, span.end, one.data) <= (1 - COVERED) * (span.end - span.start)
            right[span.kind] += ok
            if not ok:
                misses.append(f"WRONG {span.kind}: {one.text[span.start : span.end]!r} in {one.text!r}")
    return Score(masked, named, total, right, masks, tuple(misses))


def _uncovered(text: str, start: int, end: int, by: object) -> int:
    pairs = [(one.start, one.end) if isinstance(one, PrivateSpan) else one[:2] for one in by]  # type: ignore[attr-defined]
    return sum(
        1 for place in range(start, end) if text[place].isalnum() and not any(first <= place < last for first, last in pairs)
    )


def main(half: str = "judge", *flags: str, count: int = 6000) -> None:
    """Print what the module's docstring says."""
    result = score(messages(half, count))
    print(f"{'kind':18} values  masked  named |  masks  right")
    for kind in sorted({*result.values, *result.masks}):
        n, m = max(1, result.values[kind]), max(1, result.masks[kind])
        print(
            f"{kind:18} {result.values[kind]:6} {result.masked[kind] / n:7.3f} {result.named[kind] / n:6.3f} | {result.masks[kind]:6} {result.right[kind] / m:6.3f}"
        )
    print(
        f"structured: recall {result.recall('name'):.4f}, precision {result.precision('name'):.4f}; with names {result.recall():.4f}, {result.precision():.4f}"
    )
    if "--misses" in flags:
        print(*result.misses[:250], sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

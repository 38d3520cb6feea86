"""The record of what was measured: read, written, and held against a later measurement."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from msgspec import DecodeError, Struct, convert, to_builtins

from golddust.errors import Malformed, NotFound
from training.evaluation.figures import Figures

RECORDED = Path(__file__).parents[1] / "scores.json"
"""The record that the accuracy page is made from, and that later models are held against."""
MOST_LOST = 0.01
FEWEST = 500
"""In a smaller set a few texts are a point; its figures are shown, but losing a point there is no alarm."""
ROUNDED = 1e-9


class About(Struct, frozen=True, kw_only=True):
    """A set: how many texts it has, and where they are from."""

    set: str
    texts: int
    source: str = ""
    licence: str = ""


class Score(Struct, frozen=True, kw_only=True):
    """How well a tier answers a question of a set, over all its texts and in each language where it has several."""

    tier: str
    set: str
    question: str
    all: Figures
    languages: dict[str, Figures] = {}


class Run(Struct, frozen=True, kw_only=True):
    """How fast a tier tagged a set: messages per second of processor time. `asked`: the share that the encoder read, if any."""

    tier: str
    set: str
    per_second: int
    asked: float | None = None


class Scores(Struct, frozen=True, kw_only=True):
    """What was measured on a day, and on which machine: speed depends on it, all else hardly (8-bit sums may round otherwise)."""

    date: date
    machine: str
    sets: tuple[About, ...]
    scores: tuple[Score, ...]
    runs: tuple[Run, ...]

    def together(self) -> list[dict[str, Score]]:
        """The scores of each question of each set, by tier."""
        found: dict[tuple[str, str], dict[str, Score]] = defaultdict(dict)
        for one in self.scores:
            found[one.set, one.question][one.tier] = one
        return list(found.values())


class Drop(NamedTuple):
    """A figure that is lower than recorded."""

    tier: str
    set: str
    question: str
    figure: str
    recorded: float
    now: float


def written(scores: Scores) -> str:
    """The record as JSON, one score or run a line, so that a change can be read."""
    parts = []
    for name, value in to_builtins(scores).items():
        rows = ",\n".join(f"  {json.dumps(row)}" for row in value) if isinstance(value, list | tuple) else ""
        parts.append(f'"{name}": [\n{rows}\n ]' if rows else f'"{name}": {json.dumps(value)}')
    return "{\n " + ",\n ".join(parts) + "\n}\n"


def read_scores(path: Path) -> Scores:
    """The record in a file. Raises NotFound, or Malformed for what is no record."""
    try:
        return convert(json.loads(path.read_bytes()), Scores)
    except FileNotFoundError:
        raise NotFound(f"{path}: no such file; golddust eval --json {path} writes it") from None
    except (ValueError, DecodeError) as error:
        raise Malformed(f"{path}: no record of scores ({error})") from None


def dropped(recorded: Scores, now: Scores) -> Iterator[Drop]:
    """The figures of sets of some size that are more than a point lower than recorded, the same texts given."""
    before = {(one.tier, one.set, one.question): one.all for one in recorded.scores}
    for one in now.scores:
        old = before.get((one.tier, one.set, one.question))
        if old and old.texts == one.all.texts >= FEWEST:
            for figure in ("accuracy", "macro_f1"):
                was, new = getattr(old, figure), getattr(one.all, figure)
                if new < was - MOST_LOST - ROUNDED:
                    yield Drop(one.tier, one.set, one.question, figure, was, new)


def compared(recorded: Scores, now: Scores) -> int:
    """How many scores `dropped` holds against recorded ones."""
    before = {(one.tier, one.set, one.question, one.all.texts) for one in recorded.scores}
    return sum((one.tier, one.set, one.question, one.all.texts) in before and one.all.texts >= FEWEST for one in now.scores)


def not_compared(recorded: Scores, now: Scores) -> list[Score]:
    """One recorded score of each question and set that was not measured now, or not on the same number of texts."""
    there = {(one.set, one.question, one.all.texts) for one in now.scores}
    missing = {(one.set, one.question): one for one in recorded.scores if (one.set, one.question, one.all.texts) not in there}
    return list(missing.values())

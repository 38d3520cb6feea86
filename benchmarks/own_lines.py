"""How much a few labelled lines help: learnt from some lines of a public set, judged by others.

`python -m benchmarks.own_lines SET...`, where sets are files of JSON lines with `text` and a sentiment in `label` that no model
was trained on: `../shared/data/nlp/train/twitter_entity.jsonl` and `brands_sxsw.jsonl`, for example. Of texts that are much alike
one is taken, or lines would be judged that were learnt from.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from processors.models.model import Model
from processors.models.questions import QUESTIONS
from training.own_fit import macro_f1
from training.own_lines import OwnLine
from training.own_models import Told, corrected, told_by

JUDGED = 1_500
SEEDS = 10
POOL = 3_000
"""Of so many lines at most, those to learn from are drawn."""
ALIKE, NEARBY = 0.35, 12
"""Texts that share more of their words than this with one of so many before them are left out."""


def main() -> None:
    """Print macro-F1 before and after for each set, model and number of lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", type=Path)
    parser.add_argument("--lines", nargs="+", type=int, default=[50, 200, 800])
    options = parser.parse_args()
    for path in options.sets:
        lines = _lines(path, JUDGED + POOL)
        for name in ("fast", "encoder"):
            told = told_by(Model(name), [line.text for line in lines], lambda _: None)
            for size in options.lines:
                Console(width=130).print(f"{path.stem}, {name}, {size} lines: {_figures(name, lines, told, size)}")


def _lines(path: Path, most: int) -> list[OwnLine]:
    kept: list[OwnLine] = []
    near: list[set[str]] = []
    for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
        words = set(row["text"].lower().split())
        alike = any(len(words & other) / max(1, len(words | other)) > ALIKE for other in near[-NEARBY:])
        if row["label"] in QUESTIONS["sentiment"] and not alike:
            near.append(words)
            kept.append(OwnLine(row["text"], {"sentiment": row["label"]}))
    return [kept[place] for place in np.random.default_rng(0).permutation(len(kept))[:most]]


def _figures(name: str, lines: Sequence[OwnLine], told: Told, size: int) -> str:
    """The last lines are judged by, always the same; each seed learns from others of the rest."""
    answers = np.array([QUESTIONS["sentiment"].index(line.answers["sentiment"]) for line in lines])
    before = np.log(told["sentiment"].clip(1e-6))
    judged = slice(len(lines) - JUDGED, len(lines))
    scores, promised, kept = [], [], 0
    for seed in range(SEEDS):
        rows = np.random.default_rng(seed).permutation(len(lines) - JUDGED)[:size]
        part = {question: figures[rows] for question, figures in told.items()}
        score, matrix = corrected(name, "sentiment", [lines[row] for row in rows], part, part, lambda _: None)
        after = before[judged]
        if not score.left_out:
            kept += 1
            after = after + told["features"][judged] @ matrix[:-1] + matrix[-1]
        scores.append(macro_f1(answers[judged], after.argmax(1)))
        promised.append((score.after or 0.0) - (score.before or 0.0))
    untouched = macro_f1(answers[judged], before[judged].argmax(1))
    return (
        f"F1 {untouched:.3f}, then {np.mean(scores):.3f} (from {min(scores):.3f} to {max(scores):.3f} by seed), "
        f"kept {kept} of {SEEDS}; cross-validation said {np.mean(promised):+.3f}"
    )


if __name__ == "__main__":
    main()

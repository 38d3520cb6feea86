"""The fast model: a small convolution over words' parts that learns from the teacher what it says of many texts.

Each token says something for each answer, and is weighed against the other tokens; their weighted sum is the answer. So the
words that moved a decision can be read off (compare Bahdanau and others, 2015, for the weighing, Kim, 2014, for the convolution).
"""

from collections.abc import Mapping

import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from training.bert import Weights

WORDS, CHANNELS, ACROSS = 128, 192, 3
Floats = NDArray[np.float32]
MISSED = 0.1
"""The share of tokens that are left out while it learns."""


def new(words: Floats, sizes: Mapping[str, int], meaning: int, seed: int = 0) -> Weights:
    """A model that knows nothing but the base model's embeddings of words, cut to their main directions."""
    draw = np.random.default_rng(seed)

    def dense(rows: int, columns: int) -> Weights:
        return {"w": draw.normal(0, rows**-0.5, (rows, columns)).astype(np.float32), "b": np.zeros(columns, np.float32)}

    centred = words - words.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    small = centred @ directions[:, : -WORDS - 1 : -1]
    return {
        "words": (small / small.std()).astype(np.float32) * 0.5,
        "near": dense(ACROSS * WORDS, CHANNELS),
        "far": dense(ACROSS * CHANNELS, CHANNELS),
        "said": {name: dense(CHANNELS, size) for name, size in sizes.items()},
        "weighed": {name: dense(CHANNELS, 1) for name in (*sizes, "meaning")},
        "meaning": dense(CHANNELS, meaning),
    }


def _beside(x: jax.Array, step: int) -> jax.Array:
    """Each token with those `step` before and after it, side by side."""
    edge = jnp.zeros_like(x[:, :step])
    before, after = jnp.concatenate([edge, x[:, :-step]], 1), jnp.concatenate([x[:, step:], edge], 1)
    return jnp.concatenate([before, x, after], -1)


def near(weights: Weights, ids: jax.Array, mask: jax.Array) -> jax.Array:
    """What the first convolution makes of each token and its neighbours."""
    there = mask[..., None].astype(jnp.float32)
    x = _beside(weights["words"][ids] * there, 1) @ weights["near"]["w"] + weights["near"]["b"]
    return jax.nn.gelu(x, approximate=True) * there


def forward(weights: Weights, ids: jax.Array, mask: jax.Array) -> dict[str, jax.Array]:
    """The logits of each question, `moved_` and its name: what each token adds to them, and `meaning` of unit length."""
    there = mask[..., None].astype(jnp.float32)
    x = near(weights, ids, mask)
    x = x + jax.nn.gelu(_beside(x, 2) @ weights["far"]["w"] + weights["far"]["b"], approximate=True) * there
    away = (1 - there) * -1e4
    told: dict[str, jax.Array] = {}
    for name, said in weights["said"].items():
        weighed = weights["weighed"][name]
        share = jax.nn.softmax(x @ weighed["w"] + weighed["b"] + away, axis=1)
        moved = share * (x @ said["w"] + said["b"])
        told |= {name: moved.sum(1), f"moved_{name}": moved}
    weighed = weights["weighed"]["meaning"]
    mean = (jax.nn.softmax(x @ weighed["w"] + weighed["b"] + away, axis=1) * x).sum(1)
    meaning = mean @ weights["meaning"]["w"] + weights["meaning"]["b"]
    return {**told, "features": mean, "meaning": meaning / jnp.linalg.norm(meaning, axis=-1, keepdims=True)}

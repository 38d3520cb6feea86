"""MiniLM in JAX: the teacher, which is fine-tuned, and the encoder made of it, with one head for each question.

The teacher is BERT (Devlin and others, 2018) of six layers as published in all-MiniLM-L6-v2 (Apache-2.0), with weights turned so
that `x @ w` applies them and with query, key and value in one matrix.
"""

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

Weights = dict[str, Any]
LAYERS, HEADS, WIDTH = 6, 12, 384
MATRICES = ("qkv", "out", "up", "down")
"""What is multiplied with in each layer, in this order."""
EPSILON = 1e-12


def from_safetensors(tensors: Mapping[str, np.ndarray], layers: int = LAYERS) -> Weights:
    """The weights of the published model, as `forward` takes them."""

    def dense(name: str) -> Weights:
        return {"w": np.ascontiguousarray(tensors[f"{name}.weight"].T), "b": tensors[f"{name}.bias"]}

    def norm(name: str) -> Weights:
        return {"g": tensors[f"{name}.weight"], "b": tensors[f"{name}.bias"]}

    def layer(number: int) -> Weights:
        at = f"encoder.layer.{number}"
        parts = [dense(f"{at}.attention.self.{part}") for part in ("query", "key", "value")]
        return {
            "qkv": {"w": np.concatenate([p["w"] for p in parts], axis=1), "b": np.concatenate([p["b"] for p in parts])},
            "out": dense(f"{at}.attention.output.dense"),
            "norm1": norm(f"{at}.attention.output.LayerNorm"),
            "up": dense(f"{at}.intermediate.dense"),
            "down": dense(f"{at}.output.dense"),
            "norm2": norm(f"{at}.output.LayerNorm"),
        }

    types = tensors["embeddings.token_type_embeddings.weight"]
    return {
        "words": tensors["embeddings.word_embeddings.weight"],
        "places": tensors["embeddings.position_embeddings.weight"] + types[0],
        "norm": norm("embeddings.LayerNorm"),
        "layers": [layer(number) for number in range(layers)],
    }


def new_heads(sizes: Mapping[str, int], hidden: int, seed: int = 0) -> Weights:
    """Heads that know nothing yet: `sizes` is the number of answers to each question."""
    draw = np.random.default_rng(seed)

    def dense(rows: int, columns: int) -> Weights:
        return {"w": draw.normal(0, rows**-0.5, (rows, columns)).astype(np.float32), "b": np.zeros(columns, np.float32)}

    return {
        "hidden": dense(WIDTH, hidden),
        "answers": {name: dense(hidden, size) for name, size in sizes.items()},
        "meaning": {"w": np.eye(WIDTH, dtype=np.float32), "b": np.zeros(WIDTH, np.float32)},
    }


def _norm(x: jax.Array, weights: Weights) -> jax.Array:
    mean = x.mean(-1, keepdims=True)
    centred = x - mean
    return centred * jax.lax.rsqrt((centred**2).mean(-1, keepdims=True) + EPSILON) * weights["g"] + weights["b"]


def _dense(x: jax.Array, weights: Weights) -> jax.Array:
    return x @ weights["w"] + weights["b"]


def _dropped(x: jax.Array, key: jax.Array | None, rate: float) -> jax.Array:
    if key is None or not rate:
        return x
    return jnp.where(jax.random.bernoulli(key, 1 - rate, x.shape), x / (1 - rate), 0)


def _layer(x: jax.Array, away: jax.Array, weights: Weights, multiplied: list[jax.Array]) -> jax.Array:
    batch, length, _ = x.shape
    multiplied.append(x)
    query, at, value = jnp.moveaxis(_dense(x, weights["qkv"]).reshape(batch, length, 3, HEADS, WIDTH // HEADS), 2, 0)
    scores = jnp.einsum("bqhd,bkhd->bhqk", query, at) * (WIDTH // HEADS) ** -0.5 + away
    told = jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(scores), value).reshape(x.shape)
    x = _norm(x + _dense(told, weights["out"]), weights["norm1"])
    inner = jax.nn.gelu(_dense(x, weights["up"]), approximate=True)
    multiplied += [told, x, inner]
    return _norm(x + _dense(inner, weights["down"]), weights["norm2"])


def encode(weights: Weights, ids: jax.Array, mask: jax.Array, multiplied: list[jax.Array] | None = None) -> jax.Array:
    """The mean of the last layer over each text's tokens, shape (texts, 384).

    `multiplied` gets what each layer multiplies with its four matrices, in order.
    """
    multiplied = [] if multiplied is None else multiplied
    x = weights["words"][ids] + weights["places"][: ids.shape[1]]
    x = _norm(x, weights["norm"])
    away = (1 - mask[:, None, None, :]) * -1e9
    for layer in weights["layers"]:
        x = _layer(x, away, layer, multiplied)
    return (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)


def answer(heads: Weights, mean: jax.Array, key: jax.Array | None = None, rate: float = 0.1) -> dict[str, jax.Array]:
    """The logits of each question, and `meaning`: the sentence embedding of unit length."""
    hidden = _dropped(jax.nn.gelu(_dense(mean, heads["hidden"]), approximate=True), key, rate)
    told = {name: _dense(hidden, head) for name, head in heads["answers"].items()}
    meaning = _dense(mean, heads["meaning"])
    return {**told, "meaning": meaning / jnp.linalg.norm(meaning, axis=-1, keepdims=True)}

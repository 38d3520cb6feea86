"""The fast model: a small convolution over words' parts that learns from the encoder what it says of many texts.

Each token says something for each answer, and is weighed against the other tokens; their weighted sum is the answer. So the
words that moved a decision can be read off (compare Bahdanau and others, 2015, for the weighing, Kim, 2014, for the convolution).
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
from numpy.typing import NDArray

from training.batches import in_laps
from training.bert import Weights

WORDS, CHANNELS, ACROSS = 128, 192, 3
Floats = NDArray[np.float32]
PARTS: Mapping[str, float] = {"sentiment": 1.0, "emotion": 0.5, "kind": 1.0}
MEANING = 1.0
MISSED = 0.1
"""The share of tokens that are left out while it learns, so that it does not lean on single words."""


def new(words: Floats, sizes: Mapping[str, int], meaning: int, seed: int = 0) -> Weights:
    """A model that knows nothing but the encoder's embeddings of words, cut to their main directions."""
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


def forward(weights: Weights, ids: jax.Array, mask: jax.Array) -> dict[str, jax.Array]:
    """The logits of each question, `moved_` and its name: what each token adds to them, and `meaning` of unit length."""
    there = mask[..., None].astype(jnp.float32)
    x = weights["words"][ids] * there
    x = jax.nn.gelu(_beside(x, 1) @ weights["near"]["w"] + weights["near"]["b"], approximate=True) * there
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


def _loss(weights: Weights, ids: Any, mask: Any, taught: Mapping[str, Any], key: Any) -> jax.Array:
    kept = jax.random.bernoulli(key, 1 - MISSED, ids.shape).at[:, 0].set(True)
    told = forward(weights, ids, mask * kept)
    loss = MEANING * (1 - (taught["meaning"] * told["meaning"]).sum(-1)).mean()
    for question, part in PARTS.items():
        shares = taught[question]
        loss += part * -(shares * jax.nn.log_softmax(told[question])).sum(-1).mean()
    return loss


def distil(
    weights: Weights, each_lap: Callable[[int], Iterable[tuple[Any, Any, Mapping[str, Any]]]], steps: int, rate: float,
    said: Callable[[int, float], None], seed: int = 0,
) -> Weights:  # fmt: skip
    """The weights after `steps` batches of token ids, mask and what is to be said of each text."""
    schedule = optax.warmup_cosine_decay_schedule(0.0, rate, max(1, steps // 20), steps, rate * 0.02)
    way = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=0.01))
    weights = jax.device_put(weights)
    state = way.init(weights)

    def step(weights: Weights, state: Any, ids: Any, mask: Any, taught: Any, key: Any) -> Any:
        loss, slopes = jax.value_and_grad(_loss)(weights, ids, mask, taught, key)
        updates, state = way.update(slopes, state, weights)
        return optax.apply_updates(weights, updates), state, loss

    jitted = jax.jit(step, donate_argnums=(0, 1))
    key = jax.random.key(seed)
    for number, (ids, mask, taught) in enumerate(in_laps(each_lap, steps)):
        weights, state, loss = jitted(weights, state, ids, mask, taught, jax.random.fold_in(key, number))
        if (done := number + 1) % 100 == 0 or done == steps:
            said(done, float(loss))
    return jax.tree.map(np.asarray, weights)  # type: ignore[no-any-return] # the same tree

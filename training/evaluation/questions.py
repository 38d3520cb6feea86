"""The questions that taggers are judged by, what of a tag answers each, and which answers a label may be."""

from collections.abc import Callable, Mapping
from typing import Final

from golddust.events import Tags
from processors.models.questions import QUESTIONS
from training.evaluation.figures import Said
from training.examples import FEELINGS

MOODS, KINDS, EMOTIONS = (QUESTIONS[question] for question in ("sentiment", "kind", "emotion"))
SPAM: Final = ("ham", "spam")
UNTOLD: Final = frozenset(("approval", "caring", "desire", "embarrassment", "surprise"))
"""GoEmotions' names that are none of our emotions: a text that has no other is not judged."""


def _sentiment(tags: Tags) -> Said:
    return Said(tags.sentiment.label, tags.sentiment.confidence)


def _side(tags: Tags) -> Said:
    """The side by the sign of the score. A score of 0 counts as negative, which favours lexicons: they know more praise."""
    side = "positive" if tags.sentiment.score > 0 else "negative"
    return Said(side, tags.sentiment.confidence if tags.sentiment.label == side else None)


def _emotion(tags: Tags) -> Said:
    return Said(tags.emotion.label, tags.emotion.confidence)


def _kind(tags: Tags) -> Said:
    return Said(tags.kind.label, tags.kind.confidence)


def _spam(tags: Tags) -> Said:
    return Said("spam", tags.kind.confidence) if tags.kind.label == "spam" else Said("ham")


def _topic(tags: Tags) -> Said:
    return Said(tags.topics[0].name, tags.topics[0].confidence) if tags.topics else Said("")


SAYS: Final[Mapping[str, Callable[[Tags], Said]]] = {
    "sentiment": _sentiment,
    "side": _side,
    "emotion": _emotion,
    "kind": _kind,
    "spam": _spam,
    "topic": _topic,
}
"""By question. A confidence counts where the tag itself is an answer: not a neutral tag's in a set without neutral texts."""

MEANT: Final[Mapping[str, Mapping[str, str]]] = {
    "sentiment": {mood: mood for mood in MOODS},
    "emotion": {**{emotion: emotion for emotion in EMOTIONS}, **FEELINGS, **dict.fromkeys(UNTOLD, "")},
    "kind": {kind: kind for kind in KINDS},
    "spam": {answer: answer for answer in SPAM},
}
"""By question, each label that a person may give, and the answer that it means; "" for none of ours. A topic may be anything."""

"""How sets, questions and figures are put into words, for tables, pages and the command."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from training.evaluation.figures import Figures
from training.evaluation.scores import Score


class Source(NamedTuple):
    """A published set: its name, where it is from, and whether its training part is among what the models were taught."""

    name: str
    link: str
    taught: bool


SOURCES: Final[Mapping[str, Source]] = {
    "cebab": Source("CEBaB restaurant reviews", "https://cebabing.github.io/CEBaB/", taught=True),
    "goemotions": Source("GoEmotions", "https://github.com/google-research/google-research/tree/master/goemotions", taught=True),
    "uci_amazon_cells": Source(
        "UCI sentences, Amazon", "https://archive.ics.uci.edu/dataset/331/sentiment+labelled+sentences", taught=False
    ),
    "uci_yelp": Source(
        "UCI sentences, Yelp", "https://archive.ics.uci.edu/dataset/331/sentiment+labelled+sentences", taught=False
    ),
    "sms_spam": Source("SMS Spam Collection", "https://archive.ics.uci.edu/dataset/228/sms+spam+collection", taught=True),
    "bitext_cs": Source(
        "Bitext customer support",
        "https://huggingface.co/datasets/bitext/Bitext-customer-support-llm-chatbot-training-dataset",
        taught=True,
    ),
}
"""By what `source` says in the lines of a set."""
ASKED: Final[Mapping[str, str]] = {
    "sentiment": "sentiment",
    "side": "positive or negative",
    "emotion": "emotion",
    "kind": "kind",
    "spam": "spam or not",
    "topic": "topic",
}


def title_of(score: Score) -> str:
    """The set, and the question where the set has others, too."""
    about = "sentiment" if score.question == "side" else score.question
    return f"`{score.set}`" if score.set.startswith(about) else f"`{score.set}` ({ASKED[score.question]})"


def share(figure: float | None) -> str:
    """A share with three digits, "" for none."""
    if figure is None:
        return ""
    return f"{figure:.3f}".removeprefix("0")


def both(figures: Figures) -> str:
    """Accuracy and macro-F1."""
    return f"{share(figures.accuracy)} / {share(figures.macro_f1)}"


def named(names: Sequence[str]) -> str:
    """The names in a row: a, b and c."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    return [f"| {' | '.join(cells)} |" for cells in (titles, ["---"] * len(titles), *rows)]

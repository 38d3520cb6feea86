"""The models' cards, as a page: what each is made from, under which licences, and how."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.json import decode

from processors.models.questions import LANGUAGES
from training.evaluation.wording import table

SHIPPED = ("encoder", "fast")
HEAD = """\
# Models

Generated from the cards in `processors/models` by `make docs`; do not edit. How well they do, set by set:
[how well golddust tags](../explanation/accuracy.md). They were taught in {languages}; in other languages they guess,
and the tags say so by a low confidence. They read texts without the personal data in them, on one core, without a network."""


class Ingredient(Struct, frozen=True):
    """A model or a set that a model is made from."""

    name: str
    licence: str
    what: str


class Card(Struct, frozen=True, kw_only=True):
    """What a model is. `temperatures` divide its logits, by question; `asked_below`: see `Reader`; `libraries`: what built it."""

    name: str
    what: str
    made_from: tuple[Ingredient, ...]
    made_by: tuple[str, ...]
    date: date
    temperatures: dict[str, float]
    asked_below: dict[str, float] = {}
    libraries: dict[str, str] = {}


def read_card(name: str, folder: Path) -> Card:
    """The card of the model of that name."""
    return decode((folder / f"{name}.json").read_bytes(), type=Card)


def models_page(folder: Path) -> str:
    """The page of all models as Markdown. `folder` holds models and cards."""
    parts = [HEAD.format(languages=", ".join(sorted(LANGUAGES)))]
    for name in SHIPPED:
        megabytes = (folder / f"{name}.onnx").stat().st_size / 1e6
        parts.append("\n".join(_section(read_card(name, folder), megabytes)))
    return "\n\n".join(parts) + "\n"


def _section(card: Card, megabytes: float) -> Iterator[str]:
    yield from (f"## `{card.name}`", "", f"{card.what} {megabytes:.0f} MB; of {card.date.day} {card.date:%B %Y}.", "")
    yield from table(("made from", "licence", "what it is"), [(one.name, one.licence, one.what) for one in card.made_from])
    yield from ("", *card.made_by, "")
    yield f"Its confidence is set right by temperatures (Guo and others, 2017): {_by_question(card.temperatures)}."
    if card.asked_below:
        yield f"The tier `cascade` asks it where the fast model is less sure than this: {_by_question(card.asked_below)}."


def _by_question(figures: dict[str, float]) -> str:
    return ", ".join(f"{question} {figure:g}" for question, figure in figures.items())

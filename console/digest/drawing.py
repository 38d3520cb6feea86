"""The pictures of a mail, drawn as the insight pages draw them, each in the colours of a light and of a dark screen."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from console.digest.content import Digest
from console.insight.audit import Grid
from console.insight.charts import Bar, Columns, Quadrants, Spot, columns, quadrants
from console.insight.pages.audit import COLOURS
from console.insight.pages.mood import MOODS
from console.insight.png import drawable, png
from console.wording.called import called
from console.wording.saying import for_reader, listed, number, percent, reader, say

HERE = Path(__file__).parents[1]
MOOD, GRID = (430, 206), (430, 380)
"""So wide that letters can be read where a phone makes it smaller."""
FEWEST = 3
"""Topics on a grid that is worth a picture."""
PAINT: Mapping[str, str] = {
    "#a8261b": "bad",
    "#2c6839": "good",
    "#cdbf9f": "mute-solid",
    "#e5ddcc": "line",
    "#665d4c": "soft",
    "#805700": "gold",
    "#221d13": "ink",
    "#f6f2e8": "sunk",
    "#fcebe8": "bad-wash",
    "#e8f0f8": "calm-wash",
    "#e7f3e7": "good-wash",
    "#2d5987": "calm",
    "#93876e": "edge",
}
"""The colours that stand in a drawing, and the token of each, which is another colour on dark screens."""
FULL: Mapping[str, str] = {"#a8261b": "bad-solid", "#2c6839": "good-solid"}
"""The same where they fill columns."""
_COLOUR = re.compile(r"#[0-9a-f]{6}\b")
_TOKEN = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")


@cache
def tokens() -> tuple[dict[str, str], dict[str, str]]:
    """The colours of `look.css` by name, on light screens and on dark ones: mail programs know no variables."""
    light, _, dark = (HERE / "static" / "look.css").read_text(encoding="utf-8").partition("@media (prefers-color-scheme: dark)")
    first = dict(_TOKEN.findall(light))
    return first, first | dict(_TOKEN.findall(dark.partition("\n}")[0]))


@cache
def templates() -> Environment:
    """Those of the console, for where there is no page: HTML and SVG are escaped, text is not."""
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(("html", "svg")),
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    found.install_gettext_callables(_said, _counted, newstyle=True, pgettext=_said_in)  # type: ignore[attr-defined]
    found.globals.update(number=number, percent=percent, listed=listed)
    return found


def _said(words: str) -> str:
    return reader().words.gettext(words)


def _counted(one: str, many: str, some: int) -> str:
    return reader().words.ngettext(one, many, some)


def _said_in(context: str, words: str) -> str:
    return reader().words.pgettext(context, words)


def pictures(digest: Digest) -> dict[str, bytes]:
    """PNG by name: mood and, where topics suffice, grid; each with one for dark screens, whose name ends in -dark.

    Their words are the reader's, or English where our fonts lack the letters of that language: no boxes in place of letters.
    """
    with for_reader(drawable(reader())):
        return _pictures(digest)


def _pictures(digest: Digest) -> dict[str, bytes]:
    drawings: dict[str, Columns | Quadrants] = {"mood": _mood(digest)}
    if len(digest.grid.places) >= FEWEST:
        drawings["grid"] = _grid(digest.grid)
    found = {}
    for name, drawing in drawings.items():
        svg = templates().get_template(f"digest/{name}.svg").render(drawing=drawing)
        paint = {**PAINT, **(FULL if name == "mood" else {})}
        for colours, ending in zip(tokens(), ("", "-dark"), strict=True):
            found[name + ending] = png(_painted(svg, paint, colours), colours["sheet"])
    return found


def bars(digest: Digest, links: Sequence[str] = ()) -> list[Bar]:
    """A column for each week."""
    found = []
    for place, point in enumerate(digest.points):
        label = reader().day(point.first, "brief")
        parts = [(name, getattr(point.moods, name)) for name in MOODS]
        said = ", ".join(f"{number(some)} {called(name)}" for name, some in parts)
        title = say("week from %(day)s: %(moods)s", day=label, moods=said)
        found.append(Bar(label, title, links[place] if links else "", parts, [note.words for note in point.notes]))
    return found


def _mood(digest: Digest) -> Columns:
    return columns(bars(digest), MOOD)


def _grid(found: Grid) -> Quadrants:
    spots = []
    for place in found.places:
        x = (place.importance.low, place.importance.value, place.importance.high)
        y = (place.performance.low, place.performance.value, place.performance.high)
        spots.append(Spot(place.topic, "", "", COLOURS[place.field], x, y))
    return quadrants(spots, found.importance, found.performance, GRID)


def _painted(svg: str, paint: Mapping[str, str], colours: Mapping[str, str]) -> str:
    """The same in these colours."""
    return _COLOUR.sub(lambda found: colours.get(paint.get(found[0], ""), found[0]), svg)

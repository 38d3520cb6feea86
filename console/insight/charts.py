"""Charts as plain geometry, in pixels from the upper left corner; `templates/insight/charts.html` writes them as SVG (ADR 26)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor, log10, sqrt

from console.wording.saying import number, percent, signed

Size = tuple[int, int]
Scale = Callable[[float], float]
Three = tuple[float, float, float]
"""Low, value, high."""
WIDE: Size = (960, 300)
NARROW: Size = (288, 220)
"""A second drawing for phones: one that is only made smaller has letters that nobody can read."""
TALL: Size = (960, 520)
NARROW_TALL: Size = (288, 360)
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 24, 26
LABEL = 62
"""So wide is the label of a column, with room."""
LINE = 15
LETTER = 6.8
MARGIN = 0.18
"""Above the best mood and below the worst, so that no dot lies on the frame."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One column: parts from the bottom up, each with the name of its colour; `notes` stand above it."""

    label: str
    title: str
    link: str
    parts: Sequence[tuple[str, int]]
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A column where it is drawn; `parts`: colour, upper edge, height."""

    bar: Bar
    x: float
    width: float
    parts: Sequence[tuple[str, float, float]]
    label: bool


@dataclass(frozen=True, slots=True)
class Columns:
    """A whole drawing of columns; `ticks` and `plot` (left, top, right, bottom) are places."""

    size: Size
    plot: tuple[float, float, float, float]
    columns: Sequence[Drawn]
    ticks: Sequence[tuple[float, str]]


@dataclass(frozen=True, slots=True)
class Spot:
    """What lies on a grid, with its intervals: across from `x`, up from `y`; at `second`, where given, it has another mark."""

    name: str
    title: str
    link: str
    field: str
    x: Three
    y: Three
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """A spot where it is drawn; its name begins or ends (`flip`) at `label`. `number`: its place in the list.

    `second`: the height of its second mark, a ring.
    """

    spot: Spot
    number: int
    x: Three
    y: Three
    label: tuple[float, float]
    flip: bool
    second: float | None = None


@dataclass(frozen=True, slots=True)
class Quadrants:
    """A whole grid, parted at `across` and `up`."""

    size: Size
    plot: tuple[float, float, float, float]
    across: float
    up: float
    spots: Sequence[Placed]
    x_ticks: Sequence[tuple[float, str]]
    y_ticks: Sequence[tuple[float, str]]


def columns(bars: Sequence[Bar], size: Size = WIDE) -> Columns:
    """The bars side by side, all of one scale."""
    left, top, right, bottom = plot = (LEFT, TOP, size[0] - RIGHT, size[1] - BOTTOM)
    values = ticks(max((sum(value for _, value in bar.parts) for bar in bars), default=0))
    each = (right - left) / max(len(bars), 1)
    every = max(1, ceil(LABEL / each))
    unit = (bottom - top) / values[-1]
    drawn = [
        Drawn(bar, left + each * place + each * 0.1, each * 0.8, _stack(bar, bottom, unit), (len(bars) - 1 - place) % every == 0)
        for place, bar in enumerate(bars)
    ]
    return Columns(size, plot, drawn, [(bottom - value * unit, number(value)) for value in values])


def quadrants(spots: Sequence[Spot], across: float, up: float, size: Size = TALL) -> Quadrants:
    """The grid of these spots: moods grow upwards, shares to the right.

    Shares by their square root, as a few topics are far more usual than the rest, which would lie on a heap.
    """
    left, top, right, bottom = plot = (LEFT, TOP, size[0] - RIGHT, size[1] - BOTTOM - LINE)
    widest = max((spot.x[2] for spot in spots), default=1.0) * 1.08
    seconds = [spot.second for spot in spots if spot.second is not None]
    lowest = floor(5 * min([*(spot.y[0] for spot in spots), *seconds], default=-1.0)) / 5 - MARGIN
    highest = ceil(5 * max([*(spot.y[2] for spot in spots), *seconds], default=1.0)) / 5 + MARGIN

    def over(value: float) -> float:
        return left + (right - left) * sqrt(max(0.0, value) / widest)

    def high(value: float) -> float:
        return bottom - (bottom - top) * (value - lowest) / (highest - lowest)

    marks = [part for part in (0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0) if part <= widest]
    heights = [step / 5 for step in range(-5, 6) if lowest <= step / 5 <= highest]
    named = _named([(spot, _three(over, spot.x), _three(high, spot.y)) for spot in spots], right, (top + bottom) / 2)
    placed = [one if one.spot.second is None else replace(one, second=high(one.spot.second)) for one in named]
    x_ticks = _apart([(over(part), percent(part)) for part in marks], right)
    y_ticks = [(high(value), signed(value, 1) if value else "0") for value in heights]
    return Quadrants(size, plot, over(across), high(up), placed, x_ticks, y_ticks)


def _apart(marks: Sequence[tuple[float, str]], right: float) -> list[tuple[float, str]]:
    """Those whose words neither touch nor reach over the right edge: a letter takes some eight pixels, four on each side."""
    kept: list[tuple[float, str]] = []
    for x, words in marks:
        middle = min(x, right - 4 * len(words))
        if not kept or middle - kept[-1][0] >= 4 * (len(words) + len(kept[-1][1])):
            kept.append((x, words))
    return kept


def ticks(most: float, about: int = 4) -> list[int]:
    """Round values from 0 to one that is not less than `most`, at most `about` and two."""
    rough = max(most, 1) / about
    power = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    return [step * place for place in range(ceil(max(most, 1) / step) + 1)]


def spark(values: Sequence[float], width: float = 120, height: float = 28) -> str:
    """The points of a line through the values, for a drawing of that size; two pixels are left at each edge."""
    most, step = max([*values, 1]), (width - 4) / max(len(values) - 1, 1)
    return " ".join(
        f"{2 + step * place:.1f},{height - 2 - (height - 4) * value / most:.1f}" for place, value in enumerate(values)
    )


def _stack(bar: Bar, bottom: float, unit: float) -> list[tuple[str, float, float]]:
    found, at = [], bottom
    for colour, value in bar.parts:
        at -= value * unit
        if value:
            found.append((colour, at, value * unit))
    return found


def _three(scale: Scale, values: Three) -> Three:
    return scale(values[0]), scale(values[1]), scale(values[2])


def _named(spots: Sequence[tuple[Spot, Three, Three]], right: float, middle: float) -> list[Placed]:
    """Names beside their dots; one that would lie on another moves, away from the nearer edge, until it does not."""
    taken: list[Three] = []
    found = []
    order = sorted(range(len(spots)), key=lambda place: spots[place][2][1])
    for place in order:
        spot, x, y = spots[place]
        wide = len(spot.name) * LETTER + 12
        flip = x[1] + wide > right
        begins = x[1] - wide if flip else x[1]
        at = y[1] - 5
        while any(abs(at - other) < LINE and begins < end and start < begins + wide for start, end, other in taken):
            at += 3 if y[1] < middle else -3
        taken.append((begins, begins + wide, at))
        found.append(Placed(spot, place + 1, x, y, (x[1] - 8 if flip else x[1] + 8, at), flip))
    return sorted(found, key=lambda one: one.number)

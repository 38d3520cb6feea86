"""Where records wait, as a picture: the way from the doors over the stages to the store, the cases and the answers.

Plain geometry, in pixels from the upper left corner; `templates/flow/lanes.html` writes it as SVG (ADR 26).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from console.insight.charts import Size

WIDE: Size = (960, 292)
NARROW: Size = (288, 470)
"""A second drawing for phones, on which the way goes down."""
DOORS = "doors"
ROOM: dict[Size, Size] = {WIDE: (152, 68), NARROW: (138, 52)}
"""How large a box is."""
PLACES: dict[Size, Mapping[str, tuple[float, float]]] = {
    WIDE: {
        DOORS: (0, 112),
        "receive": (202, 112),
        "tag": (404, 112),
        "complaints": (606, 112),
        "replies": (808, 112),
        "store": (606, 8),
        "mirrors": (808, 8),
        "reply-statuses": (404, 216),
        "reply-outcomes": (606, 216),
        "staff": (808, 216),
    },
    NARROW: {
        DOORS: (75, 2),
        "receive": (75, 84),
        "tag": (0, 166),
        "reply-statuses": (150, 166),
        "store": (0, 248),
        "reply-outcomes": (150, 248),
        "complaints": (75, 330),
        "mirrors": (0, 412),
        "replies": (150, 412),
        "staff": (0, 494),
    },
}
WAYS = (
    *((DOORS, "receive"), ("receive", "tag"), ("receive", "reply-statuses"), ("tag", "store"), ("tag", "complaints")),
    *(("reply-statuses", "reply-outcomes"), ("reply-outcomes", "complaints"), ("complaints", "mirrors")),
    *(("complaints", "replies"), ("complaints", "staff")),
)
"""From where to where records go."""


@dataclass(frozen=True, slots=True)
class Stop:
    """One box to draw: `waiting` makes its bar, `colour` names what it says (calm, wait, late, bad)."""

    name: str
    title: str
    words: str
    waiting: int
    colour: str
    link: str
    says: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A box where it is drawn; `part`: how much of its bar is filled."""

    stop: Stop
    x: float
    y: float
    part: float


@dataclass(frozen=True, slots=True)
class Lanes:
    """The whole drawing; `paths` are those of SVG."""

    size: Size
    room: Size
    stops: Sequence[Placed]
    paths: Sequence[str]


def lanes(stops: Sequence[Stop], size: Size = WIDE) -> Lanes:
    """The boxes in their places, and the ways between those that are there. Bars by the square root: queues differ by much."""
    places, room = PLACES[size], ROOM[size]
    most = max((stop.waiting for stop in stops), default=0) or 1
    known = [stop for stop in stops if stop.name in places]
    placed = [Placed(stop, *places[stop.name], sqrt(stop.waiting / most)) for stop in known]
    there = {stop.name for stop in known}
    paths = [_path(places[a], places[b], room) for a, b in WAYS if a in there and b in there]
    bottom = max((one.y + room[1] for one in placed), default=0) + 8
    return Lanes((size[0], round(bottom)), room, placed, paths)


def _path(start: tuple[float, float], end: tuple[float, float], room: Size) -> str:
    """From the edge of one box to that of the next: across where the next is to the right, else down, or up."""
    (x1, y1), (x2, y2), (wide, high) = start, end, room
    if x2 >= x1 + wide + 24:
        a, b = (x1 + wide, y1 + high / 2), (x2 - 7, y2 + high / 2)
        middle = (a[0] + b[0]) / 2
        return f"M{a[0]:g} {a[1]:g}C{middle:g} {a[1]:g} {middle:g} {b[1]:g} {b[0]:g} {b[1]:g}"
    down = y2 > y1
    a = (x1 + wide / 2, y1 + high if down else y1)
    b = (x2 + wide / 2, y2 - 7 if down else y2 + high + 7)
    middle = (a[1] + b[1]) / 2
    return f"M{a[0]:g} {a[1]:g}C{a[0]:g} {middle:g} {b[0]:g} {middle:g} {b[0]:g} {b[1]:g}"

"""What every insight page is made of: a sentence that says what was found, and sections with a picture, its table, or both."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import url_for

from console.insight.asked import Asked
from console.insight.charts import Bar, Columns, Quadrants, Size, columns
from console.insight.shares import Share
from console.insight.tables import Table
from console.wording.saying import percent, reader, say


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing for large pages and one for phones; `kind` is the macro that writes them, `key` what the colours mean."""

    kind: str
    title: str
    wide: Columns | Quadrants
    narrow: Columns | Quadrants
    key: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """`name` is its place in the page's address and the name of its files; `closed`: the table waits behind the picture."""

    name: str
    title: str
    words: str = ""
    picture: Picture | None = None
    table: Table | None = None
    closed: bool = False
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """`title` is what was found, in a sentence; `lead` how sure that is, and what it stands on."""

    title: str
    lead: str
    sections: Sequence[Section]
    more: Mapping[str, Any] = field(default_factory=dict)


def drawn(bars: Sequence[Bar], title: str, key: Mapping[str, str], small: int, sizes: tuple[Size, Size]) -> Picture:
    """Columns in both sizes; on phones only the last `small` of them."""
    return Picture("columns", title, columns(bars, sizes[0]), columns(bars[-small:], sizes[1]), key)


def behind(asked: Asked, first: date | None = None, last: date | None = None, **narrowed: str) -> str:
    """The way to the messages behind a figure."""
    return address("console.insight_messages", asked.behind(asked.of(**narrowed), first, last))


def address(endpoint: str, query: Mapping[str, Any]) -> str:
    """A page's address with this query, without what is empty."""
    return url_for(endpoint, **{name: value for name, value in query.items() if value})


def of_hundred(share: Share) -> str:
    """Such as 31% (29% to 34%)."""
    return say("%(value)s (%(low)s to %(high)s)", value=percent(share.value), low=percent(share.low), high=percent(share.high))


def spoken(day: date) -> str:
    """Such as 3 Nov 2026."""
    return reader().day(day, "day")


def briefly(first: date, step: str) -> str:
    """Under a column: 3 Nov, or Nov 2026 for a month."""
    return reader().day(first, "brief-month-year" if step == "month" else "brief")


Make = Callable[..., Page]

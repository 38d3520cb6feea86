"""What the address of an insight page asks for: some days, and a slice of what was said in them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta

from console.insight.periods import Step
from console.wording.saying import marked
from console.wording.times import day_of
from golddust.errors import Malformed
from golddust.insight import Slice

PRESETS = {30: marked("30 days"), 90: marked("90 days"), 365: marked("a year")}
USUAL = 90
SIDE = "side"
BY_DAY, BY_WEEK = 45, 200
"""Pictures of at most so many days have a column for each day; for each week."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Days, both included, and a slice of what was said. `rolling`: they end today, whatever day that is."""

    first: date
    last: date
    which: Slice
    rolling: bool

    @property
    def step(self) -> Step:
        """What each column of a picture stands for."""
        days = (self.last - self.first).days + 1
        return "day" if days <= BY_DAY else "week" if days <= BY_WEEK else "month"

    @property
    def days(self) -> int:
        """How many."""
        return (self.last - self.first).days + 1

    @property
    def address(self) -> dict[str, str]:
        """The same as the query of an address: a rolling one stays rolling."""
        when = {"days": str(self.days)} if self.rolling else {"first": self.first.isoformat(), "last": self.last.isoformat()}
        return when | of_slice(self.which)

    def behind(self, which: Slice | None = None, first: date | None = None, last: date | None = None) -> dict[str, str]:
        """The query that finds the messages behind a figure: these very days, and the slice."""
        when = {"first": (first or self.first).isoformat(), "last": (last or self.last).isoformat()}
        return when | of_slice(which or self.which)

    def of(self, **narrowed: str) -> Slice:
        """The slice, narrowed further."""
        return replace(self.which, **narrowed)


def of_slice(which: Slice) -> dict[str, str]:
    """A slice as the query of an address."""
    return {name.name: value for name in fields(which) if (value := getattr(which, name.name))}


def asked(query: Mapping[str, str], today: date) -> Asked:
    """Raises Malformed for days that are none, or end before they begin. What may be asked of a slice, its figures say."""
    chosen = {name.name: query.get(name.name, "").strip()[:200] for name in fields(Slice)}
    if not chosen["value"] and "=" in chosen[SIDE]:
        chosen[SIDE], chosen["value"] = chosen[SIDE].split("=", 1)
    rolling = not (query.get("first") or query.get("last"))
    last = today if rolling else day_of(query.get("last") or today.isoformat())
    first = (
        last - timedelta(days=_number(query.get("days", "")) - 1) if rolling else day_of(query.get("first") or last.isoformat())
    )
    if first > last:
        raise Malformed("the first day must not be after the last")
    return Asked(first, last, Slice(**chosen), rolling)


def _number(text: str) -> int:
    return min(int(text), 3650) if text.isdecimal() and len(text) < 6 and int(text) else USUAL  # noqa: PLR2004 - no longer number

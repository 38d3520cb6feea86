"""Reads how often what was said: days that are counted from what was kept of them, the others from the messages."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Date, Engine, FromClause, Select, func, literal, select

from golddust.database.engine import reading
from golddust.database.schema import feedback as said
from golddust.database.schema.insight import insight_cells, insight_days
from golddust.database.schema.people import imported_customers
from golddust.database.values import values_of
from golddust.errors import Malformed
from golddust.insight import CHANNEL, KIND, LABEL, NOTHING, SEGMENT, TOPIC, Baseline, Days, Moods, Note, Slice
from golddust.ports import Clock
from sinks.store.insight import notes
from sinks.store.insight.behind import behind
from sinks.store.insight.counting import bounds, cells_of_a_day, within
from sinks.store.insight.marks import DAY, marked, touched

SPAM: Final = "spam"
LONGEST = timedelta(days=3700)
"""Ten years at once are enough for any picture."""
OLDEST = select(func.min(said.c.received_at)).scalar_subquery()
NEWEST = select(func.max(said.c.received_at)).scalar_subquery()
_COUNTS = ("said", "negative", "neutral", "positive", "unsure")


class StoredFigures:
    """A `FeedbackFigures` on the database."""

    def __init__(self, engine: Engine, zone: ZoneInfo, clock: Clock) -> None:
        self._engine = engine
        self._zone = zone
        self._clock = clock

    @property
    def zone(self) -> ZoneInfo:
        """The company's time zone."""
        return self._zone

    def days(self, which: Slice, first: date, last: date) -> Days:
        """The counts of each day on which something was said."""
        return self._counted(which, first, last).get("", {})

    def split(self, by: str, which: Slice, first: date, last: date) -> Mapping[str, Days]:
        """The same apart by "kind", by "topic", or by a side. Raises Malformed for two sides at once."""
        _demand_apart(by, which)
        return self._counted(which, first, last, by)

    def sums(self, by: str, which: Slice, first: date, last: date) -> Mapping[str, Moods]:
        """The same with the days added up, which the database does several times quicker. Raises Malformed as `split`."""
        _demand_apart(by, which)
        found: dict[str, Moods] = {}
        for _, apart, moods in self._counts(which, first, last, by, daily=False):
            found[apart] = found.get(apart, NOTHING) + moods
        return found

    def segments(self) -> Sequence[str]:
        """The segments that the company's list has, in order."""
        with reading(self._engine) as connection:
            return values_of(connection, imported_customers.c.segment)

    def messages(self, which: Slice, first: date, last: date, limit: int, before: str = "") -> list[str]:
        """The ids of the feedback behind a figure, newest first. Raises NotFound for an unknown `before`."""
        _demand(which, first, last)
        span = (bounds(first, self._zone)[0], bounds(last, self._zone)[1])
        with reading(self._engine) as connection:
            return behind(connection, which, span, limit, before)

    def note(self, day: date, words: str, by: str) -> Note:
        """Write beside a day what happened on it. Raises Malformed for no words, and for too many."""
        return notes.write(self._engine, day, words, by, self._clock.now())

    def forget_note(self, note: str) -> None:
        """Take it away again; nothing happens when it is gone already."""
        notes.forget(self._engine, note)

    def notes(self, first: date, last: date) -> Sequence[Note]:
        """What was written beside these days, in their order."""
        return notes.between(self._engine, first, last)

    def freeze(self, name: str, first: date, last: date, segment: str, by: str) -> Baseline:
        """Keep the counts by topic as they stand now. Raises Malformed without a name, and for one of more than 120 letters."""
        which = Slice(side=SEGMENT, value=segment) if segment else Slice()
        topics = dict(self.sums(TOPIC, which, first, last))
        topics[""] = sum(self.days(which, first, last).values(), NOTHING)
        return notes.freeze(self._engine, name, (first, last), segment, topics, by, self._clock.now())

    def baselines(self) -> Sequence[Baseline]:
        """All that were frozen, the newest first."""
        return notes.baselines(self._engine)

    def _counted(self, which: Slice, first: date, last: date, by: str = "") -> dict[str, dict[date, Moods]]:
        """By what `by` tells apart, "" where it is nothing, and by day."""
        found: dict[str, dict[date, Moods]] = {}
        for day, apart, moods in self._counts(which, first, last, by, daily=True):
            found.setdefault(apart, {})[day] = moods
        return found

    def _counts(self, which: Slice, first: date, last: date, by: str, *, daily: bool) -> Iterator[tuple[date, str, Moods]]:
        """The day (any, unless they are wanted `daily`), what is told apart, and how often.

        Which days are stale is asked first: one that becomes so a moment later is shown as it stood at that moment.
        """
        _demand(which, first, last)
        with reading(self._engine) as connection:
            stale = self._stale(connection, first, last)
            kept, c = _sums(insight_cells, which, by), insight_cells.c
            fresh = c.day.between(first, last) & c.day.not_in(stale) if stale else c.day.between(first, last)
            kept = kept.add_columns(c.day).group_by(c.day) if daily else kept.add_columns(literal(last, Date))
            rows = [tuple(row) for row in connection.execute(kept.where(fresh))]
            today = _sums(cells_of_a_day(connection, _side(which, by)), which, by)
            for day in stale:
                rows += [(*row, day) for row in connection.execute(today, within(day, self._zone))]
        for apart, said_, negative, neutral, positive, unsure, day in rows:
            if said_:  # a sum over no rows is a row
                yield day, apart, Moods(int(said_), int(negative), int(neutral), int(positive), int(unsure))

    def _stale(self, connection: Connection, first: date, last: date) -> set[date]:
        """Days with messages of which nothing is kept that can be believed."""
        counted = select(insight_days.c.day).where(insight_days.c.day.between(first, last), insight_days.c.zone == self._zone.key)
        fresh = set(connection.execute(counted).scalars()) - touched(marked(connection).values(), self._zone)
        oldest, newest = connection.execute(select(OLDEST, NEWEST)).one()
        if oldest is None:
            return set()
        begins = max(first, oldest.astimezone(self._zone).date())
        ends = min(last, newest.astimezone(self._zone).date())
        return {begins + DAY * number for number in range((ends - begins).days + 1)} - fresh


def _sums(of: FromClause, which: Slice, by: str) -> Select[Any]:
    """What is wanted of these cells, added up over the kinds."""
    c = of.c
    apart = c.kind if by == KIND else c.topic if by == TOPIC else c.value if by else literal("")
    side = _side(which, by)
    wanted = [c.side == side, c.kind == which.kind if which.kind else c.kind != SPAM]
    wanted.append(c.topic != "" if by == TOPIC and not which.topic else c.topic == which.topic)
    if side == which.side:
        wanted.append(c.value == which.value)
    counts = [func.sum(c[name]).label(name) for name in _COUNTS]
    return select(apart.label("apart"), *counts).where(*wanted).group_by(*([apart] if by else []))


def _side(which: Slice, by: str) -> str:
    return which.side if by in (KIND, TOPIC, "") else by


def _demand(which: Slice, first: date, last: date) -> None:
    if which.side:
        _demand_side(which.side)
    if bool(which.side) != bool(which.value):
        raise Malformed("a side and its value go together, such as channel and email")
    if not timedelta() <= last - first <= LONGEST:
        raise Malformed(f"the last day must not be before the first, nor more than {LONGEST.days} days later")


def _demand_apart(by: str, which: Slice) -> None:
    if by in (KIND, TOPIC):
        return
    _demand_side(by)
    if which.side:
        raise Malformed(f"{which.side} and {by} cannot be told apart at once")


def _demand_side(side: str) -> None:
    if side not in (CHANNEL, SEGMENT) and not (side.startswith(LABEL) and side != LABEL):
        raise Malformed(f"{side[:40]!r} tells nobody apart: channel, segment and label:<name> do")
